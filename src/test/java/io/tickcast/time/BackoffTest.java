package io.tickcast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration MIN = Duration.ofMillis(500);
    private static final Duration MAX = Duration.ofSeconds(30);

    /** Gives the end of the range that is asked for: the least or the most. */
    private static RandomGenerator always(boolean most) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public long nextLong(long bound) {
                return most ? bound - 1 : 0;
            }
        };
    }

    private static long[] waits(Backoff backoff, int count) {
        return LongStream.range(0, count).map(i -> backoff.next()).toArray();
    }

    @Test
    void doublesFromHalfASecondToThirtySeconds() {
        assertThat(waits(new Backoff(MIN, MAX, always(true)), 9))
                .containsExactly(500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000);
    }

    @Test
    void neverWaitsLessThanHalfOfAStep() {
        assertThat(waits(new Backoff(MIN, MAX, always(false)), 9))
                .containsExactly(250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000);
    }

    @Test
    void isRandomAtTheCapToo() {
        Backoff backoff = new Backoff(MIN, MAX, new Random(1));
        waits(backoff, 6);

        long[] capped = waits(backoff, 1_000);

        assertThat(LongStream.of(capped)).allMatch(wait -> wait >= 15_000 && wait <= 30_000);
        assertThat(LongStream.of(capped).filter(wait -> wait < 20_000)).hasSizeGreaterThan(200);
        assertThat(LongStream.of(capped).filter(wait -> wait > 25_000)).hasSizeGreaterThan(200);
    }

    @Test
    void beginsAnewAfterAReset() {
        Backoff backoff = new Backoff(MIN, MAX, always(true));
        waits(backoff, 20);

        backoff.reset();

        assertThat(waits(backoff, 3)).containsExactly(500, 1_000, 2_000);
    }

    @Test
    void staysAtItsOnlyStepWhenBothLimitsAreOne() {
        assertThat(waits(new Backoff(MIN, MIN, always(true)), 3)).containsExactly(500, 500, 500);
    }
}
