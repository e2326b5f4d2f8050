package io.tickcast.config;

import io.tickcast.config.Settings.Published;
import io.tickcast.config.Settings.Source;
import io.tickcast.market.Symbols;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code feed.published}: the sources of prices that are posted to this node. */
final class PublishedReader {
    private static final String SOURCES = "feed.published.sources";
    private static final String STALE = "feed.published.stale-after";
    private static final String NAMES =
            "names of 1 to 32 letters, digits, '-', '_' or '.' that are neither an exchange's nor \"index\"";
    private static final String TIMES = "durations from 100ms to 168h, such as 30s for all sources or desk=5m for one";
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofDays(7);
    private static final int MOST_SOURCES = 100;
    private static final String INDEX = "index";

    private final TypedSettings values;

    PublishedReader(TypedSettings values) {
        this.values = values;
    }

    /** @param stale time of a source without an entry of its own */
    Published published(Duration stale) {
        List<String> names = values.entry(SOURCES).isBlank()
                ? List.of()
                : values.distinct(SOURCES, PublishedReader::name, NAMES, MOST_SOURCES);
        Map<String, Duration> times = times();
        Duration others = times.getOrDefault("", stale);
        for (String source : times.keySet()) {
            if (!source.isEmpty() && !names.contains(source)) {
                throw values.entry(STALE)
                        .refused("has a time for " + PrintableSetting.quoted(source) + ", which " + SOURCES
                                + " does not list");
            }
        }
        return new Published(
                names.stream()
                        .map(name -> new Source(name, times.getOrDefault(name, others)))
                        .toList(),
                values.number("feed.published.max-symbols", 1, 100_000));
    }

    private static Optional<String> name(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT))
                .filter(Symbols::isValid)
                .filter(name -> !name.equals(INDEX) && !ExchangesReader.EXCHANGES.contains(name));
    }

    /** Times by the name of their source; that of the empty name is for all others. */
    private Map<String, Duration> times() {
        Map<String, Duration> times = new HashMap<>();
        if (values.entry(STALE).isBlank()) {
            return times;
        }
        for (Map.Entry<String, Duration> time : values.list(STALE, PublishedReader::time, TIMES)) {
            if (times.put(time.getKey(), time.getValue()) != null) {
                throw values.entry(STALE)
                        .refused("has two times for "
                                + (time.getKey().isEmpty() ? "all sources" : PrintableSetting.quoted(time.getKey())));
            }
        }
        return times;
    }

    private static Optional<Map.Entry<String, Duration>> time(String text) {
        int equals = text.indexOf('=');
        String source = equals < 0 ? "" : text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        return equals == 0 || (equals > 0 && source.isEmpty())
                ? Optional.empty()
                : DurationText.parse(text.substring(equals + 1))
                        .filter(time -> time.compareTo(LEAST) >= 0 && time.compareTo(MOST) <= 0)
                        .map(time -> Map.entry(source, time));
    }
}
