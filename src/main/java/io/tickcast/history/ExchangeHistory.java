package io.tickcast.history;

import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.history.BackfillPlan.Filled;
import io.tickcast.history.BackfillPlan.Page;
import io.tickcast.history.store.CandleStore;
import io.tickcast.history.store.TimeRange;
import io.tickcast.log.OutageLog;
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

    private static final int MOST_PAGES_IN_FLIGHT = 12;

    private static final int MOST_OLD_PAGES_IN_FLIGHT = 4;
    /** More than any exchange lists. */
    private static final int MOST_SYMBOLS = 10_000;
    /** Ranges that are read in one go; the older ones follow. */
    private static final int MOST_RANGES = 500;

    /** Far more than lies between two turns of a machine that runs. */
    private static final long LONGEST_TURN_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final long PAUSE_MILLIS = Duration.ofSeconds(5).toMillis();
    /** The exchange does not know the symbol, or refuses what is asked. */
    private static final long REFUSED_PAUSE_MILLIS = Duration.ofMinutes(10).toMillis();

    /** How often a node that does not write reads what it lacks. */
    private static final long REREAD_MILLIS = Duration.ofSeconds(10).toMillis();

    /** A node that takes over writes what it knows of this time: longer than a lease and its loss take. */
    private static final long TAKEOVER_MILLIS = Duration.ofMinutes(15).toMillis();

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHistory.class);

    private final String exchange;
    private final CandleSource source;
    private final RestClient rest;
    private final CandleStore store;
    private final Settings.History settings;
    private final NodeClock clock;
    private final BackfillPlan plan;
    private final Map<String, Followed> symbols = new TreeMap<>();
    private final List<Candle> closed = new ArrayList<>();
    /** Minutes that closed after a longer candle that they belong to. */
    private final List<Candle> late = new ArrayList<>();

    private final StoreReads reads = new StoreReads();
    private final RepairCounts counts = new RepairCounts();
    private final StoredSums sums;
    private final OutageLog<Outage> log = new OutageLog<>(LOG);

    private int inFlight;
    private long rereadAt;

    /** Why a page is asked for again. */
    private enum Outage {
        NO_ANSWER,
        REFUSED,
        NOT_STORED
    }

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
        this.exchange = exchange;
        this.source = source;
        this.rest = rest;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        plan = new BackfillPlan(source.maxRows());
        sums = new StoredSums(vertx, store, clock, this::summed);
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

    private Followed add(Instrument instrument) {
        String symbol = instrument.symbol();
        Followed added = new Followed(
                new SymbolCandles(exchange, symbol), instrument.restName(), Interval.MINUTES_1.open(clock.millis()));
        symbols.put(symbol, added);
        read(symbol);
        findMissing(symbol);
        return added;
    }

    private CandleKey key(String symbol, Interval interval) {
        return new CandleKey(exchange, symbol, interval);
    }

    /**
     * Takes a candle of a minute from the feed.
     *
     * @return what changed, as {@link SymbolCandles#update}
     */
    List<Candle> update(Candle minute) {
        String symbol = minute.key().symbol();
        Followed followed = symbols.get(symbol);
        if (followed == null) {
            if (symbols.size() >= MOST_SYMBOLS) {
                return List.of();
            }
            // A feed follows it, though the exchange's list has not come.
            followed = add(Instrument.unlisted(symbol));
        }
        List<Candle> changed = followed.candles.update(minute);
        changed.stream().filter(Candle::isClosed).forEach(closed::add);
        // One that lacks trades is asked for over REST.
        if (!changed.isEmpty() && minute.isClosed() && minute.isComplete()) {
            plan.have(minute.key(), minute.time());
            if (!followed.candles
                    .range(Interval.MINUTES_1, minute.end(), Long.MAX_VALUE)
                    .isEmpty()) {
                late.add(minute);
            }
        }
        return changed;
    }

    /** To be called once a second: writes what has closed, and asks for what is missing. */
    void turn() {
        reads.resume();
        if (!closed.isEmpty()) {
            List<Candle> completing = List.copyOf(late);
            // They wait in the store while its database is down. It refuses those of a node that does not write, counts
            // what it cannot take, and tells the log.
            store.write(List.copyOf(closed))
                    .onSuccess(written ->
                            completing.forEach(minute -> sumSoon(minute.key(), minute.time(), minute.end())));
            closed.clear();
            late.clear();
        }
        watch();
        if (store.isWriter()) {
            ask();
        } else {
            reread();
        }
        counts.missing = plan.missing();
    }

    /** Notices minutes that should have closed. One that becomes the writer asks the store instead. */
    private void watch() {
        long now = clock.millis();
        long end = Interval.MINUTES_1.open(now - GRACE_MILLIS);
        symbols.forEach((symbol, followed) -> {
            // What is missing of one without a name is found when its name comes.
            if (store.isWriter() && !followed.restName.isEmpty()) {
                watch(symbol, followed, end);
            }
            followed.watchedTo = Math.max(followed.watchedTo, end);
        });
    }

    private void watch(String symbol, Followed followed, long end) {
        CandleKey minutes = key(symbol, Interval.MINUTES_1);
        long from = Math.max(followed.watchedTo, oldest(Interval.MINUTES_1, clock.millis()));
        if (end - from > LONGEST_TURN_MILLIS) {
            // The machine was suspended: longer candles are missing, too.
            findMissing(symbol);
            plan.need(minutes, from, end);
            return;
        }
        for (long minute = from; minute < end; minute += Interval.MINUTES_1.millis()) {
            if (!followed.candles.isSettled(minute)) {
                plan.need(minutes, minute, minute + Interval.MINUTES_1.millis());
            }
        }
    }

    private void ask() {
        if (!rest.isConfigured()) {
            return;
        }
        // Pages of the past, for which the budget is small, leave room for what has just closed.
        Optional<Page> page = nextPage();
        while (page.isPresent()) {
            ask(page.get());
            page = nextPage();
        }
    }

    private Optional<Page> nextPage() {
        if (inFlight < MOST_OLD_PAGES_IN_FLIGHT) {
            return plan.next(clock.millis());
        }
        return inFlight < MOST_PAGES_IN_FLIGHT ? plan.nextFresh(clock.millis()) : Optional.empty();
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
                        log.up(exchange + ": candles that are missing can be fetched");
                    }
                    if (store.isWriter()) {
                        ask();
                    }
                });
    }

    private void failed(Page page, Throwable cause) {
        counts.failures.increment();
        Outage outage = Outage.NOT_STORED;
        if (cause instanceof RestException refusal) {
            outage = refusal.status() == 400 || refusal.status() == 404 ? Outage.REFUSED : Outage.NO_ANSWER;
        } else if (symbols.containsKey(page.key().symbol()) && store.isWriter()) {
            // The plan has taken the answer for stored.
            plan.need(page.key(), page.from(), page.to());
        }
        plan.failed(page, clock.millis() + (outage == Outage.REFUSED ? REFUSED_PAUSE_MILLIS : PAUSE_MILLIS));
        log.down(
                outage,
                exchange + ": candles that are missing could not be "
                        + (outage == Outage.NOT_STORED ? "stored" : "fetched") + ", and are asked for again: "
                        + cause.getMessage(),
                System.nanoTime());
    }

    private Future<Void> take(Page page, List<Candle> rows) {
        CandleKey key = page.key();
        Filled filled = plan.answered(page, rows, clock.millis());
        List<TimeRange> holes = told(filled.empty(), key.interval(), rows);
        Followed followed = symbols.get(key.symbol());
        if (followed != null) {
            filled.candles().forEach(followed.candles::fill);
            fillEmpty(followed.candles, key.interval(), holes);
        }
        List<Future<Void>> written = new ArrayList<>();
        written.add(store.correct(filled.candles()));
        holes.forEach(range -> written.add(store.addHole(key, range)));
        return Future.join(written).<Void>mapEmpty().onSuccess(done -> {
            if (!filled.candles().isEmpty() || !holes.isEmpty()) {
                sumSoon(key, page.from(), page.to());
            }
        });
    }

    /** The part of these ranges that the exchange still tells of. What it no longer tells of is no hole. */
    private List<TimeRange> told(List<TimeRange> empty, Interval interval, List<Candle> rows) {
        if (empty.isEmpty() || source.newest().isEmpty()) {
            return empty;
        }
        long from = oldest(
                interval, Math.max(clock.millis(), rows.get(rows.size() - 1).time()));
        return empty.stream()
                .filter(range -> range.to() > from)
                .map(range -> new TimeRange(Math.max(range.from(), from), range.to()))
                .toList();
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

    private void sumSoon(CandleKey key, long from, long to) {
        reads.add(
                List.of("sum", key, from, to),
                () -> store.isWriter() ? sums.renew(key, from, to) : Future.succeededFuture());
    }

    private void summed(List<Candle> candles) {
        candles.forEach(candle -> candles(candle.key().symbol()).ifPresent(ofSymbol -> ofSymbol.fill(candle)));
    }

    /** This node writes from now on. */
    void becameWriter() {
        long from = clock.millis() - TAKEOVER_MILLIS;
        symbols.keySet().forEach(symbol -> {
            read(symbol);
            reads.add(List.of("take over", symbol), () -> takeOver(symbol, from));
        });
    }

    /** Stores what is in memory since this time, and then finds out what is missing. */
    private Future<?> takeOver(String symbol, long from) {
        Followed followed = symbols.get(symbol);
        if (followed == null || !store.isWriter()) {
            return Future.succeededFuture();
        }
        long now = clock.millis();
        List<Candle> recent = StoredSums.closedOf(followed.candles.range(Interval.MINUTES_1, from, now));
        return store.write(recent)
                .compose(written -> recent.isEmpty()
                        ? Future.succeededFuture()
                        : sums.renew(key(symbol, Interval.MINUTES_1), from, now))
                .onSuccess(done -> findMissing(symbol));
    }

    /** Plans to fetch what the store lacks of a symbol, if this node writes. */
    private void findMissing(String symbol) {
        Followed followed = symbols.get(symbol);
        if (!store.isWriter() || followed == null || followed.restName.isEmpty()) {
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
                if (ranges.size() == MOST_RANGES) {
                    long oldest = ranges.get(ranges.size() - 1).from();
                    reads.add(List.of("missing", key), () -> findMissing(key, from, oldest));
                }
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
        long end = key.interval().open(to);
        // In this order: what is stored in between counts as missing, and not as a hole.
        return store.missing(key, from, end, most)
                .compose(missing -> store.read(key, from, to, most).onSuccess(candles -> {
                    Followed followed = symbols.get(key.symbol());
                    if (followed == null) {
                        return;
                    }
                    List<Candle> known = StoredSums.closedOf(candles);
                    known.forEach(followed.candles::fill);
                    TimeRanges empty = new TimeRanges();
                    empty.add(from, end);
                    missing.forEach(range -> empty.remove(range.from(), range.to()));
                    known.forEach(candle -> empty.remove(candle.time(), candle.end()));
                    fillEmpty(followed.candles, key.interval(), empty.all());
                }));
    }

    private void reread() {
        long now = clock.millis();
        if (now < rereadAt) {
            return;
        }
        rereadAt = now + REREAD_MILLIS;
        symbols.forEach((symbol, followed) -> {
            if (lacks(followed.candles, now)) {
                read(symbol);
            }
        });
    }

    /** Whether a minute of this hour or the last one is missing, or the sum of the last hour lacks one. */
    private static boolean lacks(SymbolCandles candles, long now) {
        long hour = Interval.HOURS_1.open(now);
        long lastHour = hour - Interval.HOURS_1.millis();
        long end = Interval.MINUTES_1.open(now - GRACE_MILLIS);
        for (long minute = lastHour; minute < end; minute += Interval.MINUTES_1.millis()) {
            if (!candles.isSettled(minute)) {
                return true;
            }
        }
        return candles.range(Interval.HOURS_1, lastHour, hour).stream().anyMatch(sum -> !sum.isComplete());
    }

    /** The candles of a symbol in memory; empty when it is not followed. */
    Optional<SymbolCandles> candles(String symbol) {
        return Optional.ofNullable(symbols.get(symbol)).map(followed -> followed.candles);
    }

    /** The candles of all symbols in memory from this open time on, and those that are open, however long. */
    List<Candle> newest(Interval interval, long from) {
        List<Candle> all = new ArrayList<>();
        for (Followed followed : symbols.values()) {
            followed.candles.open(interval).filter(open -> open.time() < from).ifPresent(all::add);
            all.addAll(followed.candles.range(interval, from, Long.MAX_VALUE));
        }
        return all;
    }

    Meters meters() {
        return counts.meters(exchange);
    }

    /** Whether it waits for no answer of the exchange or the store. */
    boolean isIdle() {
        return inFlight == 0 && closed.isEmpty() && reads.isEmpty();
    }

    /** How many candles are missing and will be asked for. */
    long missing() {
        return plan.missing();
    }
}
