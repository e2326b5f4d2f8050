package io.tickcast.feed;

import java.time.Duration;

/**
 * Tells a candle that is dated into the future, which would end its series, from an exchange whose clock is ahead of
 * this node's: then all candles are dated so. Belongs to one event loop.
 */
public final class CandleTimes {
    /** Most that a candle may be ahead of the others, and of this node's clock as long as that clock is right. */
    private static final long LIMIT_MILLIS = Duration.ofSeconds(10).toMillis();
    /** Candles in a row, of whichever symbol, that show together that it is the clocks which differ. */
    static final int AGREEING = 8;

    private static final long MINUTE_MILLIS = 60_000;

    private long skew;
    private long suspected;
    private int agreeing;

    /**
     * @param time open time of a candle, or time of a trade, in ms
     * @param now  by this node's clock, in ms
     * @return whether it may be true
     */
    public boolean admits(long time, long now) {
        long ahead = time - now;
        if (ahead <= skew + LIMIT_MILLIS) {
            agreeing = 0;
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
        return true;
    }
}
