package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The candles that one exchange's REST is to be asked for, and what comes first: those that are missing from the last
 * hour, newest first, then one page of each series after the other, so that every chart has its newest page before any
 * has its oldest. Not thread-safe.
 */
final class BackfillPlan {
    /** A range that ends within this time before now comes before all others. */
    private static final long FRESH_MILLIS = Duration.ofHours(1).toMillis();
    /**
     * What an answer lacks is asked for again until it is this old: Coinbase's REST has been seen to run up to seven
     * minutes behind.
     */
    static final long SETTLED_MILLIS = Duration.ofMinutes(10).toMillis();

    /** What an answer without any row lacks is older than this where a series begins. */
    private static final long LONG_AGO_MILLIS = Duration.ofDays(1).toMillis();

    /** Pause before what an answer lacked is asked for again; twice as long after each such answer. */
    static final long RETRY_MILLIS = Duration.ofSeconds(15).toMillis();

    private static final int MOST_DOUBLINGS = 6;

    private final int maxRows;
    private final Map<CandleKey, Series> series = new TreeMap<>();

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
     * @param candles those to keep
     * @param empty   ranges that the exchange has no candles for, and never will have
     */
    record Filled(List<Candle> candles, List<TimeRange> empty) {}

    private static final class Series {
        final TimeRanges missing = new TimeRanges();
        boolean isAsked;
        /** Open time of the newest candle that an answer had; 0: none had any. */
        long newestRow;

        int pages;
        /** Answers in a row that lacked the newest candles. */
        int late;
        /** The oldest candle that the last answer should have had, and lacked. */
        long lateFrom;
        /** When it is asked for again; what is older need not wait for that. */
        long notBefore;
    }

    /** Candles with {@code from <= open time < to} are missing. */
    void need(CandleKey key, long from, long to) {
        series.computeIfAbsent(key, added -> new Series()).missing.add(from, to);
    }

    /** This closed candle came by another way. */
    void have(CandleKey key, long time) {
        Series known = series.get(key);
        if (known != null) {
            known.missing.remove(time, time + key.interval().millis());
            forgetIfDone(key, known);
        }
    }

    /** Nothing of this symbol is missing any more. */
    void forget(String symbol) {
        series.keySet().removeIf(key -> key.symbol().equals(symbol));
    }

    /** How many candles are missing. */
    long missing() {
        return series.entrySet().stream()
                .mapToLong(each -> each.getValue().missing.all().stream()
                        .mapToLong(range -> (range.to() - range.from())
                                / each.getKey().interval().millis())
                        .sum())
                .sum();
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
        return series.entrySet().stream()
                .filter(each -> !each.getValue().isAsked)
                .flatMap(each -> page(each.getKey(), each.getValue(), now).stream())
                .filter(page -> page.isFresh() || !onlyFresh)
                .min(Comparator.comparing((Page page) -> !page.isFresh())
                        .thenComparing(page -> page.isFresh() ? -page.to() : pagesOf(page.key()))
                        .thenComparing(page -> page.key().interval())
                        .thenComparing(Page::key))
                .map(page -> {
                    series.computeIfAbsent(page.key(), added -> new Series()).isAsked = true;
                    return page;
                });
    }

    private long pagesOf(CandleKey key) {
        Series known = series.get(key);
        return known == null ? 0 : known.pages;
    }

    private Optional<Page> page(CandleKey key, Series known, long now) {
        Interval interval = key.interval();
        // What has just closed may still change, and the candle that is open now does.
        long end = interval.open(now - ExchangeHistory.GRACE_MILLIS);
        long before = known.notBefore <= now ? end : Math.min(end, known.lateFrom);
        return known.missing.newestBefore(before).map(range -> {
            long hourAgo = interval.open(now - FRESH_MILLIS);
            boolean isFresh = interval == Interval.MINUTES_1 && range.to() > hourAgo;
            long oldest = range.to() - maxRows * interval.millis();
            long from = Math.max(range.from(), isFresh ? Math.max(oldest, hourAgo) : oldest);
            return new Page(key, from, range.to(), isFresh);
        });
    }

    /**
     * Takes the answer to a page.
     *
     * @param rows what the exchange has of it; rows beside it are left out, and so are those that may still change
     */
    Filled answered(Page page, List<Candle> rows, long now) {
        CandleKey key = page.key();
        Series known = series.computeIfAbsent(key, added -> new Series());
        known.isAsked = false;
        known.pages++;
        // A newer candle shows that the exchange has been here and has none; without one its history may be behind.
        long newest = shownTo(page, rows, known, now);
        List<Candle> candles = rows.stream()
                .filter(row -> row.time() >= page.from() && row.time() < page.to())
                .map(row -> row.end() <= newest ? row.close() : row)
                .filter(Candle::isClosed)
                .toList();
        Set<Long> present = new HashSet<>();
        candles.forEach(candle -> present.add(candle.time()));
        long shownTo = Math.min(newest, now - SETTLED_MILLIS);
        long step = key.interval().millis();
        TimeRanges empty = new TimeRanges();
        long lateFrom = Long.MAX_VALUE;
        for (long time = page.from(); time < page.to(); time += step) {
            if (present.contains(time)) {
                known.missing.remove(time, time + step);
            } else if (time + step <= shownTo) {
                empty.add(time, time + step);
                known.missing.remove(time, time + step);
            } else {
                lateFrom = Math.min(lateFrom, time);
            }
        }
        if (lateFrom < Long.MAX_VALUE) {
            known.lateFrom = lateFrom;
            known.notBefore = now + (RETRY_MILLIS << Math.min(known.late, MOST_DOUBLINGS));
            known.late++;
        } else if (known.notBefore <= now) {
            known.late = 0;
        }
        forgetIfDone(key, known);
        return new Filled(candles, empty.all());
    }

    /** Up to where an answer tells of each candle whether there is one. */
    private static long shownTo(Page page, List<Candle> rows, Series known, long now) {
        if (!rows.isEmpty()) {
            known.newestRow =
                    Math.max(known.newestRow, rows.get(rows.size() - 1).time());
            return known.newestRow;
        }
        // Before its first candle an exchange has not even the one behind the page.
        return page.to() <= now - LONG_AGO_MILLIS ? known.newestRow : 0;
    }

    /** The page was not answered, and its series may be asked again at this time. */
    void failed(Page page, long notBefore) {
        Series known = series.get(page.key());
        if (known != null) {
            known.isAsked = false;
            known.notBefore = notBefore;
            known.lateFrom = 0;
        }
    }

    private void forgetIfDone(CandleKey key, Series known) {
        if (known.missing.isEmpty() && !known.isAsked) {
            series.remove(key);
        }
    }
}
