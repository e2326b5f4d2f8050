package io.tickcast.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The header {@code Retry-After} of an exchange. */
public final class RetryAfter {
    /** The longest ban that Binance gives. */
    private static final Duration LONGEST = Duration.ofDays(3);

    private RetryAfter() {}

    /** RFC 9110, 10.2.3: seconds or a date. Other forms are left out. */
    public static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (text.matches("\\d+")) {
            return Optional.of(text.length() > 9 ? LONGEST : clamp(Duration.ofSeconds(Long.parseLong(text))));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(clamp(Duration.between(now, date.toInstant())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Duration clamp(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
