package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Candles;
import org.junit.jupiter.api.Test;

class LatestCandlesTest {
    private final LatestCandles latest = new LatestCandles();

    private static Candle minute(int number, String volume) {
        return minute("BTCUSDT", number, volume);
    }

    private static Candle minute(String symbol, int number, String volume) {
        return Candles.minute(symbol, Candles.DAY + number * Candles.MINUTE, "95000", volume);
    }

    @Test
    void aChangeIsNewsAndARepeatIsNone() {
        assertThat(latest.accept(minute(0, "1"))).isTrue();
        assertThat(latest.accept(minute(0, "1"))).isFalse();
        assertThat(latest.accept(minute(0, "2"))).isTrue();
        assertThat(latest.accept(minute(1, "0.5"))).isTrue();
    }

    @Test
    void aStragglerOfAnOpenCandleIsNoNews() {
        latest.accept(minute(0, "2"));

        assertThat(latest.accept(minute(0, "1"))).isFalse();
    }

    @Test
    void theOneBeforeMayBeClosedAfterTheNextHasBegun() {
        latest.accept(minute(0, "2"));
        latest.accept(minute(1, "1"));

        assertThat(latest.accept(minute(0, "3").close())).isTrue();
        assertThat(latest.accept(minute(1, "1"))).isFalse();
        assertThat(latest.accept(minute(1, "2"))).isTrue();
    }

    @Test
    void aMinuteIsClosedOnce() {
        latest.accept(minute(0, "2").close());

        assertThat(latest.accept(minute(0, "2").close())).isFalse();
        assertThat(latest.accept(minute(0, "2"))).isFalse();
        assertThat(latest.accept(minute(0, "3"))).isFalse();
    }

    @Test
    void aCorrectionOfAClosedOneIsNewsThoughItHasLessVolume() {
        latest.accept(minute(0, "2").close());

        assertThat(latest.accept(minute(0, "1").close())).isTrue();
        assertThat(latest.accept(minute(0, "1").close().incomplete())).isFalse();
    }

    @Test
    void anyLaterMinuteFollows() {
        latest.accept(minute(0, "2"));

        assertThat(latest.accept(minute(7, "1"))).isTrue();
        assertThat(latest.accept(minute(3, "1").close())).isTrue();
        assertThat(latest.accept(minute(3, "1").close())).isFalse();
    }

    @Test
    void whatIsOlderThanTwoIsNoNews() {
        latest.accept(minute(1, "1"));
        latest.accept(minute(2, "1"));

        assertThat(latest.accept(minute(0, "9").close())).isFalse();
    }

    @Test
    void aCandleIsReachedByItselfAndByALaterOne() {
        assertThat(latest.hasReached(minute(1, "1"))).isFalse();
        latest.accept(minute(1, "2"));

        assertThat(latest.hasReached(minute(0, "9"))).isTrue();
        assertThat(latest.hasReached(minute(1, "1"))).isTrue();
        assertThat(latest.hasReached(minute(1, "2"))).isTrue();
        assertThat(latest.hasReached(minute(1, "3"))).isFalse();
        assertThat(latest.hasReached(minute(1, "2").close())).isFalse();
        assertThat(latest.hasReached(minute(2, "0"))).isFalse();
        assertThat(latest.hasReached(minute("ETHUSDT", 1, "1"))).isFalse();
    }

    @Test
    void aSymbolThatIsForgottenBeginsAnew() {
        latest.accept(minute(1, "1"));
        latest.forget("BTCUSDT");

        assertThat(latest.accept(minute(0, "1"))).isTrue();
    }
}
