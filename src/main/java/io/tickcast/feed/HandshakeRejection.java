package io.tickcast.feed;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** An HTTP status in place of a WebSocket. */
record HandshakeRejection(int status, Optional<Duration> retryAfter) {
    /** The longest ban that Binance gives. */
    private static final Duration LONGEST = Duration.ofDays(3);

    static Optional<HandshakeRejection> of(Throwable cause) {
        return cause instanceof UpgradeRejectedException rejected
                ? Optional.of(new HandshakeRejection(
                        rejected.getStatus(),
                        Optional.ofNullable(rejected.getHeaders())
                                .map(headers -> headers.get(HttpHeaders.RETRY_AFTER))
                                .flatMap(value -> retryAfter(value, Instant.now()))))
                : Optional.empty();
    }

    /** Waiting does not help: the place or the address that we call from is not served there. */
    boolean isPermanent() {
        return status == 451 || status == 403;
    }

    /** RFC 9110, 10.2.3: seconds or a date. Other forms are left out. */
    static Optional<Duration> retryAfter(String value, Instant now) {
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
