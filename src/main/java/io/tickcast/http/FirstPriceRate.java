package io.tickcast.http;

import java.time.Duration;

/**
 * Limits the first prices and candles of new symbols that one client asks for: so many at once, and as many in each
 * second. One wish may take more than that: then the next one waits for longer.
 */
final class FirstPriceRate {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private double allowance;
    private long allowedAt;

    FirstPriceRate(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        allowance = perSecond;
        allowedAt = nowNanos;
    }

    /** Whether the client may ask for more. */
    boolean isOpen(long nowNanos) {
        allowance = Math.min(perSecond, allowance + (nowNanos - allowedAt) / NANOS_PER_SECOND * perSecond);
        allowedAt = nowNanos;
        return allowance > 0;
    }

    void took(int count) {
        allowance -= count;
    }
}
