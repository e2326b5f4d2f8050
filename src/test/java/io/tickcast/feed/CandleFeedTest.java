package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Connection;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Await;
import io.tickcast.testing.Mutations;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The candles of each exchange on the event bus, whatever happens to the connections that bring them. */
@Tag("slow")
class CandleFeedTest extends WithCandles {
    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    @Retention(RetentionPolicy.RUNTIME)
    private @interface OfEach {}

    @OfEach
    void closedCandlesAreThoseOfTheExchangeDigitForDigit(String name) {
        start(name);
        feed(Map.of());
        candleConnection();

        tradeForThreeMinutes();
        awaitOpen(OPEN + 3 * MINUTE, "0.1");

        assertThat(closed()).isEqualTo(truth()).hasSize(3);
        assertThat(candles.all()).doesNotHaveDuplicates().noneMatch(Candle::isDemo);
        JsonObject details = states.next(state -> state.details()
                                .getJsonObject("candles")
                                .getJsonObject("messages")
                                .getInteger("candles")
                        == candles.all().size())
                .details()
                .getJsonObject("candles");
        assertThat(details.getString("state")).isEqualTo("live");
        assertThat(details.getInteger("connections")).isEqualTo(1);
        assertThat(details.getInteger("symbols")).isEqualTo(2);
        assertThat(details.getJsonObject("messages").getInteger("malformed")).isZero();
        // OKX tells unasked how many connections there are.
        assertThat(details.getJsonObject("messages").getInteger("unknown"))
                .isLessThanOrEqualTo(name.equals("okx") ? 1 : 0);
        assertThat(details.getJsonObject("messages").containsKey("ticks")).isFalse();
    }

    @OfEach
    void aBreakLeavesNoWrongCandle(String name) {
        start(name);
        feed(Map.of());
        Connection first = candleConnection();
        trade(OPEN + 1_000, "95001.10", "0.10");
        Await.result(fake.setTime(OPEN + 10_000));
        awaitOpen(OPEN, "0.1");
        fake.handshakes().next(Answer.status(503), Answer.status(503));

        Await.result(first.reset());
        trade(OPEN + 20_000, "95002.10", "0.20");
        trade(OPEN + MINUTE + 1_000, "95003.10", "0.30");
        Await.result(fake.setTime(OPEN + MINUTE + 5_000));
        candleConnectionBeside(List.of(first));
        trade(OPEN + MINUTE + 6_000, "95004.10", "0.40");
        trade(OPEN + 2 * MINUTE, "95005.10", "0.50");
        Await.result(fake.setTime(OPEN + 2 * MINUTE + 2_000));
        trade(OPEN + 3 * MINUTE, "95000", "0.1");
        Await.result(fake.setTime(OPEN + 3 * MINUTE + 2_000));
        awaitOpen(OPEN + 3 * MINUTE, "0.1");

        // What happened in the minutes of the break only REST can tell, unless the exchange repeats them.
        assertTrue(2, 2);
        assertThat(candles.all())
                .filteredOn(candle -> candle.isClosed() && !candle.isComplete() && candle.time() >= OPEN)
                .hasSizeLessThanOrEqualTo(1);
        assertThat(log.containing("candles of " + name + " lost the connection"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "coinbase", "kraken"})
    void aRenewalLeavesNoHole(String name) {
        start(name);
        feed(Map.of("RENEW_AFTER", "1s"));
        Connection first = candleConnection();
        trade(OPEN + 1_000, "95001.10", "0.10");
        Await.result(fake.setTime(OPEN + 3_000));
        awaitOpen(OPEN, "0.1");

        candleConnectionBeside(List.of(first));
        trade(OPEN + 4_000, "95003.10", "0.20");
        Await.result(fake.setTime(OPEN + 6_000));
        Await.result(first.closed());
        trade(OPEN + 59_000, "95002.10", "0.30");
        Await.result(fake.setTime(OPEN + 59_500));
        awaitOpen(OPEN, "0.6");
        tradeForThreeMinutesMore();

        assertThat(closed()).isEqualTo(truth()).hasSize(2);
        assertThat(log.containing("lost the connection")).isEmpty();
    }

    private void tradeForThreeMinutesMore() {
        trade(OPEN + MINUTE + 1_000, "95001.10", "0.10");
        Await.result(fake.setTime(OPEN + 2 * MINUTE));
        trade(OPEN + 2 * MINUTE, "95000", "0.1");
        Await.result(fake.setTime(OPEN + 2 * MINUTE + 2_000));
        awaitOpen(OPEN + 2 * MINUTE, "0.1");
    }

    @OfEach
    void ticksAndCandlesDoNotDependOnEachOther(String name) {
        start(name);
        String deployment = feed(Map.of());
        Connection ofCandles = candleConnection();
        Connection ofTicks = fake.open().stream()
                .filter(connection -> connection != ofCandles)
                .findFirst()
                .orElseThrow();
        publish();
        await(State.LIVE);
        trade(OPEN + 1_000, "95001.10", "0.10");
        Await.result(fake.setTime(OPEN + 3_000));
        awaitOpen(OPEN, "0.1");

        fake.handshakes().always(Answer.retryAfter(503, 1));
        Await.result(ofCandles.reset());
        FeedState withoutCandles = states.next(
                state -> "down".equals(state.details().getJsonObject("candles").getString("state")));
        assertThat(withoutCandles.state()).isEqualTo(State.LIVE);
        tick();
        fake.handshakes().always(Answer.accept());
        Connection again = candleConnectionBeside(List.of(ofCandles));

        fake.handshakes().always(Answer.retryAfter(503, 1));
        Await.result(ofTicks.reset());
        await(State.DOWN);
        trade(OPEN + 10_000, "95001.10", "0.20");
        Await.result(fake.setTime(OPEN + 13_000));
        awaitOpen(OPEN, "0.3");
        assertThat(again.isOpen()).isTrue();

        stopFeed(deployment);
        Await.result(fake.open(0));
    }

    @OfEach
    void hostileFramesDoNoHarm(String name) {
        start(name);
        feed(Map.of());
        Connection only = candleConnection();
        trade(OPEN + 500, "95001.10", "0.10");
        List<Buffer> hostile = new ArrayList<>();
        new Mutations(18, frame(name)).bytes(3_000, input -> hostile.add(Buffer.buffer(input)));
        for (int i = 0; i < hostile.size(); i++) {
            if (i % 50 == 0) {
                only.sendBinary(hostile.get(i));
            } else {
                only.sendText(hostile.get(i));
            }
        }

        Await.result(fake.setTime(OPEN + 2_000));
        tradeForThreeMinutes();
        awaitOpen(OPEN + 3 * MINUTE, "0.1");

        assertThat(closed()).isEqualTo(truth()).hasSize(3);
        assertThat(candles.all())
                .allSatisfy(candle -> assertThat(candle.key().symbol()).isIn(BTC, ETH));
        assertThat(only.isOpen()).isTrue();
        assertThat(fake.attempts().count()).isEqualTo(2);
        assertThat(log.all()).hasSizeLessThanOrEqualTo(20);
    }

    /** A good frame of the other symbol. */
    private static String frame(String exchange) {
        return switch (exchange) {
            case "okx" ->
                "{\"arg\":{\"channel\":\"candle1m\",\"instId\":\"ETH-USDT\"},\"data\":[[\"1699999980000\",\"3300.2\","
                        + "\"3300.2\",\"3300.2\",\"3300.2\",\"0.1\",\"0.1\",\"0.1\",\"0\"]]}";
            case "bybit" ->
                "{\"topic\":\"kline.1.ETHUSDT\",\"data\":[{\"start\":1699999980000,\"end\":1700000039999,"
                        + "\"interval\":\"1\",\"open\":\"3300.2\",\"close\":\"3300.2\",\"high\":\"3300.2\","
                        + "\"low\":\"3300.2\",\"volume\":\"0.1\",\"turnover\":\"0.1\",\"confirm\":false,"
                        + "\"timestamp\":1699999981000}],\"ts\":1699999981000,\"type\":\"snapshot\"}";
            case "coinbase" ->
                "{\"type\":\"match\",\"trade_id\":7,\"maker_order_id\":\"a\",\"taker_order_id\":\"b\",\"side\":\"buy\","
                        + "\"size\":\"0.1\",\"price\":\"3300.2\",\"product_id\":\"ETH-USDT\",\"sequence\":1,"
                        + "\"time\":\"2023-11-14T22:13:01.000000Z\"}";
            case "kraken" ->
                "{\"channel\":\"ohlc\",\"type\":\"update\",\"timestamp\":\"2023-11-14T22:13:01Z\",\"data\":[{\"symbol\":"
                        + "\"ETH/USDT\",\"open\":3300.2,\"high\":3300.2,\"low\":3300.2,\"close\":3300.2,\"trades\":1,"
                        + "\"volume\":0.1,\"vwap\":3300.2,\"interval_begin\":\"2023-11-14T22:13:00.000000000Z\","
                        + "\"interval\":1,\"timestamp\":\"2023-11-14T22:14:00.000000Z\"}]}";
            default ->
                "{\"stream\":\"ethusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":1699999981000,\"s\":\"ETHUSDT\","
                        + "\"k\":{\"t\":1699999980000,\"T\":1700000039999,\"s\":\"ETHUSDT\",\"i\":\"1m\",\"f\":1,\"L\":1,"
                        + "\"o\":\"3300.2\",\"c\":\"3300.2\",\"h\":\"3300.2\",\"l\":\"3300.2\",\"v\":\"0.1\",\"n\":1,"
                        + "\"x\":false,\"q\":\"0.1\",\"V\":\"0.1\",\"Q\":\"0.1\",\"B\":\"0\"}}}";
        };
    }

    @Test
    void aHeartbeatOfCoinbaseClosesAMinuteAfterWhichNothingIsTraded() {
        start("coinbase");
        feed(Map.of());
        Connection only = candleConnection();
        trade(OPEN + 1_000, "95001.10", "0.10");
        awaitOpen(OPEN, "0.1");

        only.send("{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":2,\"product_id\":\"BTC-USDT\","
                + "\"time\":\"2023-11-14T22:14:02.000000Z\"}");

        assertThat(candles.next(Candle::isClosed).isComplete()).isTrue();
        Await.result(fake.setTime(OPEN + 2 * MINUTE));
        assertThat(closed()).isEqualTo(truth()).hasSize(1);
    }

    @Test
    void aCandleInTheFutureIsRefusedAndNamed() {
        start("binance");
        feed(Map.of());
        Connection only = candleConnection();
        only.send(frame("binance").replace("1699999980000", "9999999960000"));
        trade(OPEN + 1_000, "95001.10", "0.10");
        Await.result(fake.setTime(OPEN + 3_000));
        awaitOpen(OPEN, "0.1");

        assertThat(candles.all()).noneMatch(candle -> candle.key().symbol().equals(ETH));
        assertThat(log.containing("one candle has a time in the future")).hasSize(1);
    }
}
