package io.tickcast.feed;

import java.time.Duration;

/**
 * Tells a candle that is dated into the future, which would end its series, from an exchange whose clock is ahead of
 * this node's: then all candles are dated so, until one of the clocks is set. Belongs to one event loop.
 */
public final class CandleTimes {
    /** Most that a candle may be ahead of the others, and of this node's clock as long as that clock is right. */
    private static final long LIMIT_MILLIS = Duration.ofSeconds(10).toMillis();
    /** Candles in a row, of whichever symbol, that show together that it is the clocks which differ. */
    static final int AGREEING = 8;

    private static final long MINUTE_MILLIS = 60_000;

    /** After this time without a candle that needs it, the exchange's clock is no longer taken for one that is ahead. */
    private static final long WINDOW_MILLIS = Duration.ofMinutes(10).toMillis();

    private long skew;
    private long suspected;
    private int agreeing;
    /** Most that a candle of this window was ahead. */
    private long highest = Long.MIN_VALUE;

    private long windowEnd;

    /**
     * @param time open time of a candle, or time of a trade, in ms
     * @param now  by this node's clock, in ms
     * @return whether it may be true
     */
    public boolean admits(long time, long now) {
        long ahead = time - now;
        if (now >= windowEnd || now < windowEnd - WINDOW_MILLIS) {
            if (highest > Long.MIN_VALUE) {
                skew = Math.min(skew, Math.max(0, highest));
            }
            highest = Long.MIN_VALUE;
            windowEnd = now + WINDOW_MILLIS;
        }
        if (ahead <= skew + LIMIT_MILLIS) {
            agreeing = 0;
            highest = Math.max(highest, ahead);
            return true;
        }
        if (agreeing > 0 && Math.abs(ahead - suspected) > MINUTE_MILLIS) {
            agreeing = 0;
        }
        suspected = ahead;
        agreeing++;
        if (agreeing < AGREEING) {
            return false;
        }
        agreeing = 0;
        skew = ahead;
        highest = ahead;
        return true;
    }
}
