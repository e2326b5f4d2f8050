package io.tickcast.history;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.Gap;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Names the minutes that could not be had in time, each once, for the streams. Not thread-safe. */
final class CandleGaps {
    /** The exchange's history has been behind for several minutes: a minute may be late, or without trades. */
    private static final long LATE_MILLIS = Duration.ofMinutes(20).toMillis();
    /** While the exchange does not answer nothing is to be expected. */
    private static final long FAILING_MILLIS = Duration.ofMinutes(1).toMillis();
    /** Age of the oldest gap that is named. The candles in memory reach back for a little longer. */
    private static final long MOST_MILLIS = Duration.ofMinutes(100).toMillis();

    private final String exchange;
    private final Map<String, FollowedSymbol> symbols;
    private final Predicate<CandleKey> isFailing;
    private final Consumer<Gap> bus;

    /**
     * @param symbols   the symbols that are followed
     * @param isFailing whether the minutes of a symbol cannot be asked for
     */
    CandleGaps(
            String exchange, Map<String, FollowedSymbol> symbols, Predicate<CandleKey> isFailing, Consumer<Gap> bus) {
        this.exchange = exchange;
        this.symbols = symbols;
        this.isFailing = isFailing;
        this.bus = bus;
    }

    /** To be called now and then. */
    void turn(long now) {
        symbols.forEach((symbol, followed) -> {
            CandleKey key = new CandleKey(exchange, symbol, Interval.MINUTES_1);
            long wait = isFailing.test(key) ? FAILING_MILLIS : LATE_MILLIS;
            long end = Interval.MINUTES_1.open(now - wait);
            if (end > followed.namedTo()) {
                name(symbol, followed, Math.max(followed.namedTo(), Interval.MINUTES_1.open(now - MOST_MILLIS)), end);
            }
        });
    }

    private void name(String symbol, FollowedSymbol followed, long from, long end) {
        TimeRanges missing = new TimeRanges();
        for (long minute = from; minute < end; minute += Interval.MINUTES_1.millis()) {
            if (!followed.candles().isSettled(minute)) {
                missing.add(minute, minute + Interval.MINUTES_1.millis());
            }
        }
        followed.named(end);
        for (TimeRange range : missing.all()) {
            bus.accept(new Gap(
                    Gap.Kind.CANDLES, exchange, symbol, range.from(), range.to() - Interval.MINUTES_1.millis()));
        }
    }
}
