package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.CandleSum;
import io.tickcast.market.candle.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The newest candles of one series, of which longer ones are summed. It knows which open times the exchange has no candle
 * for, so that a sum without one of these is complete. Not thread-safe.
 */
final class CandleParts {
    private final Interval interval;
    private final int capacity;
    private final NavigableMap<Long, Candle> candles = new TreeMap<>();
    /** Open times of which the exchange has no candle. */
    private final NavigableSet<Long> empty = new TreeSet<>();

    private final List<OpenSum> sums = new ArrayList<>();

    /** @param capacity most candles that are kept: the oldest goes first */
    CandleParts(Interval interval, int capacity) {
        this.interval = interval;
        this.capacity = capacity;
    }

    Optional<Candle> get(long time) {
        return Optional.ofNullable(candles.get(time));
    }

    Optional<Candle> newest() {
        return Optional.ofNullable(candles.lastEntry()).map(Map.Entry::getValue);
    }

    /** The candles with {@code from <= open time < to}, oldest first. */
    Collection<Candle> range(long from, long to) {
        return candles.subMap(from, to).values();
    }

    void put(Candle candle) {
        candles.put(candle.time(), candle);
        empty.remove(candle.time());
        trim();
        changed(candle.time());
    }

    /**
     * Notes that the exchange has no candle that opens at this time.
     *
     * @return whether it is news
     */
    boolean putEmpty(long time) {
        boolean isNews = !candles.containsKey(time) && empty.add(time);
        if (isNews) {
            trim();
            changed(time);
        }
        return isNews;
    }

    private void changed(long time) {
        sums.forEach(sum -> sum.changed(time));
    }

    /** The open times of which the exchange has no candle. */
    List<TimeRange> empty() {
        return empty.stream()
                .map(time -> new TimeRange(time, time + interval.millis()))
                .toList();
    }

    /** Whether the candle that opens at this time is here, closed and complete, or does not exist. */
    boolean isSettled(long time) {
        Candle candle = candles.get(time);
        return candle == null ? empty.contains(time) : candle.isClosed() && candle.isComplete();
    }

    private void trim() {
        while (candles.size() > capacity) {
            candles.pollFirstEntry();
        }
        while (empty.size() > capacity) {
            empty.pollFirst();
        }
    }

    /** Whether each part from this time on is settled. */
    boolean areSettled(long from, long before) {
        for (long open = from; open < before; open += interval.millis()) {
            if (!isSettled(open)) {
                return false;
            }
        }
        return true;
    }

    /** The closed candle that these add up to; empty without any part. */
    Optional<Candle> sum(CandleKey key, long time) {
        long end = time + key.interval().millis();
        List<Candle> parts = List.copyOf(range(time, end));
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(CandleSum.of(key, time, parts, true, areSettled(time, end)));
    }

    /** The sum of an open candle of these. */
    OpenSum openSum(CandleKey key) {
        OpenSum sum = new OpenSum(key, this);
        sums.add(sum);
        return sum;
    }
}
