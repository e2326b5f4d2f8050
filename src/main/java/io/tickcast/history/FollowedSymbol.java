package io.tickcast.history;

import io.tickcast.market.candle.Interval;
import java.time.Duration;

/** A symbol that a feed follows: its newest candles, and how far it has been looked after. Not thread-safe. */
final class FollowedSymbol {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final SymbolCandles candles;
    /** When it was followed first, in ms. */
    private final long since;
    /** Time within the hour of its check: not all symbols are to be checked at once. */
    private final long offset;

    private final TimeRanges corrected = new TimeRanges();
    private String restName;
    private long watchedTo;
    private long namedTo;
    private long checkAt;

    /** @param restName the exchange's name of it in requests; empty until it is known */
    FollowedSymbol(SymbolCandles candles, String restName, String symbol, long now) {
        this.candles = candles;
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
