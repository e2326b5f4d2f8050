package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Answer;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candles that come late, change or are missed while a node runs are stored as the exchange has them. */
@Tag("slow")
class CandleRepairTest extends WithHistory {
    @Test
    void minutesThatNoFeedBroughtAreFetchedAndCompleteTheirSums() {
        ScriptedExchange exchange = exchange("binance");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "100"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);
        settle(history);
        exchange.restAnswers().always(Answer.status(503));
        CandleKey minutes = key("binance", BTC, Interval.MINUTES_1);
        CandleKey threes = key("binance", BTC, Interval.MINUTES_3);
        for (int minute = 0; minute < 9; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
            pass(exchange, Duration.ofMinutes(1));
            // The connection is broken for two minutes.
            if (minute != 3 && minute != 4) {
                feed(exchange, history, "binance", OPEN + minute * MINUTE);
            }
        }
        // 13:39 to 13:42, of which 13:40 and 13:41 are missing.
        long broken = OPEN + 2 * MINUTE;
        turnUntil(
                "the sum is stored",
                history,
                () -> stored(store, threes).stream().anyMatch(candle -> candle.time() == broken));
        assertThat(stored(store, threes).stream().filter(candle -> candle.time() == broken))
                .singleElement()
                .matches(candle -> candle.isClosed() && !candle.isComplete());
        assertThat(Await.result(store.missing(minutes, OPEN, OPEN + 9 * MINUTE, 10)))
                .containsExactly(new TimeRange(OPEN + 3 * MINUTE, OPEN + 5 * MINUTE));

        turnUntil("all refusals came", history, () -> on(history::isIdle));
        exchange.restAnswers().always(Answer.accept());
        pass(exchange, Duration.ofMinutes(1));
        settle(history);

        assertThat(stored(store, minutes))
                .endsWith(truth(exchange, minutes, OPEN).toArray(new Candle[0]));
        assertThat(stored(store, threes).stream().filter(candle -> candle.time() == broken))
                .containsExactly(live(exchange, threes, broken));
        assertThat(on(() -> history.candles(BTC).orElseThrow().open(Interval.HOURS_1)))
                .get()
                .matches(Candle::isComplete);
    }

    @Test
    void aMinuteThatComesLateCompletesItsSums() {
        ScriptedExchange exchange = exchange("binance");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "0"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);
        exchange.restAnswers().always(Answer.status(503));
        for (int minute = 0; minute < 6; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
            pass(exchange, Duration.ofMinutes(1));
        }
        CandleKey threes = key("binance", BTC, Interval.MINUTES_3);
        long sum = OPEN + 2 * MINUTE;
        for (int minute : new int[] {1, 2, 3, 5}) {
            feed(exchange, history, "binance", OPEN + minute * MINUTE);
        }
        turnUntil(
                "the sum is stored",
                history,
                () -> stored(store, threes).stream().anyMatch(candle -> candle.time() == sum && !candle.isComplete()));

        feed(exchange, history, "binance", OPEN + 4 * MINUTE);

        turnUntil(
                "the sum is complete",
                history,
                () -> stored(store, threes).stream().anyMatch(candle -> candle.time() == sum && candle.isComplete()));
        assertTrue(exchange, store, threes);
    }

    @Test
    void aSumThatClosesWhileItsMissingMinuteIsStoredIsStoredInFull() {
        ScriptedExchange exchange = exchange("kraken");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "0"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "kraken", store, settings);
        turnUntil("both were read", history, () -> on(history::isIdle));
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        exchange.restAnswers().always((request, proceed) -> {
            Context loop = Vertx.currentContext();
            held.add(() -> loop.runOnContext(v -> proceed.run()));
        });
        CandleKey minutes = key("kraken", BTC, Interval.MINUTES_1);
        // Kraken has none of these, so that nothing but a sum can bring it.
        CandleKey threes = key("kraken", BTC, Interval.MINUTES_3);
        int missing = 3;
        for (int minute = 0; minute < 5; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
            pass(exchange, Duration.ofMinutes(1));
            if (minute != missing) {
                update(history, live(exchange, minutes, OPEN + minute * MINUTE).close());
            }
            if (minute == missing) {
                turnUntil(
                        "it is asked for, and the others are stored",
                        history,
                        () -> held.size() == 2 && stored(store, minutes).size() == 3);
            }
        }

        // The last minute and the sum have closed and are not yet on their way to the store.
        exchange.restAnswers().always(Answer.accept());
        held.forEach(Runnable::run);
        Await.until(
                "the sum was made without the last minute",
                () -> stored(store, threes).stream().anyMatch(sum -> sum.time() == OPEN + 2 * MINUTE));
        turnUntil("all is stored", history, () -> on(history::isIdle));

        assertThat(stored(store, minutes)).hasSize(5);
        assertThat(stored(store, threes).stream().filter(sum -> sum.time() == OPEN + 2 * MINUTE))
                .singleElement()
                .matches(Candle::isComplete);
    }

    @Test
    void sumsThatTheLastWriterDidNotMakeAreMadeByTheNextOne() {
        ScriptedExchange exchange = exchange("kraken");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "500"));
        CandleStore store = writer(settings);
        CandleKey minutes = key("kraken", BTC, Interval.MINUTES_1);
        // It was killed after it had stored these.
        Await.result(store.write(truth(exchange, minutes, OPEN - 5 * HOUR)));
        exchange.restAnswers().always(Answer.status(503));

        ExchangeHistory history = history(exchange, "kraken", store, settings);
        turnUntil("all is read", history, () -> on(history::isIdle));

        CandleKey threes = key("kraken", BTC, Interval.MINUTES_3);
        assertTrue(exchange, store, threes);
        assertThat(stored(store, threes).stream()
                        .filter(Candle::isComplete)
                        .map(Candle::time)
                        .toList())
                .isEqualTo(truth(exchange, threes, OPEN - 5 * HOUR).stream()
                        .map(Candle::time)
                        .toList());
    }

    /** A candle whose volume is another one than that of the exchange. */
    private static Candle wrong(Candle candle) {
        return new CandleBuilder(candle.key(), candle.time())
                .prices(
                        candle.digits(CandleField.OPEN),
                        candle.digits(CandleField.HIGH),
                        candle.digits(CandleField.LOW),
                        candle.digits(CandleField.CLOSE))
                .volume("0.00000001")
                .quoteVolume(candle.digits(CandleField.QUOTE_VOLUME))
                .trades(candle.trades())
                .closed(true)
                .build();
    }

    private static void assertSame(ScriptedExchange exchange, CandleStore store, String name, long from) {
        for (Interval interval : List.of(Interval.MINUTES_1, Interval.MINUTES_3, Interval.HOURS_1)) {
            CandleKey key = key(name, BTC, interval);
            assertThat(stored(store, key).stream()
                            .filter(candle -> candle.time() >= interval.open(from))
                            .toList())
                    .as(interval.label())
                    .hasSizeGreaterThan(0)
                    .allMatch(Candle::isComplete);
            assertTrue(exchange, store, key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kraken", "coinbase"})
    void aMinuteThatChangesAfterItHasClosedIsReadOnceMoreAndSummedAnew(String name) {
        ScriptedExchange exchange = exchange(name);
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "100"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, name, store, settings);
        // Without a newer one, Coinbase's last candle may still change.
        trade(exchange, OPEN);
        settle(history);
        CandleKey minutes = key(name, BTC, Interval.MINUTES_1);
        for (int minute = 0; minute < 70; minute++) {
            pass(exchange, Duration.ofMinutes(1));
            trade(exchange, OPEN + (minute + 1) * MINUTE);
            Candle truth = live(exchange, minutes, OPEN + minute * MINUTE).close();
            // The exchange changes its mind later.
            Candle told = minute == 8 ? wrong(truth) : truth;
            update(history, told);
            Candle other = live(exchange, key(name, ETH, Interval.MINUTES_1), truth.time())
                    .close();
            update(history, other);
            turn(history);
        }
        turnUntil(
                "the hour was stored",
                history,
                () -> stored(store, key(name, BTC, Interval.HOURS_1)).stream()
                        .anyMatch(candle -> candle.time() == Interval.HOURS_1.open(OPEN)));

        settle(history);

        assertSame(exchange, store, name, OPEN);
    }

    @Test
    void aCorrectionOverTheFeedReachesTheSumsThatHaveClosed() {
        ScriptedExchange exchange = exchange("binance");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "0"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);
        exchange.restAnswers().always(Answer.status(503));
        CandleKey minutes = key("binance", BTC, Interval.MINUTES_1);
        CandleKey threes = key("binance", BTC, Interval.MINUTES_3);
        // The last minute of one of three.
        long last = OPEN + 4 * MINUTE;
        for (int minute = 0; minute < 5; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
            pass(exchange, Duration.ofMinutes(1));
            Candle truth = live(exchange, minutes, OPEN + minute * MINUTE).close();
            update(history, truth.time() == last ? wrong(truth) : truth);
        }
        turnUntil(
                "the sum is stored",
                history,
                () -> stored(store, threes).stream().anyMatch(sum -> sum.time() == OPEN + 2 * MINUTE));

        Candle truth = live(exchange, minutes, last).close();
        update(history, truth);
        turn(history);
        turnUntil("the sum was renewed", history, () -> on(history::isIdle));

        assertTrue(exchange, store, threes);
    }

    @Test
    void aMachineThatSleptLearnsAllThatItMissed() {
        ScriptedExchange exchange = exchange("binance");
        Settings settings = settings(Map.of());
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);
        settle(history);
        for (int minute = 0; minute < 200; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
        }

        pass(exchange, Duration.ofMinutes(200));
        settle(history);

        CandleKey minutes = key("binance", BTC, Interval.MINUTES_1);
        assertThat(truth(exchange, minutes, OPEN)).hasSize(200);
        assertThat(stored(store, minutes))
                .endsWith(truth(exchange, minutes, OPEN).toArray(new Candle[0]));
        assertTrue(exchange, store, key("binance", BTC, Interval.HOURS_1));
    }

    @Test
    void aNodeThatDoesNotWriteReadsWhatTheWriterStored() {
        ScriptedExchange exchange = exchange("binance");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "100"));
        CandleStore one = writer(settings);
        ExchangeHistory writer = history(exchange, "binance", one, settings);
        settle(writer);
        CandleStore two = store(settings, "reader");
        Await.until(
                "another one writes",
                () -> two.meters().toJson().getString("state").equals("reader"));
        ExchangeHistory reader = history(exchange, "binance", two, settings);
        trade(exchange, OPEN);
        pass(exchange, Duration.ofMinutes(1));
        // The last minute reaches one node alone, and the hour does not become complete without it.
        feed(exchange, writer, "binance", OPEN);
        settle(writer);
        trade(exchange, OPEN + MINUTE);
        feed(exchange, reader, "binance", OPEN + MINUTE);
        int calls = exchange.restCalls().count();

        turnUntil("it has read them", reader, () -> {
            time.pass(Duration.ofSeconds(1));
            return on(() -> reader.candles(BTC).orElseThrow().open(Interval.DAYS_1))
                    .filter(Candle::isComplete)
                    .isPresent();
        });

        assertThat(exchange.restCalls().count()).isEqualTo(calls);
        CandleKey days = key("binance", BTC, Interval.DAYS_1);
        Candle open = on(() -> reader.candles(BTC).orElseThrow().open(Interval.DAYS_1))
                .orElseThrow();
        assertThat(open).isEqualTo(live(exchange, days, DAY));
    }

    @Test
    void nothingOfTheLastMinutesIsLostWhenTheStoreComesUpLate() throws IOException {
        ScriptedExchange exchange = exchange("binance");
        // A folder is in the place of the database.
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "0"));
        Path file = folder.resolve("candles.db");
        Files.createDirectory(file);
        CandleStore store = store(settings, "late");
        Await.until(
                "the store is down",
                () -> store.meters().toJson().getString("state").equals("down"));
        ExchangeHistory history = history(exchange, "binance", store, settings);
        exchange.restAnswers().always(Answer.status(503));
        for (int minute = 0; minute < 14; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
            pass(exchange, Duration.ofMinutes(1));
            feed(exchange, history, "binance", OPEN + minute * MINUTE);
            turn(history);
        }

        Files.delete(file);

        TreeMap<Long, Candle> sums = new TreeMap<>();
        CandleKey threes = key("binance", BTC, Interval.MINUTES_3);
        turnUntil("the sums are stored", history, () -> {
            if (store.isWriter()) {
                stored(store, threes).forEach(candle -> sums.put(candle.time(), candle));
            }
            return sums.size() >= 5;
        });
        CandleKey minutes = key("binance", BTC, Interval.MINUTES_1);
        assertThat(stored(store, minutes)).isEqualTo(truth(exchange, minutes, OPEN));
        assertTrue(exchange, store, threes);
        assertThat(sums.tailMap(OPEN + 2 * MINUTE).values()).allMatch(Candle::isComplete);
    }
}
