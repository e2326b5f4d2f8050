package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandleSumsTest {
    private static final CandleKey KEY = Candles.key("BTCUSDT", Interval.MINUTES_1);

    private static Candle minute(int number) {
        return Candles.minute("BTCUSDT", Candles.DAY + number * Candles.MINUTE, "100.0" + number % 10, "0.10")
                .close();
    }

    private static List<Candle> sums(Interval interval, int[] minutes, List<TimeRange> missing, int before) {
        List<Candle> parts =
                IntStream.of(minutes).mapToObj(CandleSumsTest::minute).toList();
        return CandleSums.of(KEY, parts, missing, Candles.DAY, Candles.DAY + before * Candles.MINUTE).candles().stream()
                .filter(candle -> candle.key().interval() == interval)
                .toList();
    }

    private static TimeRange range(int from, int to) {
        return new TimeRange(Candles.DAY + from * Candles.MINUTE, Candles.DAY + to * Candles.MINUTE);
    }

    @Test
    void aSumIsExactAndClosed() {
        List<Candle> sums = sums(Interval.MINUTES_3, new int[] {0, 1, 2}, List.of(), 3);

        assertThat(sums).singleElement().matches(candle -> candle.isClosed() && candle.isComplete());
        assertThat(sums.get(0).digits(CandleField.OPEN)).isEqualTo("100.00");
        assertThat(sums.get(0).digits(CandleField.CLOSE)).isEqualTo("100.02");
        assertThat(sums.get(0).digits(CandleField.VOLUME)).isEqualTo("0.30");
    }

    @Test
    void aSumThatEndsLaterIsNotMade() {
        assertThat(sums(Interval.MINUTES_3, new int[] {0, 1, 2, 3, 4}, List.of(), 5))
                .hasSize(1);
        assertThat(sums(Interval.MINUTES_5, new int[] {0, 1, 2, 3, 4}, List.of(), 5))
                .hasSize(1);
        assertThat(sums(Interval.MINUTES_15, new int[] {0, 1, 2, 3, 4}, List.of(), 5))
                .isEmpty();
    }

    @Test
    void aSumThatLacksAMinuteIsIncompleteAndItsNeighboursAreNot() {
        List<Candle> sums = sums(Interval.MINUTES_3, new int[] {0, 1, 2, 3, 5, 6, 7, 8}, List.of(range(4, 5)), 9);

        assertThat(sums).extracting(Candle::isComplete).containsExactly(true, false, true);
    }

    @Test
    void aSumWithAHoleOfTheExchangeIsComplete() {
        assertThat(sums(Interval.MINUTES_3, new int[] {0, 2}, List.of(), 3))
                .singleElement()
                .matches(Candle::isComplete);
    }

    @Test
    void aHoleAlongAWholeSumIsAHole() {
        assertThat(sums(Interval.MINUTES_3, new int[] {0, 1, 2, 6}, List.of(), 9))
                .extracting(Candle::time)
                .containsExactly(Candles.DAY, Candles.DAY + 6 * Candles.MINUTE);
        assertThat(holes(List.of(), 12)).containsExactly(range(3, 12));
        assertThat(holes(List.of(range(7, 8)), 12)).containsExactly(range(3, 6), range(9, 12));
        assertThat(holes(List.of(), 11)).containsExactly(range(3, 9));
    }

    /** The holes of three minutes when the exchange has the first one alone. */
    private static List<TimeRange> holes(List<TimeRange> missing, int before) {
        return CandleSums.of(KEY, List.of(minute(0)), missing, Candles.DAY, Candles.DAY + before * Candles.MINUTE)
                .holes()
                .stream()
                .filter(hole -> hole.key().interval() == Interval.MINUTES_3)
                .map(CandleSums.Hole::range)
                .toList();
    }
}
