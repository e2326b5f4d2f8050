package io.tickcast.publish;

/** The ticks that a publisher may post now: as many as within a second, after a second of silence. */
final class TickBudget {
    static final int PER_SECOND = 5_000;
    private static final double NANOS_PER_TICK = 1e9 / PER_SECOND;

    private double left = PER_SECOND;
    private long at;

    TickBudget(long nowNanos) {
        at = nowNanos;
    }

    /** @return ns until there will be so many, or 0 when there are and have been taken */
    long take(int ticks, long nowNanos) {
        refill(nowNanos);
        if (ticks <= left) {
            left -= ticks;
            return 0;
        }
        return (long) Math.ceil((ticks - left) * NANOS_PER_TICK);
    }

    /** Whether nothing has been taken for so long that a new one would be the same. */
    boolean isFull(long nowNanos) {
        refill(nowNanos);
        return left >= PER_SECOND;
    }

    private void refill(long nowNanos) {
        left = Math.min(PER_SECOND, left + (nowNanos - at) / NANOS_PER_TICK);
        at = nowNanos;
    }
}
