package io.tickcast.history;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The candles that one exchange's REST is to be asked for, and what comes first: those that are missing from the last
 * hour, newest first, then one page of each series after the other, so that every chart has its newest page before any
 * has its oldest. Not thread-safe.
 */
final class BackfillPlan {
    /**
     * Age up to which the candles that an answer lacks are asked for again. Coinbase's REST has been seen to run up to
     * seven minutes behind.
     */
    static final long SETTLED_MILLIS = Duration.ofMinutes(10).toMillis();

    /**
     * Pause before what an answer lacked is asked for again; twice as long after each such answer, up to 16 minutes, or
     * four hours while the symbol does not trade.
     */
    static final long RETRY_MILLIS = Duration.ofSeconds(15).toMillis();

    private final int maxRows;
    private final Map<CandleKey, SeriesPlan> series = new HashMap<>();
    /** Series that have to be put into the two queues anew. */
    private final Set<CandleKey> changed = new LinkedHashSet<>();
    /** Series with a page to ask for. */
    private final TreeMap<Turn, CandleKey> ready = new TreeMap<>();

    private final Map<CandleKey, Turn> turns = new HashMap<>();
    /** Series that will have another page at a later time. */
    private final TreeMap<Wake, CandleKey> waiting = new TreeMap<>();

    private final Map<CandleKey, Wake> wakes = new HashMap<>();
    private long missing;

    /** @param maxRows most rows of one answer */
    BackfillPlan(int maxRows) {
        this.maxRows = maxRows;
    }

    /**
     * A request to make.
     *
     * @param from open time of the first candle, in ms
     * @param to   the open time after the last one
     */
    record Page(CandleKey key, long from, long to, boolean isFresh) {}

    /**
     * The meaning of an answer.
     *
     * @param candles candles to keep
     * @param empty   ranges that the exchange has no candles for, and never will have
     */
    record Filled(List<Candle> candles, List<TimeRange> empty) {}

    /** The place of a page among all. */
    private record Turn(boolean isPast, long order, CandleKey key) implements Comparable<Turn> {
        static Turn of(Page page, int pagesBefore) {
            return new Turn(!page.isFresh(), page.isFresh() ? -page.to() : pagesBefore, page.key());
        }

        @Override
        public int compareTo(Turn other) {
            int before = Boolean.compare(isPast, other.isPast);
            before = before == 0 ? Long.compare(order, other.order) : before;
            before = before == 0 ? key.interval().compareTo(other.key.interval()) : before;
            return before == 0 ? key.compareTo(other.key) : before;
        }
    }

    private record Wake(long at, CandleKey key) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int before = Long.compare(at, other.at);
            return before == 0 ? key.compareTo(other.key) : before;
        }
    }

    /** Candles with {@code from <= open time < to} are missing. */
    void need(CandleKey key, long from, long to) {
        change(of(key), plan -> plan.need(from, to));
    }

    /** Candles with {@code from <= open time < to} are here and may have changed: they are read again. */
    void confirm(CandleKey key, long from, long to) {
        change(of(key), plan -> plan.confirm(from, to));
    }

    /** This closed candle came from the feed: its symbol trades. */
    void have(CandleKey key, long time, long now) {
        SeriesPlan known = series.get(key);
        if (known != null) {
            change(known, plan -> plan.have(time));
        }
        for (Interval interval : Interval.values()) {
            SeriesPlan other = series.get(key.of(interval));
            if (other != null && other.isSilent(now)) {
                change(other, plan -> plan.trades(now));
            }
        }
    }

    /** Nothing of this symbol is missing any more. */
    void forget(String symbol) {
        List.copyOf(series.keySet()).stream()
                .filter(key -> key.symbol().equals(symbol))
                .forEach(this::remove);
    }

    /** No candle of this interval that opens before this time is asked for. */
    void forgetBefore(Interval interval, long time) {
        List.copyOf(series.values()).stream()
                .filter(plan -> plan.key().interval() == interval)
                .forEach(each -> change(each, plan -> plan.forgetBefore(time)));
    }

    /** Number of missing candles. */
    long missing() {
        return missing;
    }

    /** Whether nothing is to be asked for. */
    boolean isEmpty() {
        return series.isEmpty();
    }

    /** Whether the last requests for what has just closed of this series brought no answer. */
    boolean isFailing(CandleKey key) {
        SeriesPlan known = series.get(key);
        return known != null && known.isFailing();
    }

    private SeriesPlan of(CandleKey key) {
        return series.computeIfAbsent(key, added -> new SeriesPlan(key, maxRows));
    }

    private void change(SeriesPlan plan, Consumer<SeriesPlan> change) {
        long before = plan.missing();
        change.accept(plan);
        missing += plan.missing() - before;
        if (plan.isEmpty()) {
            remove(plan.key());
        } else {
            changed.add(plan.key());
        }
    }

    private void remove(CandleKey key) {
        SeriesPlan removed = series.remove(key);
        missing -= removed == null ? 0 : removed.missing();
        changed.remove(key);
        takeFromQueues(key);
    }

    private void takeFromQueues(CandleKey key) {
        Turn turn = turns.remove(key);
        if (turn != null) {
            ready.remove(turn);
        }
        Wake wake = wakes.remove(key);
        if (wake != null) {
            waiting.remove(wake);
        }
    }

    private void putIntoQueues(SeriesPlan plan, long now) {
        CandleKey key = plan.key();
        takeFromQueues(key);
        if (plan.isAsked()) {
            return;
        }
        plan.page(now).ifPresent(page -> {
            Turn turn = Turn.of(page, plan.pages());
            turns.put(key, turn);
            ready.put(turn, key);
        });
        Wake wake = new Wake(plan.changesAt(now), key);
        wakes.put(key, wake);
        waiting.put(wake, key);
    }

    /** The most urgent page; it must be answered or failed before its series is asked again. */
    Optional<Page> next(long now) {
        return next(now, false);
    }

    /** The same, of those alone that have just closed. */
    Optional<Page> nextFresh(long now) {
        return next(now, true);
    }

    private Optional<Page> next(long now, boolean onlyFresh) {
        while (!waiting.isEmpty() && waiting.firstKey().at() <= now) {
            changed.add(waiting.firstEntry().getValue());
            wakes.remove(waiting.pollFirstEntry().getValue());
        }
        changed.forEach(key -> putIntoQueues(of(key), now));
        changed.clear();
        while (!ready.isEmpty() && !(onlyFresh && ready.firstKey().isPast())) {
            Turn first = ready.firstKey();
            SeriesPlan plan = of(first.key());
            Optional<Page> page = plan.page(now);
            if (page.isPresent() && Turn.of(page.get(), plan.pages()).equals(first)) {
                plan.ask();
                takeFromQueues(first.key());
                return page;
            }
            // It is another page by now.
            putIntoQueues(plan, now);
        }
        return Optional.empty();
    }

    /**
     * Takes the answer to a page.
     *
     * @param answer candles that the exchange has of it; rows beside it, and rows that may still change, are left out
     */
    Filled answered(Page page, CandleAnswer answer, long now) {
        SeriesPlan plan = of(page.key());
        long before = plan.missing();
        Filled filled = plan.answered(page, answer, now);
        missing += plan.missing() - before;
        change(plan, answered -> {});
        return filled;
    }

    /** The page was not answered: its series is asked again after a pause, a longer one if it was refused. */
    void failed(Page page, boolean isRefused, long now) {
        SeriesPlan known = series.get(page.key());
        if (known != null) {
            change(known, plan -> plan.failed(page, isRefused, now));
        }
    }
}
