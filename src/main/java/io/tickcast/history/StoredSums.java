package io.tickcast.history;

import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The longer candles of the store, which are summed from its shorter ones whenever these have changed. */
final class StoredSums {
    private final Vertx vertx;
    private final CandleStore store;
    private final NodeClock clock;
    private final StoreReads reads;
    private final BiConsumer<String, CandleSums> listener;
    /** Changed ranges, to be summed anew. All of a series are summed at once, since much of the work is the same. */
    private final Map<CandleKey, TimeRanges> changed = new HashMap<>();

    /** @param listener gets what was summed of a symbol, before it is stored */
    StoredSums(
            Vertx vertx,
            CandleStore store,
            NodeClock clock,
            StoreReads reads,
            BiConsumer<String, CandleSums> listener) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
        this.reads = reads;
        this.listener = listener;
    }

    /** Sums anew soon what has parts of this series that open from one time until before the other. */
    void renewSoon(CandleKey key, long from, long to) {
        changed.computeIfAbsent(key, added -> new TimeRanges()).add(from, to);
        reads.add(List.of("sum", key), () -> renewChanged(key));
    }

    private Future<?> renewChanged(CandleKey key) {
        TimeRanges ranges = changed.remove(key);
        if (ranges == null || !store.isWriter()) {
            return Future.succeededFuture();
        }
        Future<Void> done = Future.succeededFuture();
        for (TimeRange range : ranges.all()) {
            done = done.compose(last -> renew(key, range.from(), range.to()));
        }
        return done.onFailure(cause -> ranges.all()
                .forEach(range ->
                        changed.computeIfAbsent(key, added -> new TimeRanges()).add(range.from(), range.to())));
    }

    /** Sums anew what has parts of this series that open from one time until before the other. */
    private Future<Void> renew(CandleKey key, long from, long to) {
        List<Interval> intervals = key.interval().sums();
        if (intervals.isEmpty()) {
            return Future.succeededFuture();
        }
        Interval longest = intervals.get(intervals.size() - 1);
        long start = longest.open(from);
        long end =
                Math.min(longest.open(to - 1) + longest.millis(), key.interval().open(clock.millis()));
        int most = (int) ((end - start) / key.interval().millis());
        if (most <= 0) {
            return Future.succeededFuture();
        }
        return store.range(key, start, end, end, most + 1)
                .compose(parts -> vertx.executeBlocking(
                        () -> CandleSums.of(key, closedOf(parts.candles()), parts.missing(), start, end), false))
                .compose(sums -> {
                    listener.accept(key.symbol(), sums);
                    List<Future<Void>> written = new ArrayList<>(List.of(store.write(sums.candles())));
                    sums.holes().forEach(hole -> written.add(store.addHole(hole.key(), hole.range())));
                    return Future.join(written);
                })
                .compose(written -> key.interval() == Interval.MINUTES_1
                        ? renew(key.of(Interval.HOURS_1), start, end)
                        : Future.succeededFuture());
    }

    static List<Candle> closedOf(List<Candle> candles) {
        return candles.stream().filter(Candle::isClosed).toList();
    }
}
