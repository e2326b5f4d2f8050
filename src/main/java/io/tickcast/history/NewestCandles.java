package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * The candles of a series in memory, at one moment.
 *
 * @param candles oldest first
 * @param empty   open times for which the exchange has no candle
 * @param settled by this time, in ms, a candle that ended before it should have closed
 */
record NewestCandles(List<Candle> candles, List<TimeRange> empty, long settled) {
    static NewestCandles of(SymbolCandles candles, Interval interval, long from, long to, long settled) {
        List<Candle> range = new ArrayList<>(candles.range(interval, from, to));
        int last = range.size() - 1;
        if (interval != Interval.MINUTES_1 && last >= 0 && !range.get(last).isClosed() && candles.isBehind(settled)) {
            range.set(last, range.get(last).incomplete());
        }
        return new NewestCandles(List.copyOf(range), candles.empty(interval), settled);
    }
}
