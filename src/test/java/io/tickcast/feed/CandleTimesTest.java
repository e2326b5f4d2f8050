package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CandleTimesTest {
    private static final long NOW = 1_704_844_830_000L;
    private static final long HOUR = 3_600_000;

    private final CandleTimes times = new CandleTimes();

    @Test
    void theMinuteThatIsAndThoseBeforeAreTrue() {
        assertThat(times.admits(NOW - 30_000, NOW)).isTrue();
        assertThat(times.admits(NOW - 1_000 * HOUR, NOW)).isTrue();
        assertThat(times.admits(NOW + 10_000, NOW)).isTrue();
    }

    @Test
    void oneInTheFutureIsNotAndChangesNothing() {
        assertThat(times.admits(NOW + HOUR, NOW)).isFalse();
        assertThat(times.admits(Long.MAX_VALUE, NOW)).isFalse();
        assertThat(times.admits(NOW + 11_000, NOW)).isFalse();
        assertThat(times.admits(NOW, NOW)).isTrue();
    }

    @Test
    void severalInARowShowThatTheExchangesClockIsAhead() {
        for (int i = 1; i < CandleTimes.AGREEING; i++) {
            assertThat(times.admits(NOW + HOUR, NOW)).isFalse();
        }
        assertThat(times.admits(NOW + HOUR, NOW)).isTrue();
        assertThat(times.admits(NOW + HOUR, NOW)).isTrue();
        assertThat(times.admits(NOW + HOUR - 60_000, NOW)).isTrue();
        assertThat(times.admits(NOW + 2 * HOUR, NOW)).isFalse();
    }

    @Test
    void aClockThatIsRightAgainEndsThat() {
        for (int i = 1; i <= CandleTimes.AGREEING; i++) {
            times.admits(NOW + HOUR, NOW);
        }
        for (int minute = 0; minute < 30; minute++) {
            long now = NOW + minute * 60_000L;
            assertThat(times.admits(now - 30_000, now)).isTrue();
        }

        assertThat(times.admits(NOW + 2 * HOUR, NOW + HOUR)).isFalse();
    }

    @Test
    void aClockThatStaysAheadIsRememberedAsLong() {
        for (int i = 1; i <= CandleTimes.AGREEING; i++) {
            times.admits(NOW + HOUR, NOW);
        }
        for (int minute = 0; minute < 30; minute++) {
            long now = NOW + minute * 60_000L;
            assertThat(times.admits(now + HOUR - 3_000, now)).isTrue();
        }
    }

    @Test
    void thoseThatDisagreeShowNothing() {
        for (int i = 1; i <= 3 * CandleTimes.AGREEING; i++) {
            assertThat(times.admits(NOW + i * HOUR, NOW)).isFalse();
        }
    }

    @Test
    void thoseWithATrueOneBetweenThemShowNothing() {
        for (int i = 0; i < 3 * CandleTimes.AGREEING; i++) {
            assertThat(times.admits(NOW + HOUR, NOW)).isFalse();
            assertThat(times.admits(NOW, NOW)).isTrue();
        }
    }
}
