package io.tickcast.feed;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Reads times that exchanges write as texts; 0 when a text is not one. */
final class TimeText {
    private static final int MAX_DIGITS = 18;

    private TimeText() {}

    /** µs since the epoch of an RFC 3339 time. */
    static long micros(CharSequence text) {
        try {
            Instant time = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
        } catch (DateTimeParseException | ArithmeticException e) {
            return 0;
        }
    }

    /** Time since the epoch that is written as a number. */
    static long number(CharSequence digits) {
        boolean isNumber = digits.length() > 0
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.parseLong(digits, 0, digits.length(), 10) : 0;
    }
}
