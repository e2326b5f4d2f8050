package io.tickcast.history;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.feed.CandleSource;
import io.tickcast.history.BackfillPlan.Filled;
import io.tickcast.history.BackfillPlan.Page;
import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The way of the answers of one exchange's REST into memory and the store. */
final class FetchedCandles {
    private final CandleSource source;
    private final CandleStore store;
    private final NodeClock clock;
    private final Map<String, FollowedSymbol> symbols;
    private final BackfillPlan plan;
    private final StoreScan scan;
    private final StoredSums sums;

    /** @param symbols the symbols that are followed, which others change */
    FetchedCandles(
            CandleSource source,
            CandleStore store,
            NodeClock clock,
            Map<String, FollowedSymbol> symbols,
            BackfillPlan plan,
            StoreScan scan,
            StoredSums sums) {
        this.source = source;
        this.store = store;
        this.clock = clock;
        this.symbols = symbols;
        this.plan = plan;
        this.scan = scan;
        this.sums = sums;
    }

    /**
     * Takes the answer to a page, and tells followers what it changes.
     *
     * @return succeeds when it is stored
     */
    Future<?> take(Page page, CandleAnswer answer) {
        CandleKey key = page.key();
        long now = clock.millis();
        Filled filled = plan.answered(page, answer, now);
        List<TimeRange> holes = told(filled.empty(), key.interval(), answer.candles());
        FollowedSymbol followed = symbols.get(key.symbol());
        if (followed != null) {
            followed.fillEmpty(key.interval(), holes, now);
            followed.fill(filled.candles());
        }
        return store.read(key, page.from(), page.to(), source.maxRows())
                .compose(known -> store(page, Corrections.of(known, filled.candles()), holes, now));
    }

    private Future<?> store(Page page, Corrections corrections, List<TimeRange> holes, long now) {
        CandleKey key = page.key();
        List<Future<Void>> written = new ArrayList<>(write(corrections.news(), now));
        holes.forEach(range -> written.add(store.addHole(key, range)));
        return Future.join(written).onSuccess(done -> {
            if (key.interval() == Interval.MINUTES_1 && symbols.containsKey(key.symbol())) {
                corrections.replaced().all().forEach(range -> scan.confirmLonger(key.symbol(), range, now));
            }
            if (!corrections.news().isEmpty() || !holes.isEmpty()) {
                sums.renewSoon(key, page.from(), page.to());
            }
        });
    }

    /** A minute that has just closed may change in the exchange's history, too: it is read once more. */
    private List<Future<Void>> write(List<Candle> candles, long now) {
        Map<Boolean, List<Candle>> bySettled = candles.stream()
                .collect(Collectors.partitioningBy(candle -> candle.key().interval() != Interval.MINUTES_1
                        || candle.end() <= now - BackfillPlan.SETTLED_MILLIS));
        return List.of(
                store.correct(bySettled.getOrDefault(true, List.of())),
                store.write(bySettled.getOrDefault(false, List.of())));
    }

    /** The part of these ranges that the exchange still tells of. What it no longer tells of is no hole. */
    private List<TimeRange> told(List<TimeRange> empty, Interval interval, List<Candle> rows) {
        if (empty.isEmpty() || source.newest().isEmpty()) {
            return empty;
        }
        long newest = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).time();
        long from = scan.oldest(interval, Math.max(clock.millis(), newest));
        return empty.stream()
                .filter(range -> range.to() > from)
                .map(range -> new TimeRange(Math.max(range.from(), from), range.to()))
                .toList();
    }
}
