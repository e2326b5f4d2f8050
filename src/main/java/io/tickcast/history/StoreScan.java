package io.tickcast.history;

import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The search for candles that the store lacks, or has not as the exchange's history has them. The plan gets those that the
 * exchange has; the others are summed.
 */
final class StoreScan {
    /** Ranges that are read in one go; the older ones follow. */
    private static final int MOST_RANGES = 500;

    /** Time span of the hourly check: as long as Kraken's history of minutes. */
    private static final long CHECK_MILLIS = Duration.ofHours(12).toMillis();

    private final String exchange;
    private final CandleSource source;
    private final CandleStore store;
    private final Settings.History settings;
    private final Map<String, FollowedSymbol> symbols;
    private final StoreReads reads;
    private final BackfillPlan plan;
    private final StoredSums sums;
    /** Begin of what the store keeps; what is older would be deleted again. */
    private final Map<Interval, Long> keptFrom = new EnumMap<>(Interval.class);

    /** @param symbols the symbols that are followed, which others change */
    StoreScan(
            String exchange,
            CandleSource source,
            CandleStore store,
            Settings.History settings,
            Map<String, FollowedSymbol> symbols,
            StoreReads reads,
            BackfillPlan plan,
            StoredSums sums) {
        this.exchange = exchange;
        this.source = source;
        this.store = store;
        this.settings = settings;
        this.symbols = symbols;
        this.reads = reads;
        this.plan = plan;
        this.sums = sums;
    }

    private CandleKey key(String symbol, Interval interval) {
        return new CandleKey(exchange, symbol, interval);
    }

    /** Plans to fetch what the store lacks of a symbol, if this node writes. */
    void findMissing(String symbol, long now) {
        FollowedSymbol followed = symbols.get(symbol);
        if (!store.isWriter() || followed == null || !followed.hasName()) {
            return;
        }
        for (Interval interval : Interval.values()) {
            findMissing(symbol, interval, now - depth(interval), now);
        }
    }

    private long depth(Interval interval) {
        return settings.backfill().getOrDefault(interval, Duration.ZERO).toMillis();
    }

    private void findMissing(String symbol, Interval interval, long since, long now) {
        CandleKey key = key(symbol, interval);
        if (!source.has(interval)) {
            long from = Math.max(since, store.keptFrom(interval));
            findInStore("missing", key, from, interval.open(now), store::missing, this::sum);
            return;
        }
        long from = Math.max(Math.max(since, oldest(interval, now)), store.keptFrom(interval));
        findInStore("missing", key, from, interval.open(now), store::missing, plan::need);
        if (interval == Interval.MINUTES_1) {
            long settled = interval.open(now - BackfillPlan.SETTLED_MILLIS);
            findInStore("unconfirmed", key, from, settled, store::unconfirmed, plan::confirm);
        }
    }

    /** The exchange has none of these: a writer that stopped may have stored their parts alone. */
    private void sum(CandleKey key, long from, long to) {
        key.interval().part().ifPresent(part -> sums.renewSoon(key.of(part), from, to));
    }

    /** A question to the store for ranges of a series. */
    @FunctionalInterface
    private interface RangeQuery {
        Future<List<TimeRange>> ask(CandleKey key, long from, long to, int limit);
    }

    /** A wish for the candles of a range. */
    @FunctionalInterface
    private interface RangeTaker {
        void take(CandleKey key, long from, long to);
    }

    private void findInStore(String name, CandleKey key, long from, long to, RangeQuery query, RangeTaker taker) {
        if (from >= to) {
            return;
        }
        reads.add(
                List.of(name, key),
                () -> query.ask(key, from, to, MOST_RANGES).onSuccess(ranges -> {
                    if (!symbols.containsKey(key.symbol()) || !store.isWriter()) {
                        return;
                    }
                    ranges.forEach(range -> taker.take(key, range.from(), range.to()));
                    if (ranges.size() == MOST_RANGES) {
                        long oldest = ranges.get(ranges.size() - 1).from();
                        findInStore(name, key, from, oldest, query, taker);
                    }
                }));
    }

    /**
     * Reads the last minutes again, and the longer candles that have changed with one of them. It also finds what was
     * lost on its way to the store, and longer candles without their parts.
     */
    void check(String symbol, FollowedSymbol followed, long now) {
        for (Interval interval : Interval.values()) {
            long depth = Math.max(depth(interval), now - followed.since());
            findMissing(symbol, interval, now - Math.min(depth, CHECK_MILLIS + interval.millis()), now);
        }
        followed.corrected().all().forEach(range -> confirmLonger(symbol, range, now));
        followed.corrected().remove(0, now);
    }

    /** The exchange's own longer candles are read again: their sums must not replace them. */
    void confirmLonger(String symbol, TimeRange minutes, long now) {
        for (Interval interval : Interval.values()) {
            long from = Math.max(interval.open(minutes.from()), oldest(interval, now));
            long to = Math.min(interval.open(minutes.to() - 1) + interval.millis(), interval.open(now));
            if (interval != Interval.MINUTES_1 && source.has(interval) && from < to) {
                plan.confirm(key(symbol, interval), from, to);
            }
        }
    }

    /** Candles that were deleted to make room are not to come back. */
    void forgetDeleted() {
        for (Interval interval : Interval.values()) {
            long from = store.keptFrom(interval);
            long before = keptFrom.getOrDefault(interval, 0L);
            keptFrom.put(interval, from);
            if (from > before) {
                plan.forgetBefore(interval, from);
            }
        }
    }

    /** The oldest open time of which the exchange still tells. */
    long oldest(Interval interval, long now) {
        return source.newest().isEmpty()
                ? 0
                : interval.open(now) - (source.newest().getAsInt() - 1) * interval.millis();
    }
}
