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
    }

    /** Notes that the exchange has no candle that opens at this time. */
    void putEmpty(long time) {
        if (!candles.containsKey(time)) {
            empty.add(time);
            trim();
        }
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

    /**
     * The candle that these add up to.
     *
     * @param time   its open time
     * @param before the parts up to this time are summed; what is after it has not come yet
     * @return empty without any part
     */
    Optional<Candle> sum(CandleKey key, long time, long before, boolean closed) {
        return sum(key, time, before, closed, Optional.empty());
    }

    /** @param open the last part, which these do not have yet */
    Optional<Candle> sum(CandleKey key, long time, long before, boolean closed, Optional<Candle> open) {
        List<Candle> parts = new ArrayList<>(range(time, before));
        boolean complete = isComplete(time, before, closed || open.isPresent());
        open.ifPresent(parts::add);
        return parts.isEmpty() ? Optional.empty() : Optional.of(CandleSum.of(key, time, parts, closed, complete));
    }

    /**
     * Whether each part from this time on is here, or known not to exist.
     *
     * @param allClosed whether the last part must be closed, as those before it must: one that was still open when its
     *                  connection broke may lack trades
     */
    private boolean isComplete(long time, long before, boolean allClosed) {
        for (long open = time; open < before; open += interval.millis()) {
            boolean isLast = open + interval.millis() >= before;
            if (!isSettled(open) && !(isLast && !allClosed && candles.containsKey(open))) {
                return false;
            }
        }
        return true;
    }
}
