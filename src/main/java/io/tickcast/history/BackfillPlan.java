package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Pause before what an answer lacked is asked for again; twice as long after each such answer. */
    static final long RETRY_MILLIS = Duration.ofSeconds(15).toMillis();

    private static final int MOST_DOUBLINGS = 3;

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
        int pages;
        /** Answers in a row that lacked the newest candles. */
        int late;

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
        return series.entrySet().stream()
                .filter(each -> !each.getValue().isAsked && each.getValue().notBefore <= now)
                .flatMap(each -> page(each.getKey(), each.getValue(), now).stream())
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
        // The candle that is open now cannot be had closed.
        return known.missing.newestBefore(interval.open(now)).map(range -> {
            long from = Math.max(range.from(), range.to() - maxRows * interval.millis());
            boolean isFresh = interval == Interval.MINUTES_1 && range.to() > now - FRESH_MILLIS;
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
        if (rows.isEmpty()) {
            // Not even the candle behind them: that is no word on what the exchange has.
            known.notBefore = now + SETTLED_MILLIS;
            return new Filled(List.of(), List.of());
        }
        List<Candle> candles = rows.stream()
                .filter(row -> row.time() >= page.from() && row.time() < page.to())
                .map(row -> row.end() <= now - SETTLED_MILLIS ? row.close() : row)
                .filter(Candle::isClosed)
                .toList();
        Set<Long> present = new HashSet<>();
        candles.forEach(candle -> present.add(candle.time()));
        long step = key.interval().millis();
        TimeRanges empty = new TimeRanges();
        boolean isLate = false;
        for (long time = page.from(); time < page.to(); time += step) {
            if (present.contains(time)) {
                known.missing.remove(time, time + step);
            } else if (time + step <= now - SETTLED_MILLIS) {
                empty.add(time, time + step);
                known.missing.remove(time, time + step);
            } else {
                isLate = true;
            }
        }
        if (candles.isEmpty() && !isLate) {
            // Its history begins later.
            known.missing.all().stream()
                    .filter(range -> range.to() <= page.from())
                    .forEach(range -> {
                        empty.add(range.from(), range.to());
                        known.missing.remove(range.from(), range.to());
                    });
        }
        known.notBefore = isLate ? now + (RETRY_MILLIS << Math.min(known.late, MOST_DOUBLINGS)) : 0;
        known.late = isLate ? known.late + 1 : 0;
        forgetIfDone(key, known);
        return new Filled(candles, new ArrayList<>(empty.all()));
    }

    /** The page was not answered, and its series may be asked again at this time. */
    void failed(Page page, long notBefore) {
        Series known = series.get(page.key());
        if (known != null) {
            known.isAsked = false;
            known.notBefore = notBefore;
        }
    }

    private void forgetIfDone(CandleKey key, Series known) {
        if (known.missing.isEmpty() && !known.isAsked) {
            series.remove(key);
        }
    }
}
