package io.tickcast.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code alert}: rules that tell of prices. */
final class AlertReader {
    private static final String RETRY = "alert.retry";
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST_ATTEMPTS = 50;
    private static final Pattern PERCENT = Pattern.compile("\\d{1,2}(\\.\\d{1,4})?");

    private final TypedSettings values;

    AlertReader(TypedSettings values) {
        this.values = values;
    }

    Settings.Alerts alerts() {
        return new Settings.Alerts(
                values.flag("alert.enabled"),
                values.number("alert.max-per-owner", 1, 100_000),
                values.parsed("alert.hysteresis", AlertReader::percent, "a percentage from 0 to 99.9999, such as 0.1"),
                retry(),
                values.duration("alert.retention", "1h", "87600h"),
                values.flag("alert.allow-private-addresses"));
    }

    private List<Duration> retry() {
        List<Duration> pauses = values.notEmpty(
                RETRY, values.list(RETRY, AlertReader::pause, "durations of up to 168h, such as 0s, 5s, 5m, 2h"));
        if (pauses.size() > MOST_ATTEMPTS) {
            throw values.entry(RETRY).refused("has " + pauses.size() + " pauses; at most " + MOST_ATTEMPTS);
        }
        return pauses;
    }

    private static Optional<Duration> pause(String text) {
        return DurationText.parse(text).filter(pause -> pause.compareTo(LONGEST) <= 0);
    }

    private static Optional<BigDecimal> percent(String text) {
        return Optional.of(text)
                .filter(digits -> PERCENT.matcher(digits).matches())
                .map(BigDecimal::new);
    }
}
