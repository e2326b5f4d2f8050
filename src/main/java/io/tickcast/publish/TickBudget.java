package io.tickcast.publish;

import io.tickcast.time.TokenBucket;

/** The ticks that a publisher may post now: as many as within a second, after a second of silence. */
final class TickBudget {
    static final int PER_SECOND = 5_000;
    private static final double NANOS_PER_TICK = 1e9 / PER_SECOND;

    private final TokenBucket bucket;

    TickBudget(long nowNanos) {
        bucket = new TokenBucket(PER_SECOND, nowNanos);
    }

    /** @return ns until there will be so many, or 0 when there are and have been taken */
    long take(int ticks, long nowNanos) {
        if (bucket.tryTake(ticks, nowNanos)) {
            return 0;
        }
        return (long) Math.ceil((ticks - bucket.left(nowNanos)) * NANOS_PER_TICK);
    }

    /** Whether nothing has been taken for so long that a new one would be the same. */
    boolean isFull(long nowNanos) {
        return bucket.left(nowNanos) >= PER_SECOND;
    }
}
