package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.StoredRange;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.Gap;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleRange;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedRangeTest {
    private static Candle open(int minute, String volume) {
        return Candles.minute("BTCUSDT", Candles.DAY + minute * Candles.MINUTE, "100", volume);
    }

    private static Candle closed(int minute, String volume) {
        return open(minute, volume).close();
    }

    private static List<Candle> merge(List<Candle> stored, List<Candle> newest) {
        return merge(stored, newest, 100);
    }

    private static List<Candle> merge(List<Candle> stored, List<Candle> newest, int limit) {
        return range(stored, List.of(), newest, List.of(), 0, limit).candles();
    }

    private static CandleRange range(
            List<Candle> stored,
            List<TimeRange> missing,
            List<Candle> newest,
            List<TimeRange> empty,
            int settled,
            int limit) {
        return MergedRange.of(
                Candles.key("BTCUSDT", Interval.MINUTES_1),
                new StoredRange(stored, missing),
                new NewestCandles(newest, empty, Candles.DAY + settled * Candles.MINUTE),
                Long.MAX_VALUE,
                limit);
    }

    private static Gap gap(int first, int last) {
        return new Gap(
                Gap.Kind.CANDLES,
                Candles.key("BTCUSDT", Interval.MINUTES_1).exchange(),
                "BTCUSDT",
                Candles.DAY + first * Candles.MINUTE,
                Candles.DAY + last * Candles.MINUTE);
    }

    private static TimeRange minutes(int from, int to) {
        return new TimeRange(Candles.DAY + from * Candles.MINUTE, Candles.DAY + to * Candles.MINUTE);
    }

    @Test
    void storeAndMemoryMeetWithoutASeamAndNoneComesTwice() {
        assertThat(merge(
                        List.of(closed(0, "1"), closed(1, "1"), closed(2, "1")),
                        List.of(closed(1, "1"), closed(2, "1"), closed(3, "1"), open(4, "1"))))
                .containsExactly(closed(0, "1"), closed(1, "1"), closed(2, "1"), closed(3, "1"), open(4, "1"));
    }

    @Test
    void theLimitCountsTheNewest() {
        assertThat(merge(List.of(closed(0, "1"), closed(1, "1")), List.of(closed(2, "1"), open(3, "1")), 2))
                .containsExactly(closed(2, "1"), open(3, "1"));
    }

    @Test
    void aCorrectionThatMakesAVolumeSmallerIsServed() {
        assertThat(merge(List.of(closed(0, "1")), List.of(closed(0, "2")))).containsExactly(closed(0, "1"));
    }

    @Test
    void theBetterOfMemoryAndStoreIsServed() {
        assertThat(merge(List.of(closed(0, "2").incomplete()), List.of(closed(0, "3"))))
                .containsExactly(closed(0, "3"));
        assertThat(merge(List.of(closed(0, "2")), List.of(closed(0, "3").incomplete())))
                .containsExactly(closed(0, "2"));
        assertThat(merge(List.of(closed(0, "2")), List.of(open(0, "3")))).containsExactly(closed(0, "2"));
        assertThat(merge(List.of(open(0, "2")), List.of(open(0, "3")))).containsExactly(open(0, "3"));
    }

    @Test
    void aCandleThatABreakLeftOpenIsIncomplete() {
        assertThat(merge(List.of(closed(0, "1")), List.of(open(1, "1"), open(3, "1"))))
                .containsExactly(closed(0, "1"), closed(1, "1").incomplete(), open(3, "1"));
    }

    @Test
    void theLastCandleIsIncompleteWhenItShouldHaveClosed() {
        assertThat(range(List.of(), List.of(), List.of(open(1, "1")), List.of(), 2, 100)
                        .candles())
                .containsExactly(open(1, "1").incomplete());
        assertThat(range(List.of(), List.of(), List.of(open(1, "1")), List.of(), 1, 100)
                        .candles())
                .containsExactly(open(1, "1"));
    }

    @Test
    void aGapIsWhereNeitherStoreNorMemoryHasACandleAndTheExchangeMayHaveOne() {
        CandleRange range = range(
                List.of(closed(10, "1"), closed(12, "1").incomplete(), closed(13, "1")),
                List.of(minutes(0, 10), minutes(11, 13), minutes(14, 30)),
                List.of(closed(15, "1"), open(22, "1")),
                List.of(minutes(17, 18)),
                21,
                100);

        // What may close still is no gap.
        assertThat(range.gaps()).containsExactly(gap(11, 11), gap(14, 14), gap(16, 16), gap(18, 20));
        assertThat(range.before()).containsExactly(gap(0, 9));
        assertThat(range.candles()).hasSize(5);
    }

    @Test
    void whereNoCandleIsAllThatIsMissingIsBeforeTheFirst() {
        CandleRange range = range(List.of(), List.of(minutes(0, 10)), List.of(), List.of(), 8, 100);

        assertThat(range.gaps()).isEmpty();
        assertThat(range.before()).containsExactly(gap(0, 7));
    }
}
