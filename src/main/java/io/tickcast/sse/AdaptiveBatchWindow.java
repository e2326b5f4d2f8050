package io.tickcast.sse;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The least time between two flushes of a shard. Ticks that wait for the next flush share its writes: waiting saves CPU
 * where flushes take much of the loop, and costs latency for nothing where they do not. By default the window grows
 * with the time of a round over all shards: up to 100 ms so that flushes take a fifth of the loop, and beyond that only
 * as far as leaves half of the loop to others. A round of less than 0.2 ms needs no window.
 */
final class AdaptiveBatchWindow {
    private static final int USUAL_SHARE = 5;
    private static final long USUAL_MAX_NANOS = Duration.ofMillis(100).toNanos();
    private static final int LARGEST_SHARE = 2;
    private static final long MAX_NANOS = Duration.ofMillis(175).toNanos();
    private static final long NEGLIGIBLE_NANOS = 200_000;
    /**
     * Where flushes are expensive, the first tick of a burst does not leave without the others, which are about to
     * arrive.
     */
    private static final int GATHER_SHARE = 64;

    private static final int REST_WINDOWS = 2;
    private static final long MIN_GATHER_NANOS = Duration.ofMillis(1).toNanos();

    private final @Nullable Duration fixed;
    private long roundNanos;

    /** @param fixed empty: sets itself */
    AdaptiveBatchWindow(Optional<Duration> fixed) {
        this.fixed = fixed.orElse(null);
    }

    /** Time in ns from the start of a shard's flush to the start of its next one. */
    long nanos() {
        if (fixed != null) {
            return fixed.toNanos();
        }
        if (roundNanos < NEGLIGIBLE_NANOS) {
            return 0;
        }
        return Math.max(
                Math.min(USUAL_MAX_NANOS, roundNanos * USUAL_SHARE), Math.min(MAX_NANOS, roundNanos * LARGEST_SHARE));
    }

    /** Limit of {@link #nanos}, in ms. */
    long longestMillis() {
        return Duration.ofNanos(fixed != null ? fixed.toNanos() : MAX_NANOS).toMillis();
    }

    /** ns that the first tick waits for others. */
    long gatherNanos() {
        return fixed != null || nanos() == 0 ? 0 : Math.max(MIN_GATHER_NANOS, nanos() / GATHER_SHARE);
    }

    /**
     * Whether a shard whose last flush started this many ns ago has rested, so that it may flush twice without waiting.
     */
    boolean isRest(long nanos) {
        return fixed == null && nanos > REST_WINDOWS * nanos();
    }

    /** Takes the change in the time of a shard's flush; negative: it became shorter. */
    void roundGrew(long nanos) {
        roundNanos += nanos;
    }
}
