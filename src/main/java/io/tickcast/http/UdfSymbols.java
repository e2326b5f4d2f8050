package io.tickcast.http;

import io.tickcast.market.Instrument;
import io.tickcast.market.Symbols;
import io.tickcast.sse.KnownSymbols;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The symbols of TradingView's UDF: {@code BINANCE:BTCUSDT}, or {@code BTCUSDT} for the primary exchange. Belongs to one
 * event loop.
 */
final class UdfSymbols {
    static final String TYPE = "crypto";

    /** Digits of a price whose exchange does not tell its smallest step. */
    private static final int DEFAULT_PRICE_DIGITS = 8;

    private static final int VOLUME_DIGITS = 8;

    private final KnownSymbols known;
    private final Set<String> exchanges;

    /** @param exchanges exchanges with candles */
    UdfSymbols(KnownSymbols known, Set<String> exchanges) {
        this.known = known;
        this.exchanges = exchanges;
    }

    /** A symbol at an exchange. */
    record Listing(String exchange, Instrument instrument) {
        String symbol() {
            return instrument.symbol();
        }

        String shownExchange() {
            return shown(exchange);
        }

        String ticker() {
            return shownExchange() + ':' + symbol();
        }

        String description() {
            return instrument.base().isEmpty() ? symbol() : instrument.base() + '/' + instrument.quote();
        }

        /** An entry of a search. */
        JsonObject toEntry() {
            return new JsonObject()
                    .put("symbol", symbol())
                    .put("full_name", ticker())
                    .put("description", description())
                    .put("exchange", shownExchange())
                    .put("ticker", ticker())
                    .put("type", TYPE);
        }

        JsonObject toJson() {
            int digits = Math.max(0, instrument.priceDigits().orElse(DEFAULT_PRICE_DIGITS));
            return new JsonObject()
                    .put("name", symbol())
                    .put("ticker", ticker())
                    .put("full_name", ticker())
                    .put("description", description())
                    .put("type", TYPE)
                    .put("session", "24x7")
                    .put("timezone", "Etc/UTC")
                    .put("exchange", shownExchange())
                    .put("listed_exchange", shownExchange())
                    .put("format", "price")
                    .put("minmov", 1)
                    .put("minmov2", 0)
                    .put("pricescale", (long) Math.pow(10, digits))
                    .put("has_intraday", true)
                    .put("has_daily", true)
                    .put("has_weekly_and_monthly", false)
                    .put("intraday_multipliers", new JsonArray(UdfResolutions.intraday()))
                    .put("supported_resolutions", new JsonArray(UdfResolutions.all()))
                    .put("volume_precision", VOLUME_DIGITS)
                    .put("data_status", "streaming");
        }
    }

    private static String shown(String exchange) {
        return exchange.toUpperCase(Locale.ROOT);
    }

    /** The names of the exchanges, in the order of the settings. */
    List<String> exchanges() {
        return known.exchanges().stream()
                .filter(exchanges::contains)
                .map(UdfSymbols::shown)
                .toList();
    }

    /**
     * Looks a symbol up.
     *
     * @param all  catalog of the symbols of all readers
     * @param seen catalog of the symbols that this reader may see
     * @return empty: no exchange of this node has it
     * @throws ForbiddenException when the reader may not see it
     */
    Optional<Listing> find(String name, Catalog all, Catalog seen) {
        int colon = name.indexOf(':');
        String exchange = colon < 0 ? all.primary() : name.substring(0, colon).toLowerCase(Locale.ROOT);
        String symbol = all.resolve(Symbols.normalize(name.substring(colon + 1)));
        seen.requireAllowed(symbol);
        return exchanges.contains(exchange)
                        && all.byExchange().getOrDefault(exchange, List.of()).contains(symbol)
                ? Optional.of(listing(exchange, symbol))
                : Optional.empty();
    }

    private Listing listing(String exchange, String symbol) {
        Instrument instrument = known.instruments(exchange).get(symbol);
        return new Listing(exchange, instrument == null ? Instrument.unlisted(symbol) : instrument);
    }

    /**
     * Searches for symbols that contain a text, those that begin with it first.
     *
     * @param exchange as shown; empty: all
     */
    List<Listing> search(String text, String exchange, int limit, Catalog seen) {
        String wanted = Symbols.normalize(text);
        return known.exchanges().stream()
                .filter(exchanges::contains)
                .filter(name -> exchange.isEmpty() || shown(name).equals(exchange))
                .flatMap(name -> listings(name, seen))
                .filter(listing -> listing.ticker().contains(wanted)
                        || listing.description().contains(wanted))
                .sorted(Comparator.comparing(
                        (Listing listing) -> !listing.symbol().startsWith(wanted)))
                .limit(limit)
                .toList();
    }

    private Stream<Listing> listings(String exchange, Catalog seen) {
        return seen.byExchange().getOrDefault(exchange, List.of()).stream().map(symbol -> listing(exchange, symbol));
    }
}
