package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleCodec;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestClients;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The candles of a node, from the event bus to a real database and back. */
@Timeout(300)
class CandlesVerticleTest {
    private static final String SYMBOL = "BTCUSDT";

    @TempDir
    Path folder;

    private final List<Vertx> all = new ArrayList<>();

    /** A node whose event bus is its own. */
    private final class Node {
        final Vertx vertx = Vertx.vertx();
        private CandlesVerticle candles;
        private String deployed;

        Node() {
            all.add(vertx);
            vertx.eventBus().registerDefaultCodec(Candle.class, new CandleCodec());
            start();
        }

        final void start() {
            Settings settings = TestSettings.with(Map.of(
                    "TICKCAST_STORAGE_URL", "jdbc:sqlite:" + folder.resolve("candles.db"),
                    "TICKCAST_STORAGE_TIMEOUT", "30s",
                    "TICKCAST_HISTORY_RETENTION", ""));
            RestClient rest = new RestClient(
                    vertx,
                    Ticks.EXCHANGE,
                    List.of(),
                    RestLimits.requests(1, Duration.ofSeconds(1)),
                    new RestTransport(vertx, Duration.ofSeconds(1), () -> Future.succeededFuture(Optional.empty())));
            candles = new CandlesVerticle(
                    settings,
                    "node" + all.size(),
                    Map.of(Ticks.EXCHANGE, new BinanceCandles(false)),
                    new RestClients(Map.of(Ticks.EXCHANGE, rest)),
                    new Liveness());
            deployed = Await.result(vertx.deployVerticle(candles));
        }

        void stop() {
            Await.result(vertx.undeploy(deployed));
        }

        void publish(Candle... told) {
            List.of(told)
                    .forEach(candle -> vertx.eventBus().publish(BusAddresses.CANDLES, candle, CandleCodec.OPTIONS));
        }

        List<Candle> served(Interval interval) {
            return Await.result(candles.queries().candles(Candles.key(SYMBOL, interval), 0, Long.MAX_VALUE, 1_000));
        }

        JsonObject status() {
            return candles.queries().meters().toJson();
        }

        void awaitState(String state) {
            Await.until(
                    "its state is " + state, () -> status().getString("state").equals(state));
        }

        void awaitWritten(int count) {
            Await.until("they are stored", () -> status().getLong("written") >= count);
        }
    }

    @AfterEach
    void close() {
        all.forEach(vertx -> Await.result(vertx.close()));
    }

    private static Candle minute(int number) {
        return Candles.minute(SYMBOL, Candles.DAY + number * Candles.MINUTE, "100." + number, "0.1")
                .close();
    }

    private static Candle[] minutes(int from, int to) {
        Candle[] told = new Candle[to - from];
        for (int i = 0; i < told.length; i++) {
            told[i] = minute(from + i);
        }
        return told;
    }

    @Test
    void whatClosedBeforeAStopIsServedAfterIt() {
        Node node = new Node();
        node.awaitState("writer");
        node.publish(minutes(0, 4));
        Await.until("they are here", () -> node.served(Interval.MINUTES_1).size() == 4);

        // It need not have been written before: the stop waits for it.
        node.stop();
        node.start();
        node.awaitState("writer");

        assertThat(node.served(Interval.MINUTES_1)).containsExactly(minutes(0, 4));
        assertThat(node.served(Interval.MINUTES_3)).hasSize(1).first().matches(Candle::isClosed);
    }

    @Test
    void aNodeThatReadsServesWhatTheOtherWritesAndTakesOverWhenItStops() {
        Node one = new Node();
        one.awaitState("writer");
        Node two = new Node();
        two.awaitState("reader");
        one.publish(minutes(0, 3));
        two.publish(minutes(3, 6));
        one.awaitWritten(4);
        Await.until("both have their own", () -> two.served(Interval.MINUTES_1).size() == 6);

        one.stop();
        two.awaitState("writer");
        // What it alone has heard.
        two.awaitWritten(3);

        one.start();
        one.awaitState("reader");
        assertThat(one.served(Interval.MINUTES_1)).containsExactly(minutes(0, 6));
        Await.until(
                "the sums are there, too", () -> one.served(Interval.MINUTES_3).size() == 2);
    }

    @Test
    void whatIsNoCandleOfNowIsRefusedAndTheOthersAreTaken() {
        Node node = new Node();
        node.awaitState("writer");
        long tomorrow = Interval.MINUTES_1.open(System.currentTimeMillis()) + Interval.DAYS_1.millis();
        node.vertx.eventBus().publish(BusAddresses.CANDLES, "no candle");
        node.vertx.eventBus().publish(BusAddresses.FEED_SYMBOLS, 7);
        node.publish(Candles.minute(SYMBOL, tomorrow, "1", "1"));
        node.publish(minute(0));

        Await.until("it is here", () -> node.served(Interval.MINUTES_1).size() == 1);

        assertThat(node.served(Interval.MINUTES_1)).containsExactly(minute(0));
        assertThat(node.status()
                        .getJsonObject("exchanges")
                        .getJsonObject(Ticks.EXCHANGE)
                        .getLong("future"))
                .isEqualTo(1);
    }

    @Test
    void consumersThatTheClusterHasLostAreRegisteredAgain() {
        Node node = new Node();
        node.awaitState("writer");
        Promise<Void> asked = Promise.promise();
        node.vertx.eventBus().consumer(BusAddresses.FEED_SYMBOLS_WANTED, wanted -> asked.tryComplete());

        node.candles.registerAnew();
        Await.result(asked.future());
        node.publish(minutes(0, 2));

        Await.until("they are here", () -> node.served(Interval.MINUTES_1).size() == 2);
    }
}
