package io.tickcast.market.candle;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The length of a candle. Candles are aligned to UTC: a day begins at midnight, and 4 hours at 0, 4, 8 and so on. */
public enum Interval {
    MINUTES_1("1m", 1),
    MINUTES_3("3m", 3),
    MINUTES_5("5m", 5),
    MINUTES_15("15m", 15),
    MINUTES_30("30m", 30),
    HOURS_1("1h", 60),
    HOURS_2("2h", 2 * 60),
    HOURS_4("4h", 4 * 60),
    HOURS_6("6h", 6 * 60),
    HOURS_8("8h", 8 * 60),
    HOURS_12("12h", 12 * 60),
    DAYS_1("1d", 24 * 60);

    private static final long MILLIS_PER_MINUTE = 60_000;

    private final String label;
    private final long millis;

    Interval(String label, long minutes) {
        this.label = label;
        millis = minutes * MILLIS_PER_MINUTE;
    }

    /** The interval of this name, such as {@code 15m}. */
    public static Optional<Interval> of(String label) {
        return Arrays.stream(values())
                .filter(interval -> interval.label.equals(label))
                .findFirst();
    }

    /** The interval of this length in ms. */
    public static Optional<Interval> of(long millis) {
        return Arrays.stream(values())
                .filter(interval -> interval.millis == millis)
                .findFirst();
    }

    /** All names, shortest first: for an error message. */
    public static String labels() {
        return Arrays.stream(values()).map(Interval::label).collect(Collectors.joining(", "));
    }

    /** Its name in requests, events and the store. */
    public String label() {
        return label;
    }

    public long millis() {
        return millis;
    }

    /** Open time of the candle that this time lies in, both in ms since the epoch. */
    public long open(long time) {
        return time - Math.floorMod(time, millis);
    }

    /** Whether a candle may begin at this time, in ms since the epoch. */
    public boolean isOpen(long time) {
        return Math.floorMod(time, millis) == 0;
    }

    /** The interval that candles of this one are summed from; empty for the shortest. */
    public Optional<Interval> part() {
        return switch (this) {
            case MINUTES_1 -> Optional.empty();
            case MINUTES_3, MINUTES_5, MINUTES_15, MINUTES_30, HOURS_1 -> Optional.of(MINUTES_1);
            default -> Optional.of(HOURS_1);
        };
    }

    /** The intervals whose candles are summed from candles of this one. */
    public List<Interval> sums() {
        return Arrays.stream(values())
                .filter(interval -> interval.part().equals(Optional.of(this)))
                .toList();
    }
}
