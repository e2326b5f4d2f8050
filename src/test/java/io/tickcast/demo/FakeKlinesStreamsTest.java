package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The candles that fake exchanges push, frame by frame. */
class FakeKlinesStreamsTest extends WithKlines {
    private static String binance(long event, long open, String ids, String prices, String rest) {
        return "{\"e\":\"kline\",\"E\":" + event + ",\"s\":\"BTCUSDT\",\"k\":{\"t\":" + open + ",\"T\":"
                + (open + 59_999) + ",\"s\":\"BTCUSDT\",\"i\":\"1m\"," + ids + ',' + prices + ',' + rest + "}}";
    }

    @Test
    void binancePushesAnOpenCandleEveryTwoSecondsAndOnceMoreWhenItHasClosed() {
        ScriptedExchange exchange = exchange("binance");
        Client client = client(exchange, "/ws/btcusdt@kline_1m");
        await(exchange.subscribed(1));

        trade(exchange, OPEN + 1_000, "95000.1", "0.5");
        await(exchange.setTime(OPEN + 2_000));
        trade(exchange, OPEN + 2_500, "94000", "0.5");
        await(exchange.setTime(OPEN + 3_900));
        await(exchange.setTime(OPEN + 4_000));
        await(exchange.setTime(OPEN + 9_000));
        await(exchange.setTime(OPEN + MINUTE + 100));
        await(exchange.setTime(OPEN + 2 * MINUTE + 10));

        String first = "\"o\":\"95000.10000000\",\"c\":\"95000.10000000\",\"h\":\"95000.10000000\","
                + "\"l\":\"95000.10000000\",\"v\":\"0.50000000\"";
        String both = "\"o\":\"95000.10000000\",\"c\":\"94000.00000000\",\"h\":\"95000.10000000\","
                + "\"l\":\"94000.00000000\",\"v\":\"1.00000000\"";
        String taken = ",\"V\":\"0.50000000\",\"Q\":\"47500.05000000\",\"B\":\"0\"";
        assertThat(await(client.texts().reached(4)))
                .containsExactly(
                        binance(
                                OPEN + 2_000,
                                OPEN,
                                "\"f\":1,\"L\":1",
                                first,
                                "\"n\":1,\"x\":false,\"q\":\"47500.05000000\"" + taken),
                        binance(
                                OPEN + 4_000,
                                OPEN,
                                "\"f\":1,\"L\":2",
                                both,
                                "\"n\":2,\"x\":false,\"q\":\"94500.05000000\"" + taken),
                        binance(
                                OPEN + MINUTE + 70,
                                OPEN,
                                "\"f\":1,\"L\":2",
                                both,
                                "\"n\":2,\"x\":true,\"q\":\"94500.05000000\"" + taken),
                        binance(
                                OPEN + 2 * MINUTE + 10,
                                OPEN + MINUTE,
                                "\"f\":-1,\"L\":-1",
                                "\"o\":\"94000.00000000\",\"c\":\"94000.00000000\",\"h\":\"94000.00000000\","
                                        + "\"l\":\"94000.00000000\",\"v\":\"0.00000000\"",
                                "\"n\":0,\"x\":true,\"q\":\"0.00000000\",\"V\":\"0.00000000\",\"Q\":\"0.00000000\","
                                        + "\"B\":\"0\""));
    }

    @Test
    void binanceSendsACombinedStreamAndMicrosecondsToo() {
        ScriptedExchange exchange = exchange("binance");
        Client client = client(exchange, "/stream?streams=btcusdt@kline_1m&timeUnit=MICROSECOND");
        await(exchange.subscribed(1));

        trade(exchange, OPEN + 1_000, "95000.1", "0.5");
        await(exchange.setTime(OPEN + 2_000));

        assertThat(await(client.texts().next()))
                .startsWith(
                        "{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":" + (OPEN + 2_000) + "000,")
                .contains("\"t\":" + OPEN + "000,\"T\":" + (OPEN + 59_999) + "000,");
    }

    /** The five minutes begin with the trade and end two minutes later. */
    @Test
    void binancePushesLongerCandlesToo() {
        ScriptedExchange exchange = exchange("binance");
        Client client = client(exchange, "/ws/btcusdt@kline_5m");
        await(exchange.subscribed(1));

        trade(exchange, OPEN + 1_000, "95000.1", "0.5");
        await(exchange.setTime(OPEN + 2_000));
        trade(exchange, OPEN + MINUTE + 1_000, "94000", "0.5");
        await(exchange.setTime(OPEN + MINUTE + 3_000));
        await(exchange.setTime(OPEN + 2 * MINUTE + 100));

        long open = OPEN - 3 * MINUTE;
        assertThat(await(client.texts().reached(4)))
                .allSatisfy(text -> assertThat(text)
                        .contains("\"k\":{\"t\":" + open + ",\"T\":" + (open + 5 * MINUTE - 1) + ',', "\"i\":\"5m\","))
                .satisfiesExactly(
                        text -> assertThat(text).contains("\"c\":\"95000.10000000\"", "\"n\":1,\"x\":false"),
                        text -> assertThat(text).contains("\"E\":" + (OPEN + MINUTE + 70), "\"x\":false"),
                        text -> assertThat(text).contains("\"c\":\"94000.00000000\"", "\"n\":2,\"x\":false"),
                        text -> assertThat(text).contains("\"v\":\"1.00000000\"", "\"n\":2,\"x\":true"));
    }

    @Test
    void aTradeOfTheNextMinuteClosesACandleToo() {
        ScriptedExchange exchange = exchange("binance");
        Client client = client(exchange, "/ws/btcusdt@kline_1m");
        await(exchange.subscribed(1));

        trade(exchange, OPEN + 1_000, "95000.1", "0.5");
        trade(exchange, OPEN + MINUTE, "95000.2", "0.5");

        assertThat(await(client.texts().next())).contains("\"n\":1,\"x\":true");
    }

    private static String okx(String operation, String channel, String instrument) {
        return "{\"op\":\"" + operation + "\",\"args\":[{\"channel\":\"" + channel + "\",\"instId\":\"" + instrument
                + "\"}]}";
    }

    private static String okxPush(String row) {
        return "{\"arg\":{\"channel\":\"candle1m\",\"instId\":\"BTC-USDT\"},\"data\":[[" + row + "]]}";
    }

    @Test
    void okxPushesTheOpenCandleAtOnceAndConfirmsIt() {
        ScriptedExchange exchange = exchange("okx");
        trade(exchange, OPEN + 1_000, "95000.1", "0.5");
        Client client = client(exchange, "/ws/v5/business");

        assertThat(await(client.ask(okx("subscribe", "candle1m", "BTC-USDT"))))
                .contains("\"event\":\"subscribe\"", "candle1m");
        trade(exchange, OPEN + 1_500, "95001", "0.25");
        await(exchange.setTime(OPEN + 2_000));
        await(exchange.setTime(OPEN + MINUTE));

        String both = OPEN + "\",\"95000.1\",\"95001\",\"95000.1\",\"95001\",\"0.75\",\"71250.3\",\"71250.3\"";
        assertThat(await(client.texts().reached(5)).subList(2, 5))
                .containsExactly(
                        okxPush("\"" + OPEN + "\",\"95000.1\",\"95000.1\",\"95000.1\",\"95000.1\",\"0.5\",\"47500.05\","
                                + "\"47500.05\",\"0\""),
                        okxPush('"' + both + ",\"0\""),
                        okxPush('"' + both + ",\"1\""));
    }

    @Test
    void okxHasCandlesOnOnePathAndTickersOnAnother() {
        ScriptedExchange exchange = exchange("okx");
        Client open = client(exchange, "/ws/v5/public");
        Client business = client(exchange, "/ws/v5/business");

        assertThat(await(open.ask(okx("subscribe", "candle1m", "BTC-USDT"))))
                .contains("60018", "Wrong URL or channel:candle1m, instId:BTC-USDT doesn't exist");
        assertThat(await(business.ask(okx("subscribe", "tickers", "BTC-USDT")))).contains("60018");
        assertThat(await(business.ask(okx("subscribe", "candle1m", "NO-USDT")))).contains("60018");
    }

    @Test
    void bybitPushesEachSecondAndConfirms() {
        ScriptedExchange exchange = exchange("bybit");
        Client client = client(exchange, "/v5/public/spot");

        assertThat(await(client.ask("{\"op\":\"subscribe\",\"args\":[\"kline.1.BTCUSDT\"]}")))
                .contains("\"success\":true");
        trade(exchange, OPEN + 100, "95000.10", "0.50");
        await(exchange.setTime(OPEN + 1_000));
        await(exchange.setTime(OPEN + MINUTE + 5));

        String candle = ",\"interval\":\"1\",\"open\":\"95000.1\",\"close\":\"95000.1\",\"high\":\"95000.1\","
                + "\"low\":\"95000.1\",\"volume\":\"0.5\",\"turnover\":\"47500.05\",\"confirm\":";
        String push = "{\"type\":\"snapshot\",\"topic\":\"kline.1.BTCUSDT\",\"data\":[{\"start\":" + OPEN + ",\"end\":"
                + (OPEN + 59_999) + candle;
        assertThat(await(client.texts().reached(3)).subList(1, 3))
                .containsExactly(
                        push + "false,\"timestamp\":" + (OPEN + 1_000) + "}],\"ts\":" + (OPEN + 1_000) + '}',
                        push + "true,\"timestamp\":" + (OPEN + MINUTE + 5) + "}],\"ts\":" + (OPEN + MINUTE + 5) + '}');
    }

    private static String kraken(String type, String time, String row) {
        return "{\"channel\":\"ohlc\",\"type\":\"" + type + "\",\"timestamp\":\"" + time
                + "\",\"data\":[{\"symbol\":\"BTC/USDT\"," + row + "}]}";
    }

    @Test
    void krakenPushesAtEachTradeAndSaysNothingOfTheEnd() {
        ScriptedExchange exchange = exchange("kraken");
        trade(exchange, OPEN + 100, "95000.1", "0.5");
        Client client = client(exchange, "/v2");
        await(client.texts().next());

        String ack = await(client.ask("{\"method\":\"subscribe\",\"params\":{\"channel\":\"ohlc\","
                + "\"symbol\":[\"BTC/USDT\"],\"interval\":1},\"req_id\":7}"));
        assertThat(new JsonObject(ack).getBoolean("success")).isTrue();
        assertThat(new JsonObject(ack).getInteger("req_id")).isEqualTo(7);
        assertThat(new JsonObject(ack).getJsonObject("result").getInteger("interval"))
                .isEqualTo(1);
        await(exchange.setTime(OPEN + 2 * MINUTE + 1));
        trade(exchange, OPEN + 2 * MINUTE + 250, "95001", "1.5");

        assertThat(await(client.texts().reached(4)).subList(2, 4))
                .containsExactly(
                        kraken(
                                "snapshot",
                                "2023-11-14T22:13:00.000000000Z",
                                "\"open\":95000.10,\"high\":95000.10,\"low\":95000.10,\"close\":95000.10,\"trades\":1,"
                                        + "\"volume\":0.50000000,\"vwap\":95000.10,"
                                        + "\"interval_begin\":\"2023-11-14T22:13:00.000000000Z\",\"interval\":1,"
                                        + "\"timestamp\":\"2023-11-14T22:14:00.000000Z\""),
                        kraken(
                                "update",
                                "2023-11-14T22:15:00.250000000Z",
                                "\"open\":95001.00,\"high\":95001.00,\"low\":95001.00,\"close\":95001.00,\"trades\":1,"
                                        + "\"volume\":1.50000000,\"vwap\":95001.00,"
                                        + "\"interval_begin\":\"2023-11-14T22:15:00.000000000Z\",\"interval\":1,"
                                        + "\"timestamp\":\"2023-11-14T22:16:00.000000Z\""));
    }

    @Test
    void krakenRefusesEachSymbolForItself() {
        ScriptedExchange exchange = exchange("kraken");
        Client client = client(exchange, "/v2");

        client.send(
                "{\"method\":\"subscribe\",\"params\":{\"channel\":\"ohlc\",\"symbol\":[\"NO/USD\",\"BTC/USDT\"]}}");
        assertThat(await(client.texts().reached(3)).subList(1, 3))
                .satisfiesExactly(
                        refused -> assertThat(refused).contains("Currency pair not supported NO/USD"),
                        granted -> assertThat(granted).contains("\"success\":true"));
    }

    private static String coinbase(String type, long id, String side, String size, String price) {
        return "\"type\":\"" + type + "\",\"trade_id\":" + id + "|\"side\":\"" + side + "\",\"size\":\"" + size
                + "\",\"price\":\"" + price + "\",\"product_id\":\"BTC-USDT\",\"sequence\":" + id
                + ",\"time\":\"2023-11-14T22:13:0" + id + ".100Z\"";
    }

    @Test
    void coinbaseHasMatchesInsteadOfCandles() {
        ScriptedExchange exchange = exchange("coinbase");
        trade(exchange, OPEN + 1_100, "95000.10", "0.50");
        Client client = client(exchange, "/");
        assertThat(await(client.ask(
                        "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USDT\"],\"channels\":[\"matches\"]}")))
                .isEqualTo("{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"matches\","
                        + "\"product_ids\":[\"BTC-USDT\"]}]}");
        trade(exchange, OPEN + 2_100, "95001", "0.25");

        assertThat(await(client.texts().reached(3)).subList(1, 3))
                .extracting(frame ->
                        frame.replaceFirst(",\"maker_order_id\":\"[^\"]+\",\"taker_order_id\":\"[^\"]+\",", "|"))
                .containsExactly(
                        '{' + coinbase("last_match", 1, "sell", "0.5", "95000.1") + '}',
                        '{' + coinbase("match", 2, "buy", "0.25", "95001") + '}');
    }

    @Test
    void aHeartbeatOfCoinbaseSaysWhichTradeWasTheLast() {
        ScriptedExchange exchange = exchange("coinbase");
        trade(exchange, OPEN + 1_100, "95000.10", "0.50");
        trade(exchange, OPEN + 1_200, "95000.10", "0.50");
        await(exchange.setTime(OPEN + MINUTE));
        Client client = client(exchange, "/");
        client.send("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USDT\"],\"channels\":[\"heartbeat\"]}");

        assertThat(await(client.texts().first(frame -> frame.contains("\"heartbeat\",\"last_trade_id\""))))
                .isEqualTo("{\"type\":\"heartbeat\",\"last_trade_id\":2,\"product_id\":\"BTC-USDT\",\"sequence\":"
                        + (OPEN + MINUTE) + ",\"time\":\"2023-11-14T22:14:00Z\"}");
    }

    @Test
    void coinbaseTellsEachFillOfAnOrderAlone() {
        AggTrade trade = new AggTrade(BTC, 9, "95000.10000000", "0.00000010", 20, 22, OPEN, false);

        assertThat(new FakeCoinbase().pushes(trade))
                .extracting(push -> new JsonObject(push.message()))
                .extracting(match -> match.getLong("trade_id") + " " + match.getString("size"))
                .containsExactly("20 0.00000003", "21 0.00000003", "22 0.00000004");
    }

    @Test
    void coinbaseKnowsItsChannels() {
        Client client = client(exchange("coinbase"), "/");

        assertThat(await(client.ask(
                        "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USDT\"],\"channels\":[\"candles\"]}")))
                .contains("Failed to subscribe", "candles is not a valid channel");
    }
}
