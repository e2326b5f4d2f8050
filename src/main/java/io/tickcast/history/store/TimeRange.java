package io.tickcast.history.store;

/**
 * Open times of candles.
 *
 * @param from the first, in ms since the epoch
 * @param to   after the last
 */
public record TimeRange(long from, long to) {
    public TimeRange {
        if (from >= to) {
            throw new IllegalArgumentException("a range from " + from + " to " + to + " holds no time");
        }
    }
}
