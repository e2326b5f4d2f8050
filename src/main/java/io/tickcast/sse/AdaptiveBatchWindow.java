package io.tickcast.sse;

import java.time.Duration;
import java.util.Optional;

/**
 * How far apart the passes of a cohort start. Ticks that wait for the next pass share its writes, so waiting saves CPU
 * where passes take much of the loop, and costs latency for nothing where they do not. Left to itself the window grows
 * with what a round over all cohorts takes: so that passes take a fifth of the loop, up to 100 ms; and beyond that only
 * as far as leaves half of the loop to others. A round of less than 0.2 ms needs no window.
 */
final class AdaptiveBatchWindow {
    private static final int USUAL_SHARE = 5;
    private static final long USUAL_MAX_NANOS = Duration.ofMillis(100).toNanos();
    private static final int LARGEST_SHARE = 2;
    private static final long MAX_NANOS = Duration.ofMillis(175).toNanos();
    private static final long NEGLIGIBLE_NANOS = 200_000;
    /**
     * Where passes are dear, the first tick of a burst does not leave without the others, which are as good as here.
     */
    private static final int GATHER_SHARE = 64;

    private static final int REST_WINDOWS = 2;
    private static final long MIN_GATHER_NANOS = Duration.ofMillis(1).toNanos();

    private final Optional<Duration> fixed;
    private long roundNanos;

    /** @param fixed empty: sets itself */
    AdaptiveBatchWindow(Optional<Duration> fixed) {
        this.fixed = fixed;
    }

    /** ns from the start of a cohort's pass to that of its next. */
    long nanos() {
        if (fixed.isPresent()) {
            return fixed.get().toNanos();
        }
        if (roundNanos < NEGLIGIBLE_NANOS) {
            return 0;
        }
        return Math.max(
                Math.min(USUAL_MAX_NANOS, roundNanos * USUAL_SHARE), Math.min(MAX_NANOS, roundNanos * LARGEST_SHARE));
    }

    /** ns that the first tick waits for others. */
    long gatherNanos() {
        return fixed.isPresent() || nanos() == 0 ? 0 : Math.max(MIN_GATHER_NANOS, nanos() / GATHER_SHARE);
    }

    /** Whether a cohort whose last pass started so many ns ago has rested, so that it may have two without waiting. */
    boolean isRest(long nanos) {
        return fixed.isEmpty() && nanos > REST_WINDOWS * nanos();
    }

    /** A cohort's pass takes this much longer than it did; or shorter, when negative. */
    void roundGrew(long nanos) {
        roundNanos += nanos;
    }
}
