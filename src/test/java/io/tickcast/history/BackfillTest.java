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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the exchange's REST brings, over a real store and a real client, is the exchange's own list to the digit. */
@Tag("slow")
class BackfillTest extends WithHistory {
    private static Candle live(ScriptedExchange exchange, CandleKey key, long time) {
        return Await.result(exchange.candles(key.symbol(), key.interval())).stream()
                .filter(candle -> candle.time() == time)
                .findFirst()
                .orElseThrow();
    }

    private void feed(ScriptedExchange exchange, ExchangeHistory history, String name, long time) {
        for (String symbol : List.of(BTC, ETH)) {
            Candle minute = live(exchange, key(name, symbol, Interval.MINUTES_1), time);
            update(history, minute);
        }
    }

    /** Nothing that the store has as complete differs from the exchange. */
    private static void assertTrue(ScriptedExchange exchange, CandleStore store, CandleKey key) {
        Map<Long, Candle> truth =
                truth(exchange, key, 0).stream().collect(Collectors.toMap(Candle::time, Function.identity()));
        assertThat(stored(store, key))
                .isNotEmpty()
                .filteredOn(Candle::isComplete)
                .allSatisfy(candle -> {
                    assertThat(truth).containsKey(candle.time());
                    Candle real = truth.get(candle.time());
                    for (CandleField field : CandleField.values()) {
                        assertThat(candle.number(field)).isEqualByComparingTo(real.number(field));
                    }
                    assertThat(candle.trades()).isEqualTo(real.trades());
                });
    }

    @Test
    void theWholeDepthOfAllIntervalsIsFetchedAtTheStart() {
        ScriptedExchange exchange = exchange("binance");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "1000, 1m=4d"));
        CandleStore store = writer(settings);

        settle(history(exchange, "binance", store, settings));

        for (String symbol : List.of(BTC, ETH)) {
            for (Interval interval : Interval.values()) {
                CandleKey key = key("binance", symbol, interval);
                long from = now() - settings.history().backfill().get(interval).toMillis();
                List<Candle> truth = truth(exchange, key, from);
                assertThat(truth).hasSizeGreaterThan(5);
                assertThat(stored(store, key).stream()
                                .filter(candle -> candle.time() >= from)
                                .toList())
                        .isEqualTo(truth);
                assertTrue(exchange, store, key);
            }
        }
    }

    @Test
    void whatCoinbaseHasNoCandleForIsAHoleAndItsSumsAreComplete() {
        ScriptedExchange exchange = exchange("coinbase");
        for (int minute = 3; minute < 2_000; minute += 97) {
            Await.result(exchange.hole(BTC, OPEN - minute * MINUTE, OPEN - (minute - 2) * MINUTE));
        }
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "300, 1m=2d"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "coinbase", store, settings);
        turnUntil("all were asked for", history, () -> exchange.restCalls().count() >= 12 && on(history::isIdle));
        // What is not older than ten minutes may only be late.
        assertThat(Await.result(store.missing(key("coinbase", BTC, Interval.MINUTES_1), OPEN - 5 * MINUTE, OPEN, 10)))
                .containsExactly(new TimeRange(OPEN - 3 * MINUTE, OPEN));
        for (int minute = 0; minute <= 15; minute++) {
            trade(exchange, OPEN + minute * MINUTE);
        }
        pass(exchange, Duration.ofMinutes(15));
        settle(history);

        for (Interval interval : Interval.values()) {
            CandleKey key = key("coinbase", BTC, interval);
            assertTrue(exchange, store, key);
            long from = interval.open(OPEN - 2 * Interval.DAYS_1.millis()) + interval.millis();
            List<Candle> candles = stored(store, key).stream()
                    .filter(candle -> candle.time() >= from)
                    .toList();
            List<Candle> truth = truth(exchange, key, from);
            assertThat(candles).hasSameSizeAs(truth).allMatch(Candle::isComplete);
            // Which one is stored when a sum and an answer agree depends on which came first; a sum keeps its zeros.
            assertThat(candles).usingElementComparator(BackfillTest::byFigures).isEqualTo(truth);
        }
    }

    private static int byFigures(Candle one, Candle other) {
        return one.time() == other.time() && one.isClosed() == other.isClosed() && one.agreesWith(other) ? 0 : 1;
    }

    @Test
    void sumsThatClosedWithoutAMinuteThatCoinbaseDoesNotHaveAreToldAgain() {
        ScriptedExchange exchange = exchange("coinbase");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "0"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "coinbase", store, settings);
        List<Candle> told = followed("coinbase", Interval.MINUTES_5);
        // 13:41, of the candle from 13:40 to 13:45.
        int hole = 4;
        for (int minute = 0; minute < 17; minute++) {
            if (minute != hole) {
                trade(exchange, OPEN + minute * MINUTE);
            }
            pass(exchange, Duration.ofMinutes(1));
            if (minute != hole) {
                feed(exchange, history, "coinbase", OPEN + minute * MINUTE);
            }
            turn(history);
        }

        turnUntil("it is told", history, () -> {
            pass(exchange, Duration.ofSeconds(1));
            return on(() -> told.stream()
                    .anyMatch(sum -> sum.time() == OPEN + 3 * MINUTE && sum.isClosed() && sum.isComplete()));
        });
    }

    @Test
    void krakenIsAskedForTheNewestThatItTells() {
        ScriptedExchange exchange = exchange("kraken");
        trade(exchange, OPEN);
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "1000"));
        CandleStore store = writer(settings);

        settle(history(exchange, "kraken", store, settings));

        for (Interval interval : Interval.values()) {
            CandleKey key = key("kraken", BTC, interval);
            assertTrue(exchange, store, key);
            if (source("kraken").has(interval)) {
                List<Candle> truth = truth(exchange, key, interval.open(OPEN) - 719 * interval.millis());
                assertThat(stored(store, key).stream()
                                .filter(Candle::isComplete)
                                .filter(candle -> candle.time() >= interval.open(OPEN) - 719 * interval.millis())
                                .toList())
                        .isEqualTo(truth);
            }
        }
        CandleKey threes = key("kraken", BTC, Interval.MINUTES_3);
        assertThat(stored(store, threes)).filteredOn(Candle::isComplete).hasSizeGreaterThan(230);
    }

    @Test
    void whatKrakenNoLongerTellsIsNoHole() {
        ScriptedExchange exchange = exchange("kraken");
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "1000"));
        CandleStore store = writer(settings);
        exchange.restAnswers().always(Answer.status(503));
        ExchangeHistory history = history(exchange, "kraken", store, settings);
        turnUntil("it was asked", history, () -> exchange.restCalls().count() > 8);
        turnUntil("all refusals came", history, () -> on(history::isIdle));
        pass(exchange, Duration.ofMinutes(30));
        trade(exchange, OPEN + 30 * MINUTE);
        exchange.restAnswers().always(Answer.accept());
        settle(history);

        CandleKey key = key("kraken", BTC, Interval.MINUTES_1);
        long first = stored(store, key).get(0).time();
        assertThat(Await.result(store.missing(key, first - 10 * MINUTE, first, 10)))
                .containsExactly(new TimeRange(first - 10 * MINUTE, first));
    }

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
    void nothingIsLostThoughHalfOfTheAnswersAreRefusals() {
        ScriptedExchange exchange = exchange("binance");
        exchange.restAnswers().always(Answer.inTurns(Answer.retryAfter(429, 0), Answer.accept()));
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "20"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);

        turnUntil("all is fetched", history, () -> {
            pass(exchange, Duration.ofSeconds(1));
            return on(history::isIdle) && on(history::missing) == 0;
        });

        for (Interval interval : Interval.values()) {
            CandleKey key = key("binance", ETH, interval);
            assertTrue(exchange, store, key);
            List<Candle> truth = truth(exchange, key, interval.open(OPEN) - 19 * interval.millis());
            assertThat(stored(store, key)).endsWith(truth.toArray(new Candle[0]));
        }
    }

    @Test
    void aHoleOfTheExchangeIsNotAskedForAgain() {
        ScriptedExchange exchange = exchange("binance");
        Await.result(exchange.hole(BTC, OPEN - 300 * MINUTE, OPEN - 240 * MINUTE));
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "400"));
        CandleStore first = writer(settings);
        settle(history(exchange, "binance", first, settings));
        CandleKey minutes = key("binance", BTC, Interval.MINUTES_1);
        assertThat(Await.result(first.missing(minutes, OPEN - 400 * MINUTE + MINUTE, OPEN, 10)))
                .isEmpty();
        Await.result(first.close());
        int calls = exchange.restCalls().count();

        CandleStore second = writer(settings);
        ExchangeHistory history = history(exchange, "binance", second, settings);
        turnUntil("it knows what is missing", history, () -> on(history::isIdle));

        assertThat(exchange.restCalls().count()).isEqualTo(calls);
        assertThat(stored(second, key("binance", BTC, Interval.HOURS_1)))
                .isNotEmpty()
                .allMatch(Candle::isComplete);
    }

    @Test
    void anEmptyAnswerIsNoHole() {
        ScriptedExchange exchange = exchange("binance");
        exchange.restAnswers().always(Answer.status(200, "[]"));
        Settings settings = settings(Map.of());
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);
        turnUntil("all were asked for", history, () -> exchange.restCalls().count() >= 24);
        turnUntil("all answers came", history, () -> on(history::isIdle));
        CandleKey minutes = key("binance", BTC, Interval.MINUTES_1);
        assertThat(Await.result(store.missing(minutes, OPEN - 5 * MINUTE, OPEN, 10)))
                .containsExactly(new TimeRange(OPEN - 5 * MINUTE, OPEN));

        exchange.restAnswers().always(Answer.accept());
        pass(exchange, Duration.ofMinutes(11));
        settle(history);

        assertThat(stored(store, minutes))
                .endsWith(truth(exchange, minutes, OPEN - 4 * MINUTE).toArray(new Candle[0]));
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
