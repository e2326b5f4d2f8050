package io.tickcast.time;

import java.time.Duration;

/** A token bucket: so many tokens at once, and as many in each second. Not thread-safe. */
public final class TokenBucket {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private double left;
    private long filledAt;

    /** @param nowNanos as {@link System#nanoTime()}, like all times here */
    public TokenBucket(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        left = perSecond;
        filledAt = nowNanos;
    }

    /** The tokens that there are now; negative when more were taken than there were. */
    public double left(long nowNanos) {
        left = Math.min(perSecond, left + (nowNanos - filledAt) / NANOS_PER_SECOND * perSecond);
        filledAt = nowNanos;
        return left;
    }

    /** Takes so many, also when there are fewer: then it takes longer until there are some. */
    public void take(int tokens) {
        left -= tokens;
    }

    /** @return whether there were so many, which have been taken */
    public boolean tryTake(int tokens, long nowNanos) {
        if (left(nowNanos) < tokens) {
            return false;
        }
        take(tokens);
        return true;
    }
}
