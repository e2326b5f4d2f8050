package io.tickcast.history;

import io.tickcast.history.store.CandleStore;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;

/** The longer candles of the store, which are summed from its shorter ones whenever these have changed. */
final class StoredSums {
    private final Vertx vertx;
    private final CandleStore store;
    private final NodeClock clock;
    private final Consumer<List<Candle>> listener;

    /** @param listener gets what was summed, before it is stored */
    StoredSums(Vertx vertx, CandleStore store, NodeClock clock, Consumer<List<Candle>> listener) {
        this.vertx = vertx;
        this.store = store;
        this.clock = clock;
        this.listener = listener;
    }

    /** Sums anew what has parts of this series that open from one time until before the other. */
    Future<Void> renew(CandleKey key, long from, long to) {
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
        // In this order: what is stored in between counts as missing, and not as a hole.
        return store.missing(key, start, end, most)
                .compose(missing -> store.read(key, start, end, most)
                        .compose(parts ->
                                vertx.executeBlocking(() -> CandleSums.of(key, closedOf(parts), missing, end), false)))
                .compose(sums -> {
                    listener.accept(sums);
                    return store.write(sums);
                })
                .compose(written -> key.interval() == Interval.MINUTES_1
                        ? renew(key.of(Interval.HOURS_1), start, end)
                        : Future.succeededFuture());
    }

    static List<Candle> closedOf(List<Candle> candles) {
        return candles.stream().filter(Candle::isClosed).toList();
    }
}
