package io.tickcast.ws;

import java.time.Duration;

/** Limits the messages of one client: so many at once, and as many in each second. */
final class MessageRate {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private double allowance;
    private long allowedAt;

    MessageRate(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        allowance = perSecond;
        allowedAt = nowNanos;
    }

    boolean admits(long nowNanos) {
        allowance = Math.min(perSecond, allowance + (nowNanos - allowedAt) / NANOS_PER_SECOND * perSecond);
        allowedAt = nowNanos;
        if (allowance < 1) {
            return false;
        }
        allowance--;
        return true;
    }
}
