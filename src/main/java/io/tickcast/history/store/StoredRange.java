package io.tickcast.history.store;

import io.tickcast.market.candle.Candle;
import java.util.List;

/**
 * The stored candles of a range, and what is missing among them, both at the same moment.
 *
 * @param candles the newest ones, oldest first
 * @param missing ranges from the oldest of these on, or from the begin of the range if it has no more candles, that
 *                have no closed and complete candle and are in no known hole
 */
public record StoredRange(List<Candle> candles, List<TimeRange> missing) {
    public StoredRange {
        candles = List.copyOf(candles);
        missing = List.copyOf(missing);
    }
}
