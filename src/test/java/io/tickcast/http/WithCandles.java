package io.tickcast.http;

import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.WithNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** Base of the tests of a node that keeps candles, of two exchanges. */
abstract class WithCandles extends WithNode {
    static final long DAY = Candles.DAY;
    static final long MINUTE = Candles.MINUTE;
    static final long HOUR = Interval.HOURS_1.millis();

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.candles()
                .set("TICKCAST_FEED_EXCHANGES", "binance,okx")
                .set("TICKCAST_SYMBOLS", "BTCUSDT,ETHUSDT,POLUSDT")
                .set("TICKCAST_FEED_OKX_SYMBOLS", "BTCUSDT,OKBUSDT")
                .set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk");
    }

    @BeforeEach
    void follow() {
        node.follow("binance", instrument("BTC", 2), instrument("ETH", 2), instrument("POL", 4));
        node.follow("okx", instrument("BTC", 1), instrument("OKB", 3));
        awaitWriter(node);
    }

    static Instrument instrument(String base, int digits) {
        return new Instrument(
                base + "USDT", base, "USDT", base + "-USDT", "", OptionalInt.of(digits), Instrument.TRADING);
    }

    /** @param headers such as a token that the status asks for */
    static void awaitWriter(HttpNode node, String... headers) {
        Await.until("the node writes candles", () -> {
            RawAnswer status = node.get("/api/sse/status", headers);
            return status.status() == 200
                    && status.json()
                            .getJsonObject("data")
                            .getJsonObject("history")
                            .getString("state")
                            .equals("writer");
        });
    }

    /** Closed candles of these minutes, each with its number as price. */
    static Candle[] minutes(String symbol, long first, int count) {
        return Stream.iterate(0, n -> n + 1)
                .limit(count)
                .map(n -> closed("binance", symbol, first + n * MINUTE, (n + 1) + ".50"))
                .toArray(Candle[]::new);
    }

    static Candle closed(String exchange, String symbol, long time, String price) {
        return builder(exchange, symbol, time, price).closed(true).build();
    }

    static Candle open(String symbol, long time, String price) {
        return builder("binance", symbol, time, price).build();
    }

    static CandleBuilder builder(String exchange, String symbol, long time, String price) {
        return new CandleBuilder(new CandleKey(exchange, symbol, Interval.MINUTES_1), time)
                .prices(price, price, price, price)
                .volume("0.10");
    }

    /** Publishes, and returns when the last one is served. */
    void hold(Candle... candles) {
        node.publish(candles);
        Candle last = candles[candles.length - 1];
        Await.until(
                "the node holds " + last,
                () -> times(candles("?symbol=" + last.key().symbol() + "&exchange="
                                + last.key().exchange() + "&interval=1m&limit=1000"))
                        .contains(last.time()));
    }

    /** Returns when these candles are in the database. */
    void awaitWritten(long count) {
        Await.until(
                "the candles are stored",
                () -> node.status().getJsonObject("history").getLong("written") >= count);
    }

    RawAnswer ask(String query, String... headers) {
        return node.get("/api/candles" + query, headers);
    }

    JsonArray candles(String query) {
        RawAnswer answer = ask(query);
        return answer.status() == 200 ? answer.json().getJsonObject("data").getJsonArray("candles") : new JsonArray();
    }

    static List<Long> times(JsonArray candles) {
        return candles.stream()
                .map(candle -> ((JsonObject) candle).getLong("time"))
                .toList();
    }

    static List<Long> times(long... each) {
        return Arrays.stream(each).boxed().toList();
    }
}
