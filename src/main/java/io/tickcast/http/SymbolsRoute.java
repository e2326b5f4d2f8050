package io.tickcast.http;

import io.tickcast.market.Instrument;
import io.tickcast.market.Pair;
import io.tickcast.sse.KnownSymbols;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code GET /api/symbols}: the symbols that can be asked for, and what each exchange's list says of them. */
final class SymbolsRoute {
    /** Of a symbol that the settings name and the list of the exchange lacks. */
    private static final String NOT_LISTED = "not listed";

    private final JsonResponses responses;
    private final KnownSymbols known;
    private final Supplier<Catalog> catalogs;

    /** A symbol at an exchange, as it is known here. */
    private record Listing(String exchange, Instrument instrument) {}

    SymbolsRoute(JsonResponses responses, KnownSymbols known, Supplier<Catalog> catalogs) {
        this.responses = responses;
        this.known = known;
        this.catalogs = catalogs;
    }

    void handle(RoutingContext context) {
        Catalog seen = catalogs.get().seenBy(JwtAuthHandler.grant(context));
        Map<String, List<Listing>> bySymbol = new TreeMap<>();
        for (String exchange : exchanges(context.queryParams(), seen)) {
            Map<String, Instrument> listed = known.instruments(exchange);
            seen.byExchange()
                    .getOrDefault(exchange, List.of())
                    .forEach(symbol -> bySymbol.computeIfAbsent(symbol, none -> new ArrayList<>())
                            .add(new Listing(exchange, instrument(symbol, listed))));
        }
        // Thousands of symbols take milliseconds, which the loop needs for its streams.
        responses.compressedJson(context, () -> body(bySymbol));
    }

    private Set<String> exchanges(MultiMap params, Catalog seen) {
        return params.contains("exchange")
                ? Set.copyOf(
                        ExchangeQuery.of(params, seen.exchanges()).selection().names())
                : known.exchanges();
    }

    private static Instrument instrument(String symbol, Map<String, Instrument> listed) {
        Instrument instrument = listed.get(symbol);
        if (instrument != null) {
            return instrument;
        }
        Instrument unlisted = Instrument.unlisted(symbol);
        return listed.isEmpty() ? unlisted : unlisted.with(NOT_LISTED);
    }

    private static Buffer body(Map<String, List<Listing>> bySymbol) {
        JsonArray data = new JsonArray();
        bySymbol.forEach((symbol, listings) -> data.add(toJson(symbol, listings)));
        return new JsonObject().put("code", 1).put("data", data).toBuffer();
    }

    private static JsonObject toJson(String symbol, List<Listing> listings) {
        Pair pair = listings.stream()
                .map(Listing::instrument)
                .filter(one -> !one.name().isEmpty())
                .findFirst()
                .map(one -> new Pair(one.base(), one.quote()))
                .or(() -> Pair.of(symbol))
                .orElse(new Pair("", ""));
        JsonObject exchanges = new JsonObject();
        listings.forEach(listing -> exchanges.put(listing.exchange, toJson(listing.instrument)));
        JsonObject json = new JsonObject().put("symbol", symbol);
        if (!pair.base().isEmpty()) {
            json.put("base", pair.base()).put("quote", pair.quote());
        }
        return json.put("exchanges", exchanges);
    }

    private static JsonObject toJson(Instrument instrument) {
        JsonObject json = new JsonObject();
        if (!instrument.name().isEmpty()) {
            json.put("name", instrument.name());
        }
        instrument.priceDigits().ifPresent(digits -> json.put("price_digits", digits));
        if (!instrument.status().isEmpty()) {
            json.put("status", instrument.status());
        }
        return json;
    }
}
