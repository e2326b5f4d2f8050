package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleSum;
import io.tickcast.market.candle.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Sums stored candles into longer ones. */
final class CandleSums {
    private CandleSums() {}

    /**
     * The closed candles of all intervals that are summed from these.
     *
     * @param parts   closed candles of one series, oldest first
     * @param missing ranges of that series that lack candles
     * @param before  a sum that ends later is not closed
     */
    static List<Candle> of(CandleKey key, List<Candle> parts, List<TimeRange> missing, long before) {
        List<Candle> sums = new ArrayList<>();
        for (Interval interval : key.interval().sums()) {
            TreeMap<Long, List<Candle>> slots = new TreeMap<>();
            parts.forEach(part -> slots.computeIfAbsent(interval.open(part.time()), time -> new ArrayList<>())
                    .add(part));
            slots.headMap(before - interval.millis(), true)
                    .forEach((time, slot) -> sums.add(CandleSum.of(
                            key.of(interval), time, slot, true, isWhole(time, time + interval.millis(), missing))));
        }
        return sums;
    }

    private static boolean isWhole(long from, long to, List<TimeRange> missing) {
        return missing.stream().noneMatch(range -> range.from() < to && from < range.to());
    }
}
