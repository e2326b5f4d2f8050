package io.tickcast.history;

import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.history.BackfillPlan.Filled;
import io.tickcast.history.BackfillPlan.Page;
import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.metrics.Meters;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestException;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The candles of one exchange on this node: the newest of each symbol, and the repair of what is missing in the store.
 * The node that writes asks the exchange; the others read what it has stored. Use it on one event loop.
 */
final class ExchangeHistory {
    /** A minute that has not closed by then is asked for over REST: the frame that closes it may come 2.4 s late. */
    static final long GRACE_MILLIS = 5_000;

    private static final int MOST_PAGES_IN_FLIGHT = 4;
    /** Ranges of one series that are repaired in one go; the older ones follow. */
    private static final int MOST_RANGES = 500;

    private static final long PAUSE_MILLIS = Duration.ofSeconds(5).toMillis();
    /** The exchange does not know the symbol, or refuses what is asked. */
    private static final long REFUSED_PAUSE_MILLIS = Duration.ofMinutes(10).toMillis();

    /** How often a node that does not write reads what it lacks. */
    private static final long REREAD_MILLIS = Duration.ofSeconds(10).toMillis();

    /** A node that takes over writes what it knows of this time: longer than a lease and its loss take. */
    private static final long TAKEOVER_MILLIS = Duration.ofMinutes(15).toMillis();

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHistory.class);

    private final Vertx vertx;
    private final String exchange;
    private final CandleSource source;
    private final RestClient rest;
    private final CandleStore store;
    private final Settings.History settings;
    private final NodeClock clock;
    private final BackfillPlan plan;
    private final Map<String, Followed> symbols = new TreeMap<>();
    private final List<Candle> closed = new ArrayList<>();
    private final StoreReads reads = new StoreReads();
    private final RepairCounts counts = new RepairCounts();

    private int inFlight;
    private long rereadAt;
    private String lastError = "";

    /** A symbol that a feed follows. */
    private static final class Followed {
        final SymbolCandles candles;
        String restName;
        /** Minutes before this one have been looked at: they are settled, or asked for. */
        long watchedTo;

        Followed(SymbolCandles candles, String restName, long watchedTo) {
            this.candles = candles;
            this.restName = restName;
            this.watchedTo = watchedTo;
        }
    }

    ExchangeHistory(
            Vertx vertx,
            String exchange,
            CandleSource source,
            RestClient rest,
            CandleStore store,
            Settings.History settings,
            NodeClock clock) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.source = source;
        this.rest = rest;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        plan = new BackfillPlan(source.maxRows());
    }

    /** Follows these symbols, and no others. */
    void follow(List<Instrument> instruments) {
        Set<String> gone = new HashSet<>(symbols.keySet());
        for (Instrument instrument : instruments) {
            String symbol = instrument.symbol();
            gone.remove(symbol);
            Followed known = symbols.get(symbol);
            if (known == null) {
                add(instrument);
            } else if (known.restName.isEmpty() && !instrument.restName().isEmpty()) {
                known.restName = instrument.restName();
                findMissing(symbol);
            }
        }
        gone.forEach(symbol -> {
            symbols.remove(symbol);
            plan.forget(symbol);
        });
    }

    private void add(Instrument instrument) {
        String symbol = instrument.symbol();
        symbols.put(
                symbol,
                new Followed(
                        new SymbolCandles(exchange, symbol),
                        instrument.restName(),
                        Interval.MINUTES_1.open(clock.millis())));
        read(symbol);
        findMissing(symbol);
    }

    private CandleKey key(String symbol, Interval interval) {
        return new CandleKey(exchange, symbol, interval);
    }

    /**
     * Takes a candle of a minute from the feed.
     *
     * @return what changed, as {@link SymbolCandles#update}; nothing for a symbol that is not followed
     */
    List<Candle> update(Candle minute) {
        Followed followed = symbols.get(minute.key().symbol());
        if (followed == null) {
            return List.of();
        }
        List<Candle> changed = followed.candles.update(minute);
        changed.stream().filter(Candle::isClosed).forEach(closed::add);
        if (!changed.isEmpty() && minute.isClosed()) {
            plan.have(minute.key(), minute.time());
        }
        return changed;
    }

    /** To be called once a second: writes what has closed, and asks for what is missing. */
    void turn() {
        reads.resume();
        if (!closed.isEmpty()) {
            if (store.isWriter()) {
                // The store counts what it cannot take, and tells the log.
                store.write(List.copyOf(closed)).onFailure(cause -> {});
            }
            closed.clear();
        }
        watch();
        if (store.isWriter()) {
            ask();
        } else {
            reread();
        }
        counts.missing = plan.missing();
    }

    /** Notices minutes that should have closed. */
    private void watch() {
        long end = Interval.MINUTES_1.open(clock.millis() - GRACE_MILLIS);
        symbols.forEach((symbol, followed) -> {
            for (long minute = Math.max(followed.watchedTo, end - BackfillPlan.SETTLED_MILLIS);
                    minute < end;
                    minute += Interval.MINUTES_1.millis()) {
                if (!followed.candles.isSettled(minute)) {
                    plan.need(key(symbol, Interval.MINUTES_1), minute, minute + Interval.MINUTES_1.millis());
                }
            }
            followed.watchedTo = Math.max(followed.watchedTo, end);
        });
    }

    private void ask() {
        if (!rest.isConfigured()) {
            return;
        }
        while (inFlight < MOST_PAGES_IN_FLIGHT) {
            Optional<Page> page = plan.next(clock.millis());
            if (page.isEmpty()) {
                return;
            }
            ask(page.get());
        }
    }

    private void ask(Page page) {
        Followed followed = symbols.get(page.key().symbol());
        if (followed == null || followed.restName.isEmpty()) {
            plan.failed(page, clock.millis() + PAUSE_MILLIS);
            return;
        }
        inFlight++;
        counts.pages.increment();
        Priority priority = page.isFresh() ? Priority.CANDLES : Priority.HISTORY;
        rest.get(
                        source.request(priority, followed.restName, page.key().interval(), page.from(), page.to()),
                        body -> source.read(body, page.key()))
                .compose(rows -> take(page, rows))
                .onComplete(done -> {
                    inFlight--;
                    if (done.failed()) {
                        failed(page, done.cause());
                    } else {
                        lastError = "";
                    }
                });
    }

    private void failed(Page page, Throwable cause) {
        counts.failures.increment();
        boolean isRefused =
                cause instanceof RestException refusal && (refusal.status() == 400 || refusal.status() == 404);
        plan.failed(page, clock.millis() + (isRefused ? REFUSED_PAUSE_MILLIS : PAUSE_MILLIS));
        String text = String.valueOf(cause.getMessage());
        if (!text.equals(lastError)) {
            lastError = text;
            LOG.warn("{}: candles that are missing could not be fetched, and are asked for again: {}", exchange, text);
        }
    }

    private Future<Void> take(Page page, List<Candle> rows) {
        Filled filled = plan.answered(page, rows, clock.millis());
        Followed followed = symbols.get(page.key().symbol());
        if (followed != null) {
            filled.candles().forEach(followed.candles::fill);
            fillEmpty(followed.candles, page.key().interval(), filled.empty());
        }
        List<Future<Void>> written = new ArrayList<>();
        written.add(store.correct(filled.candles()));
        filled.empty().forEach(range -> written.add(store.addHole(page.key(), range)));
        Interval interval = page.key().interval();
        return Future.join(written)
                .compose(done -> interval.sums().isEmpty()
                                || (filled.candles().isEmpty() && filled.empty().isEmpty())
                        ? Future.succeededFuture()
                        : sum(page.key(), page.from(), page.to()));
    }

    /** In memory there are the last hours alone. */
    private void fillEmpty(SymbolCandles candles, Interval interval, List<TimeRange> empty) {
        long from = clock.millis() - Interval.DAYS_1.millis();
        for (TimeRange range : empty) {
            for (long time = Math.max(range.from(), interval.open(from));
                    time < range.to();
                    time += interval.millis()) {
                candles.fillEmpty(interval, time);
            }
        }
    }

    /** Sums anew what has parts in this range. */
    private Future<Void> sum(CandleKey key, long from, long to) {
        Interval longest = key.interval().sums().get(key.interval().sums().size() - 1);
        long start = longest.open(from);
        long end =
                Math.min(longest.open(to - 1) + longest.millis(), key.interval().open(clock.millis()));
        int most = (int) ((end - start) / key.interval().millis());
        if (most <= 0) {
            return Future.succeededFuture();
        }
        Future<List<Candle>> parts = store.read(key, start, end, most);
        Future<List<TimeRange>> missing = store.missing(key, start, end, most);
        return Future.all(parts, missing)
                .compose(read -> vertx.executeBlocking(
                        () -> CandleSums.of(key, closedOf(parts.result()), missing.result(), end), false))
                .compose(sums -> {
                    Followed followed = symbols.get(key.symbol());
                    if (followed != null) {
                        sums.forEach(followed.candles::fill);
                    }
                    return store.write(sums);
                })
                .compose(written -> key.interval() == Interval.MINUTES_1
                        ? sum(key.of(Interval.HOURS_1), start, end)
                        : Future.succeededFuture());
    }

    private static List<Candle> closedOf(List<Candle> candles) {
        return candles.stream().filter(Candle::isClosed).toList();
    }

    /** This node writes from now on. */
    void becameWriter() {
        long now = clock.millis();
        symbols.forEach((symbol, followed) -> {
            read(symbol);
            List<Candle> recent = closedOf(followed.candles.range(Interval.MINUTES_1, now - TAKEOVER_MILLIS, now));
            store.write(recent)
                    .compose(written -> recent.isEmpty()
                            ? Future.succeededFuture()
                            : sum(key(symbol, Interval.MINUTES_1), now - TAKEOVER_MILLIS, now))
                    .onComplete(done -> findMissing(symbol));
        });
    }

    /** Plans to fetch what the store lacks of a symbol, if this node writes. */
    private void findMissing(String symbol) {
        if (!store.isWriter()) {
            return;
        }
        long now = clock.millis();
        for (Interval interval : Interval.values()) {
            if (!source.has(interval)) {
                continue;
            }
            CandleKey key = key(symbol, interval);
            Duration depth = settings.backfill().getOrDefault(interval, Duration.ZERO);
            long from = Math.max(now - depth.toMillis(), oldest(interval, now));
            reads.add(List.of("missing", key), () -> findMissing(key, from, interval.open(now)));
        }
    }

    private Future<?> findMissing(CandleKey key, long from, long to) {
        return store.missing(key, from, to, MOST_RANGES).onSuccess(ranges -> {
            if (symbols.containsKey(key.symbol())) {
                ranges.forEach(range -> plan.need(key, range.from(), range.to()));
            }
        });
    }

    /** The oldest open time of which the exchange still tells. */
    private long oldest(Interval interval, long now) {
        return source.newest().isEmpty()
                ? 0
                : interval.open(now) - (source.newest().getAsInt() - 1) * interval.millis();
    }

    /** Reads the candles that sums of today are made of. */
    private void read(String symbol) {
        long now = clock.millis();
        long yesterday = Interval.DAYS_1.open(now) - Interval.DAYS_1.millis();
        long lastHour = Interval.HOURS_1.open(now) - Interval.HOURS_1.millis();
        CandleKey hours = key(symbol, Interval.HOURS_1);
        CandleKey minutes = key(symbol, Interval.MINUTES_1);
        reads.add(List.of("read", hours), () -> read(hours, yesterday, now));
        reads.add(List.of("read", minutes), () -> read(minutes, lastHour, now));
    }

    private Future<?> read(CandleKey key, long from, long to) {
        int most = (int) ((to - from) / key.interval().millis()) + 1;
        Future<List<Candle>> candles = store.read(key, from, to, most);
        Future<List<TimeRange>> missing =
                store.missing(key, from, key.interval().open(to), most);
        return Future.all(candles, missing).onSuccess(read -> {
            Followed followed = symbols.get(key.symbol());
            if (followed == null) {
                return;
            }
            List<Candle> known = closedOf(candles.result());
            known.forEach(followed.candles::fill);
            TimeRanges empty = new TimeRanges();
            empty.add(from, key.interval().open(to));
            missing.result().forEach(range -> empty.remove(range.from(), range.to()));
            known.forEach(candle -> empty.remove(candle.time(), candle.end()));
            fillEmpty(followed.candles, key.interval(), empty.all());
        });
    }

    private void reread() {
        long now = clock.millis();
        if (now < rereadAt) {
            return;
        }
        rereadAt = now + REREAD_MILLIS;
        long end = Interval.MINUTES_1.open(now - GRACE_MILLIS);
        symbols.forEach((symbol, followed) -> {
            for (long minute = Interval.HOURS_1.open(now); minute < end; minute += Interval.MINUTES_1.millis()) {
                if (!followed.candles.isSettled(minute)) {
                    read(symbol);
                    return;
                }
            }
        });
    }

    /** The candles of a symbol in memory; empty when it is not followed. */
    Optional<SymbolCandles> candles(String symbol) {
        return Optional.ofNullable(symbols.get(symbol)).map(followed -> followed.candles);
    }

    Meters meters() {
        return counts.meters(exchange);
    }
}
