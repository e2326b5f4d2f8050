package io.tickcast.history;

import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.feed.CandleTimes;
import io.tickcast.history.store.CandleStore;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.metrics.Meters;
import io.tickcast.rest.RestClient;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The candles of one exchange on this node: the newest of each symbol, and their way into the store. The node that
 * writes repairs the store; the others read what it has stored. Use it on one event loop.
 */
final class ExchangeHistory {
    /** A minute that has not closed by then is asked for over REST: the frame that closes it may come 2.4 s late. */
    static final long GRACE_MILLIS = 5_000;

    /** More than any exchange lists. */
    private static final int MOST_SYMBOLS = 10_000;

    private final String exchange;
    private final CandleStore store;
    private final CandleFollowers followers;
    private final NodeClock clock;
    private final Map<String, FollowedSymbol> symbols = new TreeMap<>();
    private final List<Candle> closed = new ArrayList<>();
    /** Minutes that closed, or changed, after a longer candle that they belong to. */
    private final List<Candle> late = new ArrayList<>();

    private final RepairCounts counts = new RepairCounts();
    private final StoreReads reads = new StoreReads(counts);
    private final CandleReload reload;
    private final StoredSums sums;
    private final CandleRepair repair;
    private final CandleGaps gaps;
    private final CandleTimes times = new CandleTimes();
    private int writing;

    ExchangeHistory(
            Vertx vertx,
            String exchange,
            CandleSource source,
            RestClient rest,
            CandleStore store,
            Settings.History settings,
            CandleFollowers followers,
            NodeClock clock) {
        this.exchange = exchange;
        this.followers = followers;
        this.store = store;
        this.clock = clock;
        reload = new CandleReload(exchange, store, clock, symbols, reads);
        sums = new StoredSums(vertx, store, clock, reads, this::summed);
        repair = new CandleRepair(exchange, source, rest, store, settings, clock, symbols, reads, sums, counts);
        gaps = new CandleGaps(
                exchange, symbols, repair::isFailing, gap -> vertx.eventBus().publish(BusAddresses.GAPS, gap.toJson()));
    }

    /** Follows these symbols, and no others. */
    void follow(List<Instrument> instruments) {
        Set<String> gone = new HashSet<>(symbols.keySet());
        for (Instrument instrument : instruments) {
            String symbol = instrument.symbol();
            gone.remove(symbol);
            FollowedSymbol known = symbols.get(symbol);
            if (known == null) {
                add(instrument);
            } else if (!known.hasName() && !instrument.restName().isEmpty()) {
                known.name(instrument.restName());
                repair.findMissing(symbol);
            }
        }
        gone.forEach(symbol -> {
            symbols.remove(symbol);
            repair.forget(symbol);
        });
    }

    private FollowedSymbol add(Instrument instrument) {
        String symbol = instrument.symbol();
        FollowedSymbol added = new FollowedSymbol(
                new SymbolCandles(exchange, symbol),
                followers,
                closed::add,
                instrument.restName(),
                symbol,
                clock.millis());
        symbols.put(symbol, added);
        reload.read(symbol);
        repair.findMissing(symbol);
        return added;
    }

    private CandleKey key(String symbol, Interval interval) {
        return new CandleKey(exchange, symbol, interval);
    }

    /** Takes a candle of a minute from the feed. */
    void update(Candle minute) {
        if (!times.admits(minute.time(), clock.millis())) {
            counts.future.increment();
            return;
        }
        String symbol = minute.key().symbol();
        FollowedSymbol followed = symbols.get(symbol);
        if (followed == null) {
            if (symbols.size() >= MOST_SYMBOLS) {
                return;
            }
            // A feed follows it, though the exchange's list has not come.
            followed = add(Instrument.unlisted(symbol));
        }
        boolean wasClosed = followed.candles().isClosed(minute.time());
        List<Candle> changed = followed.update(minute);
        changed.stream().filter(Candle::isClosed).forEach(closed::add);
        // One that lacks trades is asked for over REST.
        if (!changed.isEmpty() && minute.isClosed() && minute.isComplete()) {
            repair.have(minute);
            if (wasClosed) {
                followed.corrected().add(minute.time(), minute.end());
            }
            if (wasClosed || followed.candles().hasNewer(minute.time())) {
                late.add(minute);
            }
        }
    }

    /** To be called once a second: writes what has closed, and asks for what is missing. */
    void turn() {
        reads.resume();
        if (!closed.isEmpty()) {
            List<Candle> completing = List.copyOf(late);
            // They wait in the store while its database is down. It refuses those of a node that does not write, counts
            // what it cannot take, and tells the log.
            writing++;
            store.write(List.copyOf(closed))
                    .onComplete(done -> writing--)
                    .onSuccess(written ->
                            completing.forEach(minute -> sums.renewSoon(minute.key(), minute.time(), minute.end())));
            closed.clear();
            late.clear();
        }
        if (store.isWriter()) {
            repair.turn();
        } else if (store.isReader()) {
            reload.again();
        }
        if (!store.isReader()) {
            gaps.turn(clock.millis());
        }
    }

    private void summed(String symbol, CandleSums sums) {
        FollowedSymbol followed = symbols.get(symbol);
        if (followed != null) {
            sums.holes()
                    .forEach(hole -> followed.fillEmpty(hole.key().interval(), List.of(hole.range()), clock.millis()));
            followed.fill(sums.candles());
        }
    }

    /** This node writes from now on, after another one or into another database. */
    void becameWriter() {
        symbols.keySet().forEach(symbol -> {
            reload.read(symbol);
            reads.add(List.of("take over", symbol), () -> takeOver(symbol));
        });
    }

    /** Stores what is in memory, and then finds out what is missing. */
    private Future<?> takeOver(String symbol) {
        FollowedSymbol followed = symbols.get(symbol);
        if (followed == null || !store.isWriter()) {
            return Future.succeededFuture();
        }
        List<Candle> recent = StoredSums.closedOf(followed.candles().range(Interval.MINUTES_1, 0, Long.MAX_VALUE));
        return store.write(recent).onSuccess(written -> {
            if (!recent.isEmpty()) {
                sums.renewSoon(key(symbol, Interval.MINUTES_1), recent.get(0).time(), clock.millis());
            }
            repair.findMissing(symbol);
        });
    }

    /** This node stored something that is no candle, or someone else did. */
    void malformed(CandleKey key, long time) {
        if (store.isWriter() && symbols.containsKey(key.symbol())) {
            repair.replace(key, time);
        }
    }

    /** The candles of a symbol in memory; empty when it is not followed. */
    Optional<SymbolCandles> candles(String symbol) {
        return Optional.ofNullable(symbols.get(symbol)).map(FollowedSymbol::candles);
    }

    /** The candles of all symbols in memory from this open time on, and those that are open, however long. */
    List<Candle> newest(Interval interval, long from) {
        List<Candle> all = new ArrayList<>();
        for (FollowedSymbol followed : symbols.values()) {
            followed.candles().open(interval).filter(open -> open.time() < from).ifPresent(all::add);
            all.addAll(followed.candles().range(interval, from, Long.MAX_VALUE));
        }
        return all;
    }

    Meters meters() {
        return counts.meters(exchange);
    }

    /** Whether it waits for no answer of the exchange or the store. */
    boolean isIdle() {
        return repair.isIdle() && closed.isEmpty() && writing == 0 && reads.isEmpty();
    }

    /** Whether all has been read from the exchange that is to be read, and stored. */
    boolean isDone() {
        return repair.isDone() && isIdle();
    }

    /** Number of missing candles that will be asked for. */
    long missing() {
        return repair.missing();
    }
}
