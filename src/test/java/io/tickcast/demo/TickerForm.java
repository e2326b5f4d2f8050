package io.tickcast.demo;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form of an exchange's ticker, for frames that have faults.
 *
 * @param kindField names the kind of the message
 * @param kind      the kind of a ticker
 * @param figures   fields with a decimal, the price first
 * @param time      the field with the event time
 * @param symbol    the field with the instrument
 * @param fields    fields that are left out, one at a time
 * @param times     values as JSON for the event time, beside those that are wrong everywhere
 * @param others    whole frames that are no ticker at all, about {@code BTCUSDT}
 */
record TickerForm(
        String exchange,
        String kindField,
        String kind,
        List<String> figures,
        String time,
        String symbol,
        List<String> fields,
        Map<String, String> times,
        Map<String, String> others) {
    private static final String BINANCE = "binance";
    private static final String TRADE = "aggTrade";
    /** The update id of each book. */
    private static final String BOOK = "400900217";

    private static final long TRADE_ID = 7_000;

    private static final Map<String, String> ISO_TIMES = Map.of(
            "1970", "\"1970-01-01T00:00:00.000000Z\"",
            "year 1", "\"0001-01-01T00:00:00Z\"",
            "year 9999", "\"9999-12-31T23:59:59.999999999Z\"",
            "year 1,000,000,000", "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "month 13", "\"2026-13-45T99:99:99Z\"",
            "without a zone", "\"2026-01-01T00:00:00\"",
            "with a blank", "\"2026-01-01 00:00:00Z\"",
            "of Go", "\"2026-08-09 21:05:48.854840045 +0000 UTC m=+41691.26\"",
            "of 9 decimals", "\"2026-01-01T00:00:00.123456789Z\"",
            "of 40 decimals", "\"2026-01-01T00:00:00." + "1".repeat(40) + "Z\"");

    private static final Map<String, String> TEXT_TIMES = Map.of(
            "empty", "\"\"",
            "1970", "\"0\"",
            "before 1970", "\"-1\"",
            "with a fraction in a text", "\"1700000000000.5\"",
            "of Arabic digits", "\"١٧٠٠٠٠٠٠٠٠٠٠٠\"",
            "beyond a long in a text", "\"99999999999999999999\"");

    static TickerForm of(String exchange) {
        return switch (exchange) {
            case BINANCE ->
                new TickerForm(
                        exchange,
                        "e",
                        "24hrTicker",
                        List.of("c", "P", "b", "q"),
                        "E",
                        "s",
                        List.of("e", "E", "s", "c", "P", "o", "h", "l", "v", "q", "b", "a"),
                        Map.of(),
                        Map.of());
            case "okx" ->
                new TickerForm(
                        exchange,
                        "channel",
                        "tickers",
                        List.of("last", "bidPx", "open24h", "volCcy24h"),
                        "ts",
                        "instId",
                        List.of("channel", "instId", "last", "bidPx", "open24h", "ts", "arg", "data"),
                        TEXT_TIMES,
                        OKX);
            case "bybit" ->
                new TickerForm(
                        exchange,
                        "topic",
                        "tickers",
                        List.of("lastPrice", "price24hPcnt", "turnover24h", "usdIndexPrice"),
                        "ts",
                        "symbol",
                        List.of("topic", "ts", "symbol", "lastPrice", "price24hPcnt", "prevPrice24h", "cs"),
                        Map.of(),
                        BYBIT);
            case "coinbase" ->
                new TickerForm(
                        exchange,
                        "type",
                        "ticker",
                        List.of("price", "best_bid", "open_24h", "volume_24h"),
                        "time",
                        "product_id",
                        List.of("type", "product_id", "price", "open_24h", "time", "best_bid", "sequence", "trade_id"),
                        ISO_TIMES,
                        COINBASE);
            case "kraken" ->
                new TickerForm(
                        exchange,
                        "channel",
                        "ticker",
                        List.of("last", "bid", "change", "change_pct"),
                        "timestamp",
                        "symbol",
                        List.of("channel", "symbol", "last", "bid", "change", "change_pct", "timestamp", "type"),
                        ISO_TIMES,
                        KRAKEN);
            default -> throw new IllegalArgumentException(exchange);
        };
    }

    /** A trade of Binance. */
    static TickerForm ofTrades() {
        return new TickerForm(
                BINANCE,
                "e",
                TRADE,
                List.of("p", "q"),
                "T",
                "s",
                List.of("e", "T", "s", "a", "p", "q", "f", "l", "m"),
                Map.of(),
                Map.of());
    }

    /** The best bid and ask of Binance, which have neither a kind nor a time. */
    static TickerForm ofBooks() {
        return new TickerForm(
                BINANCE, "u", BOOK, List.of("b", "a"), "u", "s", List.of("u", "s", "b", "a"), Map.of(), Map.of());
    }

    /** The fields with ids of trades. */
    List<String> ids() {
        return switch (kind) {
            case TRADE -> List.of("a", "f", "l");
            case "24hrTicker" -> List.of("L");
            default -> exchange.equals("coinbase") ? List.of("trade_id") : List.of();
        };
    }

    private static final Map<String, String> OKX = Map.ofEntries(
            Map.entry("a pong too much", "pong"),
            Map.entry("a pong with something behind", "pong "),
            Map.entry("a ping", "ping"),
            Map.entry("an event that is an object", "{\"event\":{}}"),
            Map.entry("an event that is null", "{\"event\":null,\"code\":null,\"msg\":null}"),
            Map.entry("an ack nobody asked for", "{\"event\":\"subscribe\",\"arg\":[],\"connId\":1}"),
            Map.entry("an error of odd types", "{\"event\":\"error\",\"code\":60018,\"msg\":{\"instId\":\"BTCUSDT\"}}"),
            Map.entry("an error of another", "{\"event\":\"error\",\"code\":\"60018\",\"msg\":\"instId:X-Y\"}"),
            Map.entry("an error of ours", "{\"event\":\"error\",\"code\":\"60018\",\"msg\":\"instId:BTCUSDT wrong\"}"),
            Map.entry("another notice", "{\"event\":\"notice\",\"code\":\"64009\",\"msg\":\"\\n\\nevent: price\"}"),
            Map.entry("a count", "{\"event\":\"channel-conn-count\",\"channel\":\"tickers\",\"connCount\":\"1\"}"),
            Map.entry("no data", "{\"arg\":{\"channel\":\"tickers\",\"instId\":\"BTCUSDT\"},\"data\":[]}"),
            Map.entry("data that is null", "{\"arg\":{\"channel\":\"tickers\",\"instId\":\"BTCUSDT\"},\"data\":null}"),
            Map.entry("data of data", "{\"arg\":{\"channel\":\"tickers\",\"instId\":\"BTCUSDT\"},\"data\":[[[{}]]]}"),
            Map.entry("an arg of odd types", "{\"arg\":[\"tickers\"],\"data\":{\"last\":\"1\"}}"),
            Map.entry("another channel", "{\"arg\":{\"channel\":\"trades\",\"instId\":\"BTCUSDT\"},\"data\":[{}]}"));

    private static final Map<String, String> BYBIT = Map.ofEntries(
            Map.entry("a pong too much", "{\"success\":true,\"ret_msg\":\"pong\",\"op\":\"ping\"}"),
            Map.entry("an ack of odd types", "{\"success\":\"yes\",\"ret_msg\":{},\"op\":[],\"req_id\":7}"),
            Map.entry("a refusal of nothing", "{\"success\":false,\"ret_msg\":\"\",\"op\":\"subscribe\"}"),
            Map.entry(
                    "a refusal of another",
                    "{\"success\":false,\"ret_msg\":\"error:handler not found,topic:tickers.X\",\"op\":\"subscribe\"}"),
            Map.entry(
                    "a refusal of ours",
                    "{\"success\":false,\"ret_msg\":\"error,topic:tickers.BTCUSDT\",\"op\":\"subscribe\"}"),
            Map.entry("a topic without a symbol", "{\"topic\":\"tickers.\",\"ts\":1700000000000,\"data\":{}}"),
            Map.entry("a topic of an odd type", "{\"topic\":{},\"data\":[]}"),
            Map.entry("a book without levels", book("[]", "[]")),
            Map.entry("a book of null", book("null", "null")),
            Map.entry("a book of numbers", book("[[1,2]]", "[3,4]")),
            Map.entry("a book of objects", book("[{\"b\":\"1\"}]", "{}")),
            Map.entry("a book of texts", book("[[\"NaN\",\"1\"]]", "[[\"1E-13\",\"1\"]]")),
            Map.entry("a book that is deep", book("[[[[[[\"1\"]]]]]]", "[[[[[[]]]]]]")),
            Map.entry("a status", "{\"topic\":\"system.status\",\"ts\":1,\"data\":[{\"state\":\"completed\"}]}"));

    private static String book(String bids, String asks) {
        return "{\"topic\":\"orderbook.1.BTCUSDT\",\"ts\":1700000000000,\"type\":\"snapshot\",\"data\":{\"s\":\"BTCUSDT\","
                + "\"b\":" + bids + ",\"a\":" + asks + ",\"u\":1,\"seq\":1},\"cts\":1}";
    }

    private static final Map<String, String> COINBASE = Map.ofEntries(
            Map.entry("a type of an odd type", "{\"type\":{\"type\":\"ticker\"}}"),
            Map.entry("no type", "{\"product_id\":\"BTCUSDT\",\"price\":\"1\"}"),
            Map.entry("a heartbeat of nobody", "{\"type\":\"heartbeat\",\"sequence\":-1,\"product_id\":null}"),
            Map.entry("an ack of odd types", "{\"type\":\"subscriptions\",\"channels\":{\"name\":[]}}"),
            Map.entry("an error without a text", "{\"type\":\"error\"}"),
            Map.entry("an error of odd types", "{\"type\":\"error\",\"message\":[],\"reason\":17}"),
            Map.entry(
                    "an error of another",
                    "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\" is not a valid product\"}"),
            Map.entry(
                    "an error of ours",
                    "{\"type\":\"error\",\"message\":\"Failed\",\"reason\":\"BTCUSDT is not a valid product\"}"),
            Map.entry("a match", "{\"type\":\"match\",\"product_id\":\"BTCUSDT\",\"price\":\"1\",\"side\":\"buy\"}"),
            Map.entry("a ticker without a match", "{\"type\":\"ticker\",\"product_id\":\"BTCUSDT\",\"price\":\"1\"}"));

    private static final Map<String, String> KRAKEN = Map.ofEntries(
            Map.entry(
                    "an id beyond a long",
                    "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\","
                            + "\"connection_id\":12393906104898154338}]}"),
            Map.entry(
                    "an id of 60 digits",
                    "{\"channel\":\"status\",\"data\":[{\"connection_id\":" + "9".repeat(60)
                            + ",\"system\":\"online\"}]}"),
            Map.entry("a status of odd types", "{\"channel\":\"status\",\"data\":{\"system\":[]}}"),
            Map.entry("a heartbeat with data", "{\"channel\":\"heartbeat\",\"data\":[[]]}"),
            Map.entry("a channel of an odd type", "{\"channel\":[\"ticker\"],\"data\":[{}]}"),
            Map.entry("no data", "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[]}"),
            Map.entry("data of numbers", "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[1,\"2\",null,true]}"),
            Map.entry("data of data", "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[[[{}]]]}"),
            Map.entry("empty objects", "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{},{},{}]}"),
            Map.entry(
                    "an empty market",
                    "{\"channel\":\"ticker\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"BTCUSDT\",\"bid\":0,\"ask\":0,"
                            + "\"last\":0,\"timestamp\":\"1970-01-01T00:00:00.000000Z\"}]}"),
            Map.entry("an error of odd types", "{\"error\":{},\"method\":[],\"success\":\"no\",\"symbol\":null}"),
            Map.entry(
                    "an error of another",
                    "{\"error\":\"Currency pair not supported X/Y\",\"success\":false,\"symbol\":\"X/Y\"}"),
            Map.entry(
                    "an error of ours",
                    "{\"error\":\"Currency pair not supported\",\"success\":false,\"symbol\":\"BTCUSDT\"}"),
            Map.entry("an error in capitals", "{\"Error\":5}"),
            Map.entry("an ack nobody asked for", "{\"method\":\"subscribe\",\"success\":true,\"result\":{\"a\":[]}}"));

    boolean isBinance() {
        return exchange.equals(BINANCE);
    }

    /** The exchange's name of a symbol. */
    String instrument(String symbol) {
        return isBinance() ? symbol : DemoExchange.protocol(exchange).instrument(symbol);
    }

    /** A ticker without a fault. */
    String ticker(String symbol, long eventTime, String price) {
        if (kind.equals(TRADE)) {
            return Frames.combined(
                    stream(symbol, "@aggTrade"), Frames.trade(symbol, TRADE_ID, TRADE_ID, TRADE_ID, eventTime, price));
        }
        if (kind.equals(BOOK)) {
            return Frames.combined(stream(symbol, "@bookTicker"), Frames.book(symbol, price, price));
        }
        if (isBinance()) {
            return Frames.ticker(symbol, eventTime, price);
        }
        List<FakeProtocol.Push> pushes = DemoExchange.protocol(exchange).pushes(Tickers.of(symbol, eventTime, price));
        return pushes.get(pushes.size() - 1).message();
    }

    private static String stream(String symbol, String channel) {
        return symbol.toLowerCase(Locale.ROOT) + channel;
    }

    /** An event time as JSON. */
    String time(long millis) {
        return switch (exchange) {
            case "okx" -> "\"" + millis + '"';
            case "coinbase", "kraken" -> '"' + Instant.ofEpochMilli(millis).toString() + '"';
            default -> Long.toString(millis);
        };
    }
}
