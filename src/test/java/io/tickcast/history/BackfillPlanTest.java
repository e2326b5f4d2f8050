package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static List<Candle> candles(CandleKey key, long from, long to) {
        return LongStream.iterate(
                        from, time -> time < to, time -> time + key.interval().millis())
                .mapToObj(time -> candle(key, time))
                .toList();
    }

    private Page next() {
        return plan.next(NOW).orElseThrow();
    }

    private void fill(Page page) {
        plan.answered(page, candles(page.key(), page.from(), page.to()), NOW);
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

        plan.failed(page, NOW + 1_000);
        assertThat(plan.next(NOW + 999)).isEmpty();
        assertThat(plan.next(NOW + 1_000)).contains(page);
    }

    @Test
    void theOpenCandleIsNotAskedFor() {
        plan.need(BTC, OPEN - MINUTE, OPEN + 5 * MINUTE);

        assertThat(next()).isEqualTo(new Page(BTC, OPEN - MINUTE, OPEN, true));
    }

    @Test
    void aCandleThatComesByItselfIsNotAskedFor() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        plan.have(BTC, OPEN - MINUTE);

        assertThat(plan.next(NOW)).isEmpty();
    }

    @Test
    void aHoleOfTheExchangeIsNotAskedForAgain() {
        long from = OPEN - DAY;
        plan.need(BTC, from, from + 4 * MINUTE);

        Filled filled = plan.answered(next(), List.of(candle(BTC, from), candle(BTC, from + 3 * MINUTE)), NOW);

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
            Filled filled = plan.answered(page, candles(BTC, OPEN - 4 * MINUTE, OPEN - 2 * MINUTE), now);

            assertThat(filled.empty()).isEmpty();
            assertThat(plan.next(now + Duration.ofSeconds(pause).toMillis() - 1))
                    .isEmpty();
            now += Duration.ofSeconds(pause).toMillis();
        }
        assertThat(plan.next(now)).isPresent();
    }

    @Test
    void aRowThatMayStillChangeIsNotTaken() {
        plan.need(BTC, OPEN - MINUTE, OPEN);
        Candle open = new CandleBuilder(BTC, OPEN - MINUTE)
                .prices("2", "3", "1", "2")
                .volume("1")
                .build();

        assertThat(plan.answered(next(), List.of(open), NOW).candles()).isEmpty();
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

        assertThat(plan.answered(next(), List.of(open), NOW).candles()).isEmpty();
        assertThat(plan.missing()).isOne();
    }

    @Test
    void aRowIsClosedByANewerOneThatWasSeenBefore() {
        long time = OPEN - DAY;
        plan.need(BTC, time, time + PAGE * MINUTE + MINUTE);
        Page newest = next();
        plan.answered(newest, candles(BTC, newest.from() + MINUTE, newest.to()), NOW);
        Candle open = new CandleBuilder(BTC, time)
                .prices("2", "3", "1", "2")
                .volume("1")
                .build();

        assertThat(plan.answered(next(), List.of(open), NOW).candles()).containsExactly(open.close());
    }

    @Test
    void rowsThatWereNotAskedForAreNotTaken() {
        long time = OPEN - DAY;
        plan.need(BTC, time, time + MINUTE);

        Filled filled = plan.answered(next(), candles(BTC, time - MINUTE, time + 2 * MINUTE), NOW);

        assertThat(filled.candles()).extracting(Candle::time).containsExactly(time);
    }

    @Test
    void aHoleSaysNothingOfWhatIsBeforeIt() {
        plan.need(BTC, OPEN - 7 * DAY, OPEN - 7 * DAY + MINUTE);
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);

        Filled filled = plan.answered(next(), List.of(candle(BTC, OPEN - DAY + MINUTE)), NOW);

        assertThat(filled.empty()).containsExactly(new TimeRange(OPEN - DAY, OPEN - DAY + MINUTE));
        assertThat(next()).isEqualTo(new Page(BTC, OPEN - 7 * DAY, OPEN - 7 * DAY + MINUTE, false));
    }

    @Test
    void beforeItsFirstCandleAnExchangeHasNone() {
        plan.need(BTC, OPEN - 7 * DAY, OPEN - DAY);
        Page newest = next();
        plan.answered(newest, candles(BTC, newest.from(), newest.to() + MINUTE), NOW);
        Page before = next();

        Filled filled = plan.answered(before, List.of(), NOW);

        assertThat(filled.empty()).containsExactly(new TimeRange(before.from(), before.to()));
        assertThat(next().to()).isEqualTo(before.from());
    }

    @Test
    void whatAHistoryThatIsBehindLacksIsNoHole() {
        long from = OPEN - DAY;
        plan.need(BTC, from, from + 4 * MINUTE);

        Filled filled = plan.answered(next(), candles(BTC, from, from + 2 * MINUTE), NOW);

        assertThat(filled.empty()).isEmpty();
        assertThat(plan.missing()).isEqualTo(2);
    }

    @Test
    void whatIsOlderDoesNotWaitForACandleThatIsLate() {
        plan.need(BTC, OPEN - 3 * MINUTE, OPEN);
        plan.need(BTC, OPEN - DAY, OPEN - DAY + MINUTE);
        plan.answered(next(), candles(BTC, OPEN - 3 * MINUTE, OPEN - 2 * MINUTE), NOW);

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

        Filled filled = plan.answered(page, List.of(), NOW);

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
