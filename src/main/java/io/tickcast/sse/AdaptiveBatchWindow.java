package io.tickcast.sse;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The least time between two flushes of a shard. Ticks that wait for the next flush share its writes: waiting saves CPU
 * where flushes take much of the loop, and costs latency for nothing where they do not. By default the window grows
 * with the time of a round over all shards: up to 20 ms so that flushes take a fifth of the loop. It grows beyond that
 * only when they take half of the loop, and as far as leaves the other half. There is no window where a round takes
 * less than 0.2 ms. There is none either where a round for each tick would take less than two thirds of the loop: a
 * tick then waits less for the round before it than it would for a window.
 */
final class AdaptiveBatchWindow {
    private static final int USUAL_SHARE = 5;
    private static final long USUAL_MAX_NANOS = Duration.ofMillis(20).toNanos();
    private static final int LARGEST_SHARE = 2;
    private static final Duration MAX = Duration.ofMillis(175);
    private static final long NEGLIGIBLE_NANOS = 200_000;
    /**
     * A 32nd of a round: the wait of the first tick of a burst for the others, where flushes are expensive. Without it,
     * the others would cost a second round, and wait for the first one.
     */
    private static final int GATHER_SHARE = 32;

    private static final int REST_WINDOWS = 2;
    /** Ticks that arrive within this time count as one arrival. */
    private static final long TOGETHER_NANOS = 500_000;
    /** Time over which the share of flushes is measured. */
    private static final long MEASURED_NANOS = Duration.ofMillis(500).toNanos();
    /** Shares in percent from which on a loop is busy, and below which it no longer is. */
    private static final int BUSY_PERCENT = 50;

    private static final int STILL_BUSY_PERCENT = 40;
    private static final int CROWDED_PERCENT = 66;
    private static final long MIN_GATHER_NANOS = Duration.ofMillis(1).toNanos();

    private final @Nullable Duration fixed;
    private long roundNanos;
    private long measuredFrom = System.nanoTime();
    private long flushNanos;
    private boolean busy;
    private long arrivedAt;
    private long arrivals;
    /** Whether a round for each arrival would take two thirds of the loop. */
    private boolean crowded = true;

    /** @param fixed empty: sets itself */
    AdaptiveBatchWindow(Optional<Duration> fixed) {
        this.fixed = fixed.orElse(null);
    }

    /** Time in ns from the start of a shard's flush to the start of its next one. */
    long nanos() {
        if (fixed != null) {
            return fixed.toNanos();
        }
        if (roundNanos < NEGLIGIBLE_NANOS || !crowded) {
            return 0;
        }
        long usual = Math.min(USUAL_MAX_NANOS, roundNanos * USUAL_SHARE);
        return busy ? Math.max(usual, Math.min(MAX.toNanos(), roundNanos * LARGEST_SHARE)) : usual;
    }

    /** Whether flushes take half of the loop. */
    boolean isBusy() {
        return busy;
    }

    /**
     * Limit of {@link #nanos}.
     *
     * @param fixed empty: the window sets itself
     */
    static Duration longest(Optional<Duration> fixed) {
        return fixed.orElse(MAX);
    }

    /** ns that the first tick waits for others. Timers count in ms: without a window a shorter wait is none. */
    long gatherNanos() {
        long share = Math.min(USUAL_MAX_NANOS, roundNanos / GATHER_SHARE);
        return fixed != null || (nanos() == 0 && share < MIN_GATHER_NANOS) ? 0 : Math.max(MIN_GATHER_NANOS, share);
    }

    /**
     * Whether a shard whose last flush started this many ns ago has rested, so that it may flush twice without waiting.
     */
    boolean isRest(long nanos) {
        return fixed == null && nanos > REST_WINDOWS * nanos();
    }

    /** Takes the time of a tick's arrival. */
    void arrived(long nowNanos) {
        if (nowNanos - arrivedAt > TOGETHER_NANOS) {
            arrivedAt = nowNanos;
            arrivals++;
        }
    }

    /** Takes the time of a flush. */
    void flushed(long startNanos, long nanos) {
        flushNanos += nanos;
        long measured = startNanos + nanos - measuredFrom;
        if (measured >= MEASURED_NANOS) {
            busy = flushNanos * 100 >= measured * (busy ? STILL_BUSY_PERCENT : BUSY_PERCENT);
            crowded = arrivals * roundNanos * 100 >= measured * CROWDED_PERCENT;
            arrivals = 0;
            measuredFrom = startNanos + nanos;
            flushNanos = 0;
        }
    }

    /** Takes the change in the time of a shard's flush; negative: it became shorter. */
    void roundGrew(long nanos) {
        roundNanos += nanos;
    }
}
