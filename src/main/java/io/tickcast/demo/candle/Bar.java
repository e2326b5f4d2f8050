package io.tickcast.demo.candle;

/**
 * The length and the alignment of candles.
 *
 * @param millis length
 * @param offset an open time of one of them, in ms
 */
public record Bar(long millis, long offset) {
    /** Aligned to UTC. */
    public static Bar ofMinutes(long minutes) {
        return new Bar(minutes * Kline.MINUTE, 0);
    }

    /** The open time of the candle that this time lies in. */
    long open(long time) {
        return time - Math.floorMod(time - offset, millis);
    }

    /** The first open time at or after this time. */
    long next(long time) {
        long open = open(time);
        return open == time ? open : open + millis;
    }
}
