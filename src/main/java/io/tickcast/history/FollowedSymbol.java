package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A symbol that a feed follows: its newest candles, whose changes it tells, and how far it has been looked after. Not
 * thread-safe.
 */
final class FollowedSymbol {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final SymbolCandles candles;
    private final CandleFollowers followers;
    private final Consumer<Candle> completed;
    /** The open candle of each interval that was told last. */
    private final Map<Interval, Candle> toldOpen = new EnumMap<>(Interval.class);
    /** Time from which on it is followed, in ms. */
    private final long since;
    /** Time within the hour of its check: not all symbols are to be checked at once. */
    private final long offset;

    private final TimeRanges corrected = new TimeRanges();
    private String restName;
    private long watchedTo;
    private long namedTo;
    private long checkAt;

    /**
     * @param completed gets each closed sum that a late candle makes complete: what is read from the store may lack a
     *     candle that is on its way there
     * @param restName the exchange's name of it in requests; empty until it is known
     */
    FollowedSymbol(
            SymbolCandles candles,
            CandleFollowers followers,
            Consumer<Candle> completed,
            String restName,
            String symbol,
            long now) {
        this.candles = candles;
        this.followers = followers;
        this.completed = completed;
        this.restName = restName;
        since = now;
        watchedTo = now;
        namedTo = Interval.MINUTES_1.open(now);
        offset = Math.floorMod(symbol.hashCode(), HOUR_MILLIS);
        checked(now);
    }

    SymbolCandles candles() {
        return candles;
    }

    /**
     * Takes a candle of a minute from the feed.
     *
     * @return the changes, as {@link SymbolCandles#update}
     */
    List<Candle> update(Candle minute) {
        List<Candle> changed = candles.update(minute);
        if (!changed.isEmpty()) {
            tell(changed);
        }
        return changed;
    }

    /** Takes closed candles from the store or from the exchange's REST, and tells those that are news. */
    void fill(List<Candle> closed) {
        changed(candles.fill(closed));
    }

    /** Takes that the exchange has no candles in these ranges, and tells the longer ones that are complete without them. */
    void fillEmpty(Interval interval, List<TimeRange> empty, long now) {
        changed(candles.fillEmpty(interval, empty, now));
    }

    private void changed(List<Candle> changed) {
        tell(changed);
        changed.stream()
                .filter(candle -> candle.key().interval() != Interval.MINUTES_1 && candle.isComplete())
                .forEach(completed);
    }

    private void tell(List<Candle> changed) {
        followers.tell(candles.exchange(), interval -> news(interval, changed));
    }

    private List<Candle> news(Interval interval, List<Candle> changed) {
        List<Candle> news = new ArrayList<>(changed.stream()
                .filter(candle -> candle.key().interval() == interval)
                .toList());
        candles.open(interval)
                .filter(open -> !open.equals(toldOpen.put(interval, open)) && !news.contains(open))
                .ifPresent(news::add);
        return news;
    }

    long since() {
        return since;
    }

    String restName() {
        return restName;
    }

    boolean hasName() {
        return !restName.isEmpty();
    }

    void name(String name) {
        restName = name;
    }

    /** Minutes before this time have been looked at: they are settled, or asked for. */
    long watchedTo() {
        return watchedTo;
    }

    void watched(long to) {
        watchedTo = Math.max(watchedTo, to);
    }

    /** Minutes before this time are settled, or were named as missing. */
    long namedTo() {
        return namedTo;
    }

    void named(long to) {
        namedTo = Math.max(namedTo, to);
    }

    /** Minutes that have changed after they had closed, since the last check. */
    TimeRanges corrected() {
        return corrected;
    }

    /** Whether its last candles are to be read again, once in an hour. */
    boolean isDue(long now) {
        return now >= checkAt;
    }

    void checked(long now) {
        checkAt = now - Math.floorMod(now - offset, HOUR_MILLIS) + HOUR_MILLIS;
    }
}
