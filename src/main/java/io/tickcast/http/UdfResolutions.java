package io.tickcast.http;

import io.tickcast.market.candle.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The intervals of candles under TradingView's names: a number of minutes, or {@code 1D}. */
final class UdfResolutions {
    private static final long MILLIS_PER_MINUTE = Interval.MINUTES_1.millis();
    private static final String DAY = "1D";

    private UdfResolutions() {}

    /** The name of an interval. */
    static String of(Interval interval) {
        return interval == Interval.DAYS_1 ? DAY : Long.toString(interval.millis() / MILLIS_PER_MINUTE);
    }

    /** The interval of this name; a day may be called {@code D}, too. */
    static Optional<Interval> interval(String resolution) {
        String name = resolution.equals("D") ? DAY : resolution;
        return Arrays.stream(Interval.values())
                .filter(interval -> of(interval).equals(name))
                .findFirst();
    }

    /** All names, shortest first. */
    static List<String> all() {
        return Arrays.stream(Interval.values()).map(UdfResolutions::of).toList();
    }

    /** The names of those that are shorter than a day. */
    static List<String> intraday() {
        return all().stream().filter(name -> !name.equals(DAY)).toList();
    }
}
