package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.history.BackfillPlan.Filled;
import io.tickcast.history.BackfillPlan.Page;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackfillPlanTest {
    private static final long MINUTE = Interval.MINUTES_1.millis();
    private static final long DAY = Interval.DAYS_1.millis();
    private static final long NOW = 1_704_868_500_000L + 20_000;
    private static final long OPEN = Interval.MINUTES_1.open(NOW);
    private static final CandleKey BTC = new CandleKey("binance", "BTCUSDT", Interval.MINUTES_1);
    private static final CandleKey ETH = new CandleKey("binance", "ETHUSDT", Interval.MINUTES_1);
    private static final int PAGE = 100;

    private final BackfillPlan plan = new BackfillPlan(PAGE);

    private static Candle candle(CandleKey key, long time) {
        return new CandleBuilder(key, time)
                .prices("2", "3", "1", "2")
                .volume("1")
                .closed(true)
                .build();
    }

    private static Candle open(long time) {
        return new CandleBuilder(BTC, time)
                .prices("2", "3", "1", "2")
                .volume("1")
                .build();
    }

    private static List<Candle> candles(CandleKey key, long from, long to) {
        return LongStream.iterate(
                        from, time -> time < to, time -> time + key.interval().millis())
                .mapToObj(time -> candle(key, time))
                .toList();
    }

    private Page next() {
        return plan.next(NOW).orElseThrow();
    }

    private Filled answered(Page page, List<Candle> rows, long now) {
        return plan.answered(page, new CandleAnswer(rows, List.of()), now);
    }

    private void fill(Page page) {
        answered(page, candles(page.key(), page.from(), page.to()), NOW);
    }

    @Test
    void whatIsMissingFromTheLastHourComesFirst() {
        plan.need(ETH.of(Interval.DAYS_1), OPEN - 10 * DAY, OPEN);
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);
        plan.need(ETH, OPEN - 2 * MINUTE, OPEN);

        assertThat(next()).isEqualTo(new Page(ETH, OPEN - 2 * MINUTE, OPEN, true));
    }

    @Test
    void aLongRangeIsAskedForInPagesFromItsEnd() {
        plan.need(BTC, OPEN - DAY - 150 * MINUTE, OPEN - DAY);

        Page newest = next();
        fill(newest);
        Page oldest = next();
        fill(oldest);

        assertThat(newest).isEqualTo(new Page(BTC, OPEN - DAY - PAGE * MINUTE, OPEN - DAY, false));
        assertThat(oldest).isEqualTo(new Page(BTC, OPEN - DAY - 150 * MINUTE, OPEN - DAY - PAGE * MINUTE, false));
        assertThat(plan.next(NOW)).isEmpty();
        assertThat(plan.missing()).isZero();
    }

    @Test
    void eachSeriesGetsItsNewestPageBeforeAnyGetsItsSecond() {
        plan.need(BTC, OPEN - DAY - 3 * PAGE * MINUTE, OPEN - DAY);
        plan.need(BTC.of(Interval.HOURS_1), Interval.HOURS_1.open(OPEN) - DAY, Interval.HOURS_1.open(OPEN));
        plan.need(ETH, OPEN - DAY - MINUTE, OPEN - DAY);

        Page first = next();
        fill(first);
        Page second = next();
        fill(second);
        Page third = next();

        assertThat(List.of(first.key(), second.key(), third.key())).containsExactly(BTC, ETH, BTC.of(Interval.HOURS_1));
    }

    @Test
    void aSeriesIsAskedForOnePageAtATime() {
        plan.need(BTC, OPEN - DAY - 3 * PAGE * MINUTE, OPEN - DAY);
        Page page = next();

        assertThat(plan.next(NOW)).isEmpty();

        plan.failed(page, false, NOW);
        assertThat(plan.next(NOW + 4_999)).isEmpty();
        assertThat(plan.next(NOW + 5_000)).contains(page);
    }

    @Test
    void theNextRequestAfterEachFailureComesLater() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        long now = NOW;
        for (long pause : new long[] {5, 10, 20, 40, 60, 60}) {
            plan.failed(plan.next(now).orElseThrow(), false, now);
            assertThat(plan.isFailing(BTC)).isEqualTo(pause >= 20);
            now += pause * 1_000;
            assertThat(plan.next(now - 1)).isEmpty();
        }
        answered(plan.next(now).orElseThrow(), List.of(), now);

        assertThat(plan.isFailing(BTC)).isFalse();
    }

    @Test
    void aRefusedSymbolIsAskedForAgainAfterTenMinutes() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        plan.failed(next(), true, NOW);

        assertThat(plan.next(NOW + 599_999)).isEmpty();
        assertThat(plan.next(NOW + 600_000)).isPresent();
    }

    @Test
    void whatHasJustClosedDoesNotWaitForAFailedRequestForThePast() {
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);
        plan.failed(next(), false, NOW);
        plan.need(BTC, OPEN - MINUTE, OPEN);

        assertThat(next()).isEqualTo(new Page(BTC, OPEN - MINUTE, OPEN, true));
        assertThat(plan.next(NOW)).isEmpty();
    }

    @Test
    void whatIsConfirmedIsNotMissingAndNeverUrgent() {
        plan.confirm(BTC, OPEN - 30 * MINUTE, OPEN - 10 * MINUTE);
        assertThat(plan.missing()).isZero();
        assertThat(plan.nextFresh(NOW)).isEmpty();

        Page page = next();

        assertThat(page).isEqualTo(new Page(BTC, OPEN - 30 * MINUTE, OPEN - 10 * MINUTE, false));
        fill(page);
        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void whatCannotBeConfirmedDelaysNothingThatIsMissing() {
        plan.confirm(BTC, OPEN - 30 * MINUTE, OPEN - 10 * MINUTE);
        // A market without trades since then: its last candle is not closed by a newer one.
        answered(next(), List.of(open(OPEN - 30 * MINUTE)), NOW);
        assertThat(plan.isEmpty()).isTrue();

        plan.need(BTC, OPEN - MINUTE, OPEN);

        assertThat(next()).isEqualTo(new Page(BTC, OPEN - MINUTE, OPEN, true));
    }

    @Test
    void anAnswerWithARowThatIsNoneShowsNoHole() {
        long from = OPEN - DAY;
        plan.need(BTC, from, from + 3 * MINUTE);

        Filled filled = plan.answered(
                next(),
                new CandleAnswer(List.of(candle(BTC, from), candle(BTC, from + 3 * MINUTE)), List.of("row 2")),
                NOW);

        assertThat(filled.empty()).isEmpty();
        assertThat(plan.missing()).isEqualTo(2);
    }

    @Test
    void nothingOlderThanWhatIsKeptIsAskedFor() {
        plan.need(BTC, OPEN - DAY, OPEN - DAY + 9 * MINUTE);

        plan.forgetBefore(Interval.MINUTES_1, OPEN - DAY + 7 * MINUTE);

        assertThat(plan.missing()).isEqualTo(2);
        assertThat(next()).isEqualTo(new Page(BTC, OPEN - DAY + 7 * MINUTE, OPEN - DAY + 9 * MINUTE, false));
    }

    @Test
    void aMinuteThatClosesWhileOthersWaitComesBeforeThem() {
        plan.need(ETH, OPEN - DAY, OPEN - DAY + MINUTE);
        plan.need(BTC, OPEN - MINUTE, OPEN + MINUTE);
        fill(next());

        assertThat(plan.next(OPEN + MINUTE + 6_000)).contains(new Page(BTC, OPEN, OPEN + MINUTE, true));
    }

    @Test
    void theOpenCandleIsNotAskedFor() {
        plan.need(BTC, OPEN - MINUTE, OPEN + 5 * MINUTE);

        assertThat(next()).isEqualTo(new Page(BTC, OPEN - MINUTE, OPEN, true));
    }

    @Test
    void aCandleThatComesByItselfIsNotAskedFor() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        plan.have(BTC, OPEN - MINUTE, NOW);

        assertThat(plan.next(NOW)).isEmpty();
    }

    @Test
    void aHoleOfTheExchangeIsNotAskedForAgain() {
        long from = OPEN - DAY;
        plan.need(BTC, from, from + 4 * MINUTE);

        Filled filled = answered(next(), List.of(candle(BTC, from), candle(BTC, from + 3 * MINUTE)), NOW);

        assertThat(filled.candles()).extracting(Candle::time).containsExactly(from, from + 3 * MINUTE);
        assertThat(filled.empty()).containsExactly(new TimeRange(from + MINUTE, from + 3 * MINUTE));
        assertThat(plan.next(NOW)).isEmpty();
    }

    @Test
    void aCandleThatIsMissingNearNowIsAskedForAgainAfterLongerAndLongerPauses() {
        plan.need(BTC, OPEN - 2 * MINUTE, OPEN);
        long now = NOW;
        for (long pause : new long[] {15, 30, 60, 120, 240}) {
            Page page = plan.next(now).orElseThrow();
            Filled filled = answered(page, candles(BTC, OPEN - 4 * MINUTE, OPEN - 2 * MINUTE), now);

            assertThat(filled.empty()).isEmpty();
            assertThat(plan.next(now + Duration.ofSeconds(pause).toMillis() - 1))
                    .isEmpty();
            now += Duration.ofSeconds(pause).toMillis();
        }
        assertThat(plan.next(now)).isPresent();
    }

    private long askForASuspendedSymbol(CandleKey key) {
        plan.need(
                key,
                key.interval().open(OPEN) - 2 * key.interval().millis(),
                key.interval().open(OPEN));
        long now = NOW;
        for (long pause : new long[] {15, 30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 15_360}) {
            answered(plan.next(now).orElseThrow(), List.of(), now);
            assertThat(plan.next(now + Duration.ofSeconds(pause).toMillis() - 1))
                    .isEmpty();
            now += Duration.ofSeconds(pause).toMillis();
        }
        return now;
    }

    @Test
    void aSymbolThatDoesNotTradeIsAskedForUpToFourHoursLater() {
        long now = askForASuspendedSymbol(BTC);

        assertThat(plan.next(now)).isPresent();
    }

    @Test
    void aSymbolThatTradesAgainDoesNotWaitForHours() {
        CandleKey threes = BTC.of(Interval.MINUTES_3);
        long now = askForASuspendedSymbol(threes);
        answered(plan.next(now).orElseThrow(), List.of(), now);

        plan.have(BTC, Interval.MINUTES_1.open(now), now);

        assertThat(plan.next(now + Duration.ofMinutes(16).toMillis() - 1)).isEmpty();
        assertThat(plan.next(now + Duration.ofMinutes(16).toMillis())).isPresent();
    }

    @Test
    void aHistoryThatRunsBehindIsAskedAtLeastEach16Minutes() {
        long end = OPEN;
        long now = NOW;
        plan.need(BTC, end - 5 * MINUTE, end);
        for (int i = 0; i < 12; i++) {
            answered(plan.next(now).orElseThrow(), candles(BTC, end - 10 * MINUTE, end - 4 * MINUTE), now);
            now += Duration.ofMinutes(16).toMillis();
            end += 16 * MINUTE;
            plan.need(BTC, end - 16 * MINUTE, end);
        }
    }

    @Test
    void aRowThatMayStillChangeIsNotTaken() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        Candle open = new CandleBuilder(BTC, OPEN - MINUTE)
                .prices("2", "3", "1", "2")
                .volume("1")
                .build();

        assertThat(answered(next(), List.of(open), NOW).candles()).isEmpty();
        assertThat(plan.missing()).isOne();
    }

    @Test
    void aRowIsNotClosedByOurClockAlone() {
        long time = OPEN - DAY;
        plan.need(BTC, time, time + MINUTE);
        Candle open = new CandleBuilder(BTC, time)
                .prices("2", "3", "1", "2")
                .volume("1")
                .build();

        assertThat(answered(next(), List.of(open), NOW).candles()).isEmpty();
        assertThat(plan.missing()).isOne();
    }

    @Test
    void aRowIsClosedByANewerOneThatWasSeenBefore() {
        long time = OPEN - DAY;
        plan.need(BTC, time, time + PAGE * MINUTE + MINUTE);
        Page newest = next();
        answered(newest, candles(BTC, newest.from() + MINUTE, newest.to()), NOW);
        Candle open = new CandleBuilder(BTC, time)
                .prices("2", "3", "1", "2")
                .volume("1")
                .build();

        assertThat(answered(next(), List.of(open), NOW).candles()).containsExactly(open.close());
    }

    @Test
    void rowsThatWereNotAskedForAreNotTaken() {
        long time = OPEN - DAY;
        plan.need(BTC, time, time + MINUTE);

        Filled filled = answered(next(), candles(BTC, time - MINUTE, time + 2 * MINUTE), NOW);

        assertThat(filled.candles()).extracting(Candle::time).containsExactly(time);
    }

    @Test
    void aHoleSaysNothingOfWhatIsBeforeIt() {
        plan.need(BTC, OPEN - 7 * DAY, OPEN - 7 * DAY + MINUTE);
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);

        Filled filled = answered(next(), List.of(candle(BTC, OPEN - DAY + MINUTE)), NOW);

        assertThat(filled.empty()).containsExactly(new TimeRange(OPEN - DAY, OPEN - DAY + MINUTE));
        assertThat(next()).isEqualTo(new Page(BTC, OPEN - 7 * DAY, OPEN - 7 * DAY + MINUTE, false));
    }

    @Test
    void beforeItsFirstCandleAnExchangeHasNone() {
        plan.need(BTC, OPEN - 7 * DAY, OPEN - DAY);
        Page newest = next();
        answered(newest, candles(BTC, newest.from(), newest.to() + MINUTE), NOW);
        Page before = next();

        Filled filled = answered(before, List.of(), NOW);

        assertThat(filled.empty()).containsExactly(new TimeRange(before.from(), before.to()));
        assertThat(next().to()).isEqualTo(before.from());
    }

    @Test
    void whatAHistoryThatIsBehindLacksIsNoHole() {
        long from = OPEN - DAY;
        plan.need(BTC, from, from + 4 * MINUTE);

        Filled filled = answered(next(), candles(BTC, from, from + 2 * MINUTE), NOW);

        assertThat(filled.empty()).isEmpty();
        assertThat(plan.missing()).isEqualTo(2);
    }

    @Test
    void whatIsOlderDoesNotWaitForACandleThatIsLate() {
        plan.need(BTC, OPEN - 3 * MINUTE, OPEN);
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);
        answered(next(), candles(BTC, OPEN - 3 * MINUTE, OPEN - 2 * MINUTE), NOW);

        assertThat(next()).isEqualTo(new Page(BTC, OPEN - DAY, OPEN - DAY + MINUTE, false));
    }

    @Test
    void ofARangeThatIsLongTheLastHourAloneIsFresh() {
        plan.need(BTC, OPEN - 90 * MINUTE, OPEN);

        Page fresh = next();
        fill(fresh);

        assertThat(fresh).isEqualTo(new Page(BTC, OPEN - 60 * MINUTE, OPEN, true));
        assertThat(next()).isEqualTo(new Page(BTC, OPEN - 90 * MINUTE, OPEN - 60 * MINUTE, false));
    }

    @Test
    void aMinuteThatHasJustEndedIsNotAskedForYet() {
        plan.need(BTC, OPEN - 2 * MINUTE, OPEN);

        assertThat(plan.next(OPEN + 1_000)).contains(new Page(BTC, OPEN - 2 * MINUTE, OPEN - MINUTE, true));
    }

    @Test
    void pagesOfThePastLeaveTheWayToThoseThatHaveJustClosed() {
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);

        assertThat(plan.nextFresh(NOW)).isEmpty();
        plan.need(ETH, OPEN - MINUTE, OPEN);
        assertThat(plan.nextFresh(NOW)).contains(new Page(ETH, OPEN - MINUTE, OPEN, true));
    }

    @Test
    void anAnswerWithoutAnyRowSaysNothingOfWhatTheExchangeHas() {
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);
        Page page = next();

        Filled filled = answered(page, List.of(), NOW);

        assertThat(filled.empty()).isEmpty();
        assertThat(plan.next(NOW + BackfillPlan.RETRY_MILLIS - 1)).isEmpty();
        assertThat(plan.next(NOW + BackfillPlan.RETRY_MILLIS)).contains(page);
    }

    @Test
    void nothingOfASymbolThatIsForgottenIsAskedFor() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        plan.need(ETH, OPEN - MINUTE, OPEN);

        plan.forget("ETHUSDT");

        fill(next());
        assertThat(plan.next(NOW)).isEmpty();
    }
}
