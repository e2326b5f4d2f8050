package io.tickcast.relay;

import io.tickcast.access.Grant;
import io.vertx.core.MultiMap;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A question to the exchange's REST. Two are equal when the exchange would answer them alike.
 *
 * @param path    and query
 * @param weight  as the exchange counts it
 * @param symbols symbols that it is about; empty: all
 * @param params  of the query, each once
 */
record RestQuestion(Kind kind, String path, int weight, List<String> symbols, Map<String, String> params) {
    static final String PREFIX = "/api/v3/";

    /** Binance's document "General endpoints", "Market data endpoints". */
    enum Kind {
        EXCHANGE_INFO("exchangeInfo", Duration.ofMinutes(5)),
        /** Never from the cache: a book that is older than its client's first event cannot be continued. */
        DEPTH("depth", Duration.ZERO),
        TRADES("trades", Duration.ofSeconds(1)),
        AGG_TRADES("aggTrades", Duration.ofSeconds(1)),
        KLINES("klines", Duration.ofSeconds(1)),
        UI_KLINES("uiKlines", Duration.ofSeconds(1)),
        AVG_PRICE("avgPrice", Duration.ofSeconds(1)),
        DAY("ticker/24hr", Duration.ofSeconds(1)),
        TRADING_DAY("ticker/tradingDay", Duration.ofSeconds(1)),
        WINDOW("ticker", Duration.ofSeconds(1)),
        PRICE("ticker/price", Duration.ofSeconds(1)),
        BOOK("ticker/bookTicker", Duration.ofSeconds(1));

        private final String name;
        private final Duration holds;

        Kind(String name, Duration holds) {
            this.name = name;
            this.holds = holds;
        }

        /** Time for which an answer holds; zero: it does not. */
        Duration holds() {
            return holds;
        }

        boolean isOfCandles() {
            return this == KLINES || this == UI_KLINES;
        }

        private static Optional<Kind> of(String name) {
            return List.of(values()).stream()
                    .filter(kind -> kind.name.equals(name))
                    .findFirst();
        }

        private int weight(Map<String, String> params, int symbols) {
            return switch (this) {
                case EXCHANGE_INFO -> 20;
                case DEPTH -> ofDepth(params.getOrDefault("limit", "100"));
                case TRADES -> 25;
                case AGG_TRADES -> 4;
                case KLINES, UI_KLINES, AVG_PRICE -> 2;
                case DAY -> symbols == 0 || symbols > 100 ? 80 : symbols > 20 ? 40 : 2;
                case TRADING_DAY, WINDOW -> Math.max(4, Math.min(200, 4 * symbols));
                case PRICE, BOOK -> params.containsKey("symbol") ? 2 : 4;
            };
        }

        private static int ofDepth(String limit) {
            int levels = limit.matches("\\d{1,6}") ? Integer.parseInt(limit) : 0;
            return levels > 1_000 || limit.matches("\\d{7,}") ? 250 : levels > 500 ? 50 : levels > 100 ? 25 : 5;
        }
    }

    /**
     * @param name path behind {@link #PREFIX}
     * @return empty for what is not asked of the exchange
     */
    static Optional<RestQuestion> of(String name, MultiMap query) {
        return Kind.of(name).map(kind -> {
            Map<String, String> params = query.names().stream()
                    .collect(Collectors.toMap(each -> each, each -> String.join(",", query.getAll(each)), (a, b) -> a));
            List<String> symbols = symbols(params);
            String text = params.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(param -> encoded(param.getKey()) + '=' + encoded(param.getValue()))
                    .collect(Collectors.joining("&"));
            return new RestQuestion(
                    kind,
                    PREFIX + name + (text.isEmpty() ? "" : '?' + text),
                    kind.weight(params, symbols.size()),
                    symbols,
                    params);
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> symbols(Map<String, String> params) {
        String one = params.get("symbol");
        if (one != null) {
            return List.of(one);
        }
        try {
            return new JsonArray(params.getOrDefault("symbols", "[]"))
                    .stream().map(String::valueOf).toList();
        } catch (DecodeException e) {
            // The exchange says what is wrong with it.
            return List.of();
        }
    }

    /** Checks that a token is for all that it is about. */
    void check(Grant grant) throws ForeignSymbolException {
        if (kind == Kind.EXCHANGE_INFO) {
            return;
        }
        for (String symbol : symbols.isEmpty() ? List.of("") : symbols) {
            if (!grant.allowsSymbol(symbol)) {
                throw new ForeignSymbolException(
                        symbol.isEmpty() ? "The token is not for all symbols" : "The token is not for " + symbol);
            }
        }
    }

    Optional<Long> number(String param) {
        return Optional.ofNullable(params.get(param))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }
}
