package io.tickcast.history;

import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.history.BackfillPlan.Page;
import io.tickcast.history.store.CandleStore;
import io.tickcast.log.OutageLog;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestException;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repair of the stored candles of one exchange, by the node that writes: it finds what is missing, asks the
 * exchange's REST for it, and reads the last minutes once more, since they may have changed after they had closed.
 */
final class CandleRepair {
    private static final int MOST_PAGES_IN_FLIGHT = 12;

    private static final int MOST_OLD_PAGES_IN_FLIGHT = 4;
    /** Far more than lies between two turns of a machine that runs. */
    private static final long LONGEST_TURN_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final Logger LOG = LoggerFactory.getLogger(CandleRepair.class);

    private final String exchange;
    private final CandleSource source;
    private final RestClient rest;
    private final CandleStore store;
    private final NodeClock clock;
    private final Map<String, FollowedSymbol> symbols;
    private final StoredSums sums;
    private final RepairCounts counts;
    private final BackfillPlan plan;
    private final StoreScan scan;
    private final FetchedCandles fetched;
    private final OutageLog<Outage> log = new OutageLog<>(LOG);
    private int inFlight;

    /** Reason to ask for a page again. */
    private enum Outage {
        NO_ANSWER,
        REFUSED,
        MALFORMED,
        NOT_STORED
    }

    /** @param symbols the symbols that are followed, which others change */
    CandleRepair(
            String exchange,
            CandleSource source,
            RestClient rest,
            CandleStore store,
            Settings.History settings,
            NodeClock clock,
            Map<String, FollowedSymbol> symbols,
            StoreReads reads,
            StoredSums sums,
            RepairCounts counts) {
        this.exchange = exchange;
        this.source = source;
        this.rest = rest;
        this.store = store;
        this.clock = clock;
        this.symbols = symbols;
        this.sums = sums;
        this.counts = counts;
        plan = new BackfillPlan(source.maxRows());
        scan = new StoreScan(exchange, source, store, settings, symbols, reads, plan, sums);
        fetched = new FetchedCandles(source, store, clock, symbols, plan, scan, sums);
    }

    private CandleKey key(String symbol, Interval interval) {
        return new CandleKey(exchange, symbol, interval);
    }

    /** This closed candle came from the feed. */
    void have(Candle candle) {
        plan.have(candle.key(), candle.time(), clock.millis());
    }

    /** Nothing of this symbol is asked for any more. */
    void forget(String symbol) {
        plan.forget(symbol);
    }

    /** The stored candle that opens at this time is none: it is fetched or summed again. */
    void replace(CandleKey key, long time) {
        long end = time + key.interval().millis();
        if (source.has(key.interval())) {
            plan.need(key, time, end);
        } else {
            key.interval().part().ifPresent(part -> sums.renewSoon(key.of(part), time, end));
        }
    }

    /** Whether the minutes of a symbol cannot be asked for, or requests for them have brought no answer. */
    boolean isFailing(CandleKey minutes) {
        FollowedSymbol followed = symbols.get(minutes.symbol());
        return !store.isWriter()
                || !rest.isConfigured()
                || followed == null
                || !followed.hasName()
                || plan.isFailing(minutes);
    }

    /** Plans to fetch what the store lacks of a symbol, if this node writes. */
    void findMissing(String symbol) {
        scan.findMissing(symbol, clock.millis());
    }

    /** Number of missing candles that will be asked for. */
    long missing() {
        return plan.missing();
    }

    /** Whether it waits for no answer of the exchange. */
    boolean isIdle() {
        return inFlight == 0;
    }

    /** Whether all has been read from the exchange that is to be read. */
    boolean isDone() {
        return plan.isEmpty() && inFlight == 0;
    }

    /** To be called once a second by the node that writes. */
    void turn() {
        long now = clock.millis();
        symbols.forEach((symbol, followed) -> {
            // What is missing of one without a name is found when its name comes.
            if (followed.hasName()) {
                watch(symbol, followed, now);
                if (followed.isDue(now)) {
                    followed.checked(now);
                    scan.check(symbol, followed, now);
                }
            }
            followed.watched(Interval.MINUTES_1.open(now - ExchangeHistory.GRACE_MILLIS));
        });
        scan.forgetDeleted();
        ask();
        counts.missing = plan.missing();
    }

    /** Notices minutes that should have closed. */
    private void watch(String symbol, FollowedSymbol followed, long now) {
        CandleKey minutes = key(symbol, Interval.MINUTES_1);
        long end = Interval.MINUTES_1.open(now - ExchangeHistory.GRACE_MILLIS);
        long from = Math.max(Interval.MINUTES_1.open(followed.watchedTo()), scan.oldest(Interval.MINUTES_1, now));
        if (end - from > LONGEST_TURN_MILLIS) {
            // The machine was suspended: longer candles are missing, too.
            findMissing(symbol);
            plan.need(minutes, from, end);
            return;
        }
        for (long minute = from; minute < end; minute += Interval.MINUTES_1.millis()) {
            if (!followed.candles().isSettled(minute)) {
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
        FollowedSymbol followed = symbols.get(page.key().symbol());
        if (followed == null || !followed.hasName()) {
            plan.failed(page, false, clock.millis());
            return;
        }
        inFlight++;
        counts.pages.increment();
        Priority priority = page.isFresh() ? Priority.CANDLES : Priority.HISTORY;
        rest.get(
                        source.request(priority, followed.restName(), page.key().interval(), page.from(), page.to()),
                        body -> source.read(body, page.key()))
                .compose(answer -> {
                    malformed(answer.malformed());
                    return fetched.take(page, answer).map(answer.malformed().isEmpty());
                })
                .onComplete(done -> {
                    inFlight--;
                    if (rest.isClosed()) {
                        // The node stops: that says nothing of the exchange, nor of the store, which closes, too.
                        return;
                    }
                    if (done.failed()) {
                        failed(page, done.cause());
                    } else if (done.result()) {
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
            outage = refusal.isRefusal() ? Outage.REFUSED : Outage.NO_ANSWER;
        } else if (symbols.containsKey(page.key().symbol()) && store.isWriter()) {
            // The plan has taken the answer for stored.
            plan.need(page.key(), page.from(), page.to());
        }
        plan.failed(page, outage == Outage.REFUSED, clock.millis());
        log.down(
                outage,
                exchange + ": candles that are missing could not be "
                        + (outage == Outage.NOT_STORED ? "stored" : "fetched") + ", and are asked for again: "
                        + cause.getMessage(),
                System.nanoTime());
    }

    private void malformed(List<String> rows) {
        if (!rows.isEmpty()) {
            counts.malformed.add(rows.size());
            log.down(
                    Outage.MALFORMED,
                    exchange + ": " + rows.size() + " rows of an answer hold no valid candle, and are asked for again: "
                            + rows.get(0),
                    System.nanoTime());
        }
    }
}
