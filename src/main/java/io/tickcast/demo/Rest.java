package io.tickcast.demo;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The public REST calls that a client of market data makes, but those for candles. Belongs to one event loop. */
final class Rest {
    private static final String ILLEGAL_SYMBOLS = "Illegal characters found in parameter "
            + "'symbols'; legal range is '^\\[(\"[\\w\\-._&&[^a-z]]{1,50}\"(,\""
            + "[\\w\\-._&&[^a-z]]{1,50}\"){0,}){0,1}\\]$'.";

    private static final List<String> QUOTE_FIELDS = List.of("bidPrice", "bidQty", "askPrice", "askQty");
    private static final List<String> WINDOW_FIELDS = List.of(
            "priceChange",
            "priceChangePercent",
            "weightedAvgPrice",
            "openPrice",
            "highPrice",
            "lowPrice",
            "lastPrice",
            "volume",
            "quoteVolume",
            "openTime",
            "closeTime",
            "firstId",
            "lastId",
            "count");

    private final Map<String, String> statuses = new LinkedHashMap<>();
    private final Map<String, String> lastPayloads = new HashMap<>();
    private final Map<String, OrderBook> books = new HashMap<>();
    private final TradeHistory trades;
    private final LongSupplier clock;

    private static final class RestError extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int code;

        RestError(int code, String message) {
            super(message, null, false, false);
            this.code = code;
        }
    }

    /** @param clock in ms */
    Rest(Collection<String> symbols, LongSupplier clock) {
        this.clock = clock;
        trades = new TradeHistory(symbols.size());
        symbols.forEach(symbol -> statuses.put(symbol, "TRADING"));
    }

    void list(String symbol, String status) {
        statuses.put(symbol, status);
    }

    void delist(String symbol) {
        statuses.remove(symbol);
    }

    void remember(String symbol, String payload) {
        lastPayloads.put(symbol, payload);
    }

    void remember(AggTrade trade) {
        trades.remember(trade.symbol(), trade);
    }

    OrderBook book(String symbol) {
        return books.computeIfAbsent(symbol, first -> new OrderBook(Coin.of(symbol)));
    }

    void handle(HttpServerRequest request) {
        try {
            switch (request.path()) {
                case "/api/v3/ping" -> answer(request, 200, new JsonObject().encode());
                case "/api/v3/time" ->
                    answer(
                            request,
                            200,
                            new JsonObject()
                                    .put("serverTime", clock.getAsLong())
                                    .encode());
                case "/api/v3/exchangeInfo" ->
                    answer(request, 200, exchangeInfo(request.params()).encode());
                case "/api/v3/aggTrades" ->
                    answer(request, 200, trades(request.params()).encode());
                case "/api/v3/trades" ->
                    answer(request, 200, fills(request.params()).encode());
                case "/api/v3/depth" -> answer(request, 200, depth(request.params()));
                case "/api/v3/avgPrice" ->
                    answer(request, 200, averagePrice(request.params()).encode());
                case "/api/v3/ticker", "/api/v3/ticker/tradingDay" -> answer(request, 200, windows(request.params()));
                case "/api/v3/ticker/price" -> answer(request, 200, parts(request.params(), Rest::price));
                case "/api/v3/ticker/bookTicker" -> answer(request, 200, parts(request.params(), Rest::quote));
                case "/api/v3/ticker/24hr" -> answer(request, 200, tickers(request.params()));
                default -> answer(request, 404, "");
            }
        } catch (RestError e) {
            answer(
                    request,
                    400,
                    new JsonObject()
                            .put("code", e.code)
                            .put("msg", e.getMessage())
                            .encode());
        }
    }

    private static void answer(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8")
                .end(body);
    }

    private JsonObject exchangeInfo(MultiMap params) {
        return new JsonObject()
                .put("timezone", "UTC")
                .put("serverTime", clock.getAsLong())
                .put("rateLimits", new JsonArray())
                .put("exchangeFilters", new JsonArray())
                .put(
                        "symbols",
                        array(
                                asked(params),
                                symbol -> Coin.of(symbol).toExchangeInfo(statuses.getOrDefault(symbol, "TRADING"))));
    }

    private String tickers(MultiMap params) {
        List<String> asked = asked(params);
        return params.contains("symbol")
                ? ticker(asked.get(0)).encode()
                : array(asked, this::ticker).encode();
    }

    private JsonArray trades(MultiMap params) {
        String symbol = symbol(params);
        JsonArray rows = new JsonArray();
        trades.trades(symbol, number(params, "fromId"), limit(params, 500, 1_000))
                .forEach(trade -> rows.add(trade.toRest()));
        return rows;
    }

    /** The newest trades, each with its own maker. */
    private JsonArray fills(MultiMap params) {
        String symbol = symbol(params);
        int limit = limit(params, 500, 1_000);
        List<AggTrade> fills = trades.trades(symbol, OptionalLong.empty(), limit).stream()
                .flatMap(trade -> trade.fills().stream())
                .toList();
        JsonArray rows = new JsonArray();
        fills.stream().skip(Math.max(0, fills.size() - limit)).forEach(fill -> rows.add(fill.toFillRest()));
        return rows;
    }

    private String depth(MultiMap params) {
        return book(symbol(params)).top(limit(params, 100, 5_000));
    }

    /** Of the last trade alone: the fake has no average of five minutes. */
    private JsonObject averagePrice(MultiMap params) {
        JsonObject ticker = ticker(symbol(params));
        return new JsonObject()
                .put("mins", 5)
                .put("price", ticker.getString("lastPrice"))
                .put("closeTime", ticker.getLong("closeTime"));
    }

    /** A part of the tickers. */
    private String parts(MultiMap params, UnaryOperator<JsonObject> part) {
        List<String> asked = asked(params);
        return params.contains("symbol")
                ? part.apply(ticker(asked.get(0))).encode()
                : array(asked, symbol -> part.apply(ticker(symbol))).encode();
    }

    private static JsonObject price(JsonObject ticker) {
        return new JsonObject().put("symbol", ticker.getValue("symbol")).put("price", ticker.getValue("lastPrice"));
    }

    private static JsonObject quote(JsonObject ticker) {
        return part(ticker, QUOTE_FIELDS);
    }

    private static JsonObject part(JsonObject ticker, List<String> fields) {
        JsonObject part = new JsonObject().put("symbol", ticker.getValue("symbol"));
        fields.forEach(field -> part.put(field, ticker.getValue(field)));
        return part;
    }

    /** Of 24 hours, however long the window is that the request asks for. */
    private String windows(MultiMap params) {
        if (!params.contains("symbols")) {
            checkSymbol(params);
        }
        return parts(params, ticker -> part(ticker, WINDOW_FIELDS));
    }

    private String symbol(MultiMap params) {
        checkSymbol(params);
        return asked(params).get(0);
    }

    private static void checkSymbol(MultiMap params) {
        if (!params.contains("symbol")) {
            throw new RestError(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
        }
    }

    private static int limit(MultiMap params, int usual, int most) {
        long limit = number(params, "limit").orElse(usual);
        if (limit < 1 || limit > most) {
            throw new RestError(-1130, "Data sent for parameter 'limit' is not valid.");
        }
        return (int) limit;
    }

    private static OptionalLong number(MultiMap params, String name) {
        String text = params.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        if (!text.matches("\\d{1,18}")) {
            throw new RestError(
                    -1100, "Illegal characters found in parameter '" + name + "'; legal range is '^[0-9]{1,20}$'.");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private JsonObject ticker(String symbol) {
        return Ticker.toRest(symbol, Optional.ofNullable(lastPayloads.get(symbol)));
    }

    private static JsonArray array(List<String> symbols, Function<String, JsonObject> each) {
        JsonArray array = new JsonArray();
        symbols.forEach(symbol -> array.add(each.apply(symbol)));
        return array;
    }

    /** The listed symbols that the request names; all if it names none. */
    private List<String> asked(MultiMap params) {
        if (params.contains("symbol") && params.contains("symbols")) {
            throw new RestError(-1128, "Combination of optional parameters invalid.");
        }
        List<String> asked;
        if (params.contains("symbol")) {
            asked = List.of(params.get("symbol"));
        } else if (params.contains("symbols")) {
            asked = symbols(params.get("symbols"));
        } else {
            asked = List.copyOf(statuses.keySet());
        }
        if (!statuses.keySet().containsAll(asked)) {
            throw new RestError(-1121, "Invalid symbol.");
        }
        return asked;
    }

    private static List<String> symbols(String json) {
        try {
            List<?> symbols = new JsonArray(json).getList();
            if (symbols.stream().allMatch(String.class::isInstance)) {
                return symbols.stream().map(String.class::cast).toList();
            }
        } catch (DecodeException e) {
            // No array at all is refused like an array of something else.
        }
        throw new RestError(-1100, ILLEGAL_SYMBOLS);
    }
}
