package io.tickcast.market.candle;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * The candles that a node keeps. Thread-safe; each answer comes on the context of the caller. It has all changes that
 * came to followers of the same context before it, and none that comes after it.
 */
public interface KeptCandles {
    /** The exchanges whose candles are kept. */
    Set<String> exchanges();

    /**
     * The newest candles with {@code from <= open time < to}, oldest first, and what is missing among them.
     *
     * @param from in ms since the epoch
     * @param to   in ms since the epoch
     * @return fails when the store cannot be read
     */
    Future<CandleRange> range(CandleKey key, long from, long to, int limit);

    /** The same without what is missing among them. */
    default Future<List<Candle>> candles(CandleKey key, long from, long to, int limit) {
        return range(key, from, to, limit).map(CandleRange::candles);
    }

    /**
     * Follows the candles of all symbols.
     *
     * @param from open time of the oldest candle to begin with, as far as it is in memory
     */
    void follow(String exchange, Interval interval, long from, CandleFollower follower);

    /** Ends it. */
    void unfollow(String exchange, Interval interval, CandleFollower follower);
}
