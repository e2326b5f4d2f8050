package io.tickcast.history;

import io.tickcast.feed.CandleAnswer;
import io.tickcast.history.BackfillPlan.Filled;
import io.tickcast.history.BackfillPlan.Page;
import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The candles of one series that its exchange is to be asked for, and which of them may be asked for now. Not thread-safe. */
final class SeriesPlan {
    /** A range that ends within this time before now comes before all others. */
    private static final long FRESH_MILLIS = Duration.ofHours(1).toMillis();
    /** Age from which on an answer without any row shows that the series had not begun yet. */
    private static final long LONG_AGO_MILLIS = Duration.ofDays(1).toMillis();

    /** Requests without an answer that are no accident. */
    private static final int FAILING = 3;

    private static final int MOST_DOUBLINGS = 6;
    /** The same while the exchange has nothing new at all: up to four hours. */
    private static final int MOST_SILENT_DOUBLINGS = 10;

    private static final long LONGEST_LATE_MILLIS = BackfillPlan.RETRY_MILLIS << MOST_DOUBLINGS;

    private static final long FIRST_PAUSE_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final long LONGEST_PAUSE_MILLIS = Duration.ofMinutes(1).toMillis();
    /** The exchange does not know the symbol, or refuses what is asked. */
    private static final long REFUSED_PAUSE_MILLIS = Duration.ofMinutes(10).toMillis();

    private final CandleKey key;
    private final int maxRows;
    private final TimeRanges missing = new TimeRanges();
    /** Candles that are here, and are read again because they may have changed. */
    private final TimeRanges unconfirmed = new TimeRanges();

    private boolean isAsked;
    /** Open time of the newest candle that an answer had; 0: none had any. */
    private long newestRow;

    private int pages;
    /** Answers in a row that lacked the newest candles. */
    private int late;
    /** Number of the last of these answers that had no newer candle than the one before: the symbol may not trade. */
    private int silent;
    /** The oldest candle that the last answer should have had, and lacked. */
    private long lateFrom;
    /** Time of the next request for it. Older candles need not wait for that. */
    private long notBefore;
    /** Requests in a row for what has just closed that brought no answer. */
    private int failures;
    /** The same for the past. */
    private int pastFailures;
    /** Open time before which candles wait after a failed request for the past. Newer candles need not wait. */
    private long failedTo;

    private long failedUntil;

    SeriesPlan(CandleKey key, int maxRows) {
        this.key = key;
        this.maxRows = maxRows;
    }

    CandleKey key() {
        return key;
    }

    int pages() {
        return pages;
    }

    boolean isAsked() {
        return isAsked;
    }

    void ask() {
        isAsked = true;
    }

    /** Number of missing candles. */
    long missing() {
        return missing.length() / key.interval().millis();
    }

    boolean isEmpty() {
        return missing.isEmpty() && unconfirmed.isEmpty() && !isAsked;
    }

    void need(long from, long to) {
        missing.add(from, to);
    }

    void confirm(long from, long to) {
        unconfirmed.add(from, to);
    }

    void have(long time) {
        missing.remove(time, time + key.interval().millis());
    }

    /** Whether it waits for longer than a symbol that trades has to. */
    boolean isSilent(long now) {
        return notBefore > now + LONGEST_LATE_MILLIS;
    }

    /** The symbol trades: it waits no longer than others. */
    void trades(long now) {
        silent = 0;
        notBefore = Math.min(notBefore, now + LONGEST_LATE_MILLIS);
    }

    void forgetBefore(long time) {
        missing.remove(0, time);
        unconfirmed.remove(0, time);
    }

    /** Whether the last requests for what has just closed brought no answer. */
    boolean isFailing() {
        return failures >= FAILING;
    }

    /**
     * The end of the candles that can be asked for. One that has just closed may still change, and the open one does.
     */
    private long end(long now) {
        return key.interval().open(now - ExchangeHistory.GRACE_MILLIS);
    }

    /** The newest page that may be asked for. */
    Optional<Page> page(long now) {
        Interval interval = key.interval();
        long before = notBefore <= now ? end(now) : Math.min(end(now), lateFrom);
        Optional<TimeRange> lacking = newest(missing, before, now);
        long hourAgo = interval.open(now - FRESH_MILLIS);
        boolean isFresh = interval == Interval.MINUTES_1
                && lacking.filter(range -> range.to() > hourAgo).isPresent();
        return lacking.or(() -> newest(unconfirmed, before, now)).map(range -> {
            long oldest = range.to() - maxRows * interval.millis();
            long from = Math.max(range.from(), isFresh ? Math.max(oldest, hourAgo) : oldest);
            return new Page(key, from, range.to(), isFresh);
        });
    }

    private Optional<TimeRange> newest(TimeRanges ranges, long before, long now) {
        long after = failedUntil > now ? failedTo : Long.MIN_VALUE;
        return ranges.newestBefore(before)
                .filter(range -> range.to() > after)
                .map(range -> new TimeRange(Math.max(range.from(), after), range.to()));
    }

    /** The next time at which another page may be asked for, though nothing happens until then. */
    long changesAt(long now) {
        long next = end(now) + key.interval().millis() + ExchangeHistory.GRACE_MILLIS;
        if (notBefore > now) {
            next = Math.min(next, notBefore);
        }
        return failedUntil > now ? Math.min(next, failedUntil) : next;
    }

    /** Takes the answer to a page; see {@link BackfillPlan#answered}. */
    Filled answered(Page page, CandleAnswer answer, long now) {
        isAsked = false;
        pages++;
        failures = 0;
        if (!page.isFresh()) {
            pastFailures = 0;
            failedUntil = 0;
        }
        long newestBefore = newestRow;
        // A newer candle shows that the exchange has been here and has none; without one its history may be behind.
        long newest = shownTo(page, answer.candles(), now);
        silent = newestRow > newestBefore ? 0 : silent;
        List<Candle> candles = answer.candles().stream()
                .filter(row -> row.time() >= page.from() && row.time() < page.to())
                .map(row -> row.end() <= newest ? row.close() : row)
                .filter(Candle::isClosed)
                .toList();
        Set<Long> present = new HashSet<>();
        candles.forEach(candle -> present.add(candle.time()));
        // A row that cannot be read is no hole, and its time is not known.
        long shownTo = answer.malformed().isEmpty() ? Math.min(newest, now - BackfillPlan.SETTLED_MILLIS) : 0;
        return new Filled(candles, take(page, present, shownTo, now));
    }

    /** @return the ranges for which the exchange has no candle */
    private List<TimeRange> take(Page page, Set<Long> present, long shownTo, long now) {
        long step = key.interval().millis();
        TimeRanges empty = new TimeRanges();
        long firstLate = Long.MAX_VALUE;
        for (long time = page.from(); time < page.to(); time += step) {
            boolean isEmpty = !present.contains(time) && time + step <= shownTo;
            if (isEmpty) {
                empty.add(time, time + step);
            }
            if (isEmpty || present.contains(time)) {
                missing.remove(time, time + step);
            } else if (missing.contains(time)) {
                firstLate = Math.min(firstLate, time);
            }
            // What could not be confirmed now is found again in an hour: nothing that is missing waits for it.
            unconfirmed.remove(time, time + step);
        }
        if (firstLate < Long.MAX_VALUE) {
            lateFrom = firstLate;
            int doublings = Math.max(Math.min(late, MOST_DOUBLINGS), Math.min(silent, MOST_SILENT_DOUBLINGS));
            notBefore = now + (BackfillPlan.RETRY_MILLIS << doublings);
            late++;
            silent++;
        } else if (notBefore <= now) {
            late = 0;
            silent = 0;
        }
        return empty.all();
    }

    /** Up to where an answer tells of each candle whether there is one. */
    private long shownTo(Page page, List<Candle> rows, long now) {
        if (!rows.isEmpty()) {
            newestRow = Math.max(newestRow, rows.get(rows.size() - 1).time());
            return newestRow;
        }
        // Before its first candle an exchange has not even the one behind the page.
        return page.to() <= now - LONG_AGO_MILLIS ? newestRow : 0;
    }

    /** Asks again after a pause, which doubles with each failure. */
    void failed(Page page, boolean isRefused, long now) {
        isAsked = false;
        if (isRefused || page.isFresh()) {
            notBefore = now + (isRefused ? REFUSED_PAUSE_MILLIS : pause(failures));
            lateFrom = 0;
            failures++;
        } else {
            failedTo = page.to();
            failedUntil = now + pause(pastFailures);
            pastFailures++;
        }
    }

    private static long pause(int failures) {
        return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS));
    }
}
