package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleSum;
import io.tickcast.market.candle.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Stored candles, summed into longer ones.
 *
 * @param candles closed ones of all intervals that are summed from these
 * @param holes   ranges of the intervals in which the exchange has no candle
 */
record CandleSums(List<Candle> candles, List<Hole> holes) {

    /** Open times of a series without candles. */
    record Hole(CandleKey key, TimeRange range) {}

    /**
     * Sums all parts of a range.
     *
     * @param parts   closed candles of one series, oldest first
     * @param missing ranges of that series that lack candles
     * @param from    a sum that begins earlier is not made
     * @param before  a sum that ends later is not closed
     */
    static CandleSums of(CandleKey key, List<Candle> parts, List<TimeRange> missing, long from, long before) {
        CandleSums sums = new CandleSums(new ArrayList<>(), new ArrayList<>());
        for (Interval interval : key.interval().sums()) {
            sums.add(key.of(interval), parts, missing, from, before);
        }
        return sums;
    }

    private void add(CandleKey key, List<Candle> parts, List<TimeRange> missing, long from, long before) {
        Interval interval = key.interval();
        TreeMap<Long, List<Candle>> slots = new TreeMap<>();
        parts.forEach(part -> slots.computeIfAbsent(interval.open(part.time()), time -> new ArrayList<>())
                .add(part));
        TimeRanges empty = new TimeRanges();
        long first = interval.open(from + interval.millis() - 1);
        for (long time = first; time + interval.millis() <= before; time += interval.millis()) {
            boolean isWhole = isWhole(time, time + interval.millis(), missing);
            List<Candle> slot = slots.getOrDefault(time, List.of());
            if (!slot.isEmpty()) {
                candles.add(CandleSum.of(key, time, slot, true, isWhole));
            } else if (isWhole) {
                empty.add(time, time + interval.millis());
            }
        }
        empty.all().forEach(range -> holes.add(new Hole(key, range)));
    }

    private static boolean isWhole(long from, long to, List<TimeRange> missing) {
        return missing.stream().noneMatch(range -> range.from() < to && from < range.to());
    }
}
