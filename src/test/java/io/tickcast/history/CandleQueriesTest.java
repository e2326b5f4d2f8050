package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Candles;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandleQueriesTest {
    private static Candle open(int minute, String volume) {
        return Candles.minute("BTCUSDT", Candles.DAY + minute * Candles.MINUTE, "100", volume);
    }

    private static Candle closed(int minute, String volume) {
        return open(minute, volume).close();
    }

    private static List<Candle> merge(List<Candle> stored, List<Candle> newest) {
        return CandleQueries.merge(stored, newest, 100);
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
        assertThat(CandleQueries.merge(
                        List.of(closed(0, "1"), closed(1, "1")), List.of(closed(2, "1"), open(3, "1")), 2))
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
}
