package io.tickcast.http;

import io.tickcast.market.Field;
import io.tickcast.market.Symbols;
import io.tickcast.market.TickJson;
import io.tickcast.sse.Subscription;
import io.tickcast.sse.SymbolSelection;
import io.tickcast.sse.signal.SignalNames;
import io.vertx.core.MultiMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The query of a price stream.
 *
 * @param exchanges that it names; empty: the primary
 * @param signals the signals asked for besides, if any
 * @param aliases the names asked for that stand for another, with that other
 * @param unknown the symbols asked for that this node does not have
 */
record PriceQuery(
        Subscription subscription,
        List<String> exchanges,
        Optional<SignalNames> signals,
        Map<String, String> aliases,
        Set<String> unknown) {
    private static final long MAX_INTERVAL_MILLIS = 3_600_000;

    /** @throws BadRequestException naming the parameter and its valid values */
    static PriceQuery of(MultiMap params, Catalog catalog, StreamDefaults defaults) {
        ExchangeQuery exchanges = ExchangeQuery.of(params, catalog.exchanges());
        TickJson json = params.contains("fields")
                ? fields(items(params, "fields"))
                : exchanges.selection().hasIndex() ? defaults.fields().withSources() : defaults.fields();
        long interval = params.contains("interval") ? interval(params.get("interval")) : defaults.intervalMillis();
        Map<String, String> aliases = new TreeMap<>();
        Set<String> unknown = new TreeSet<>();
        SymbolSelection symbols = params.contains("symbols")
                ? symbols(items(params, "symbols"), defaults.maxSymbols(), catalog, aliases, unknown)
                : catalog.all();
        boolean named = exchanges.named();
        return new PriceQuery(
                new Subscription(exchanges.selection(), symbols, named ? json.withExchange() : json, interval),
                named ? exchanges.selection().names() : List.of(),
                SignalQuery.names(params, "signals", catalog.grant()),
                aliases,
                unknown);
    }

    /** The items of a parameter, separated by commas or by repeating the parameter. */
    static List<String> items(MultiMap params, String name) {
        return params.getAll(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(item -> item.replace(" ", ""))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static TickJson fields(List<String> names) {
        // In one order, whatever the client's: equal wishes share their bytes.
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (String name : names) {
            Field field = Field.of(name)
                    .orElseThrow(() -> new BadRequestException("fields: no field is called "
                            + JsonResponses.shown(name) + "; there are "
                            + Stream.of(Field.values()).map(Field::label).collect(Collectors.joining(", "))));
            if (!fields.add(field)) {
                throw new BadRequestException("fields: " + field.label() + " occurs twice");
            }
        }
        if (fields.isEmpty()) {
            throw new BadRequestException("fields: name at least one, or leave the parameter out");
        }
        return new TickJson(List.copyOf(fields));
    }

    private static long interval(String text) {
        if (!text.matches("\\d{1,7}") || Long.parseLong(text) > MAX_INTERVAL_MILLIS) {
            throw new BadRequestException(
                    "interval: " + JsonResponses.shown(text) + " is not a time; give ms, 0 to " + MAX_INTERVAL_MILLIS);
        }
        return Long.parseLong(text);
    }

    private static SymbolSelection symbols(
            List<String> items, int max, Catalog catalog, Map<String, String> aliases, Set<String> unknown) {
        if (items.isEmpty() || items.size() > max) {
            throw new BadRequestException("symbols: name 1 to " + max + ", or leave the parameter out for all");
        }
        Set<String> chosen = new TreeSet<>();
        Set<String> prefixes = new TreeSet<>();
        for (String item : new LinkedHashSet<>(items)) {
            String symbol = Symbols.normalize(item);
            if (symbol.equals("*")) {
                return catalog.all();
            }
            boolean pattern = symbol.endsWith("*");
            String name = pattern ? symbol.substring(0, symbol.length() - 1) : symbol;
            if (!Symbols.isValid(name)) {
                throw new BadRequestException("symbols: " + JsonResponses.shown(item)
                        + " is not a symbol; write BTCUSDT, or ETH* for all symbols that begin with ETH");
            }
            if (pattern) {
                prefixes.add(symbol);
            } else {
                choose(symbol, catalog, chosen, aliases, unknown);
            }
        }
        chosen.addAll(catalog.table().select(prefixes).names());
        if (chosen.isEmpty()) {
            catalog.all();
            throw new BadRequestException("symbols: this node has none of "
                    + JsonResponses.shown(String.join(",", items)) + "; see GET /api/prices for its symbols");
        }
        return SymbolSelection.of(chosen);
    }

    private static void choose(
            String symbol, Catalog catalog, Set<String> chosen, Map<String, String> aliases, Set<String> unknown) {
        String resolved = catalog.resolve(symbol);
        catalog.requireAllowed(resolved);
        if (!resolved.equals(symbol)) {
            aliases.put(symbol, resolved);
        }
        if (catalog.has(resolved)) {
            chosen.add(resolved);
        } else {
            unknown.add(symbol);
        }
    }
}
