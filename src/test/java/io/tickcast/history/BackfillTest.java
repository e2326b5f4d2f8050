package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Answer;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The candles from the exchange's REST, over a real store and a real client: the exchange's own list to the digit. */
@Tag("slow")
class BackfillTest extends WithHistory {
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
            pass(exchange, Duration.ofSeconds(10));
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
    void nothingIsLostThoughHalfOfTheAnswersAreRefusals() {
        ScriptedExchange exchange = exchange("binance");
        exchange.restAnswers().always(Answer.inTurns(Answer.retryAfter(429, 0), Answer.accept()));
        Settings settings = settings(Map.of("TICKCAST_HISTORY_BACKFILL", "20"));
        CandleStore store = writer(settings);
        ExchangeHistory history = history(exchange, "binance", store, settings);

        turnUntil("all is fetched", history, () -> {
            pass(exchange, Duration.ofSeconds(10));
            return on(history::isIdle) && on(history::missing) == 0;
        });

        for (Interval interval : Interval.values()) {
            CandleKey key = key("binance", ETH, interval);
            assertTrue(exchange, store, key);
            // The minutes that have closed since may not have been asked for yet.
            long end = interval.open(OPEN);
            List<Candle> truth = before(end, truth(exchange, key, end - 19 * interval.millis()));
            assertThat(truth).isNotEmpty();
            assertThat(before(end, stored(store, key))).endsWith(truth.toArray(new Candle[0]));
        }
    }

    private static List<Candle> before(long end, List<Candle> candles) {
        return candles.stream().filter(candle -> candle.time() < end).toList();
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
    void theLogOfANodeThatStopsSaysNothingOfPagesOnTheirWay() {
        ScriptedExchange exchange = exchange("binance");
        exchange.restAnswers().always(Answer.never());
        Settings settings = settings(Map.of());
        ExchangeHistory history = history(exchange, "binance", writer(settings), settings);
        turnUntil("it was asked", history, () -> exchange.restCalls().count() > 0);
        try (LogLines log = new LogLines(CandleRepair.class.getName())) {
            closeClients();
            Await.until("all pages have failed", () -> on(history::isIdle));

            assertThat(log.all()).isEmpty();
        }
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
}
