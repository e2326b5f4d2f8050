package io.tickcast.config;

import io.tickcast.config.Settings.History;
import io.tickcast.config.Settings.Storage;
import io.tickcast.log.Printable;
import io.tickcast.market.candle.Interval;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which candles are kept, for how long, and where. */
final class HistoryReader {
    private static final String BACKFILL = "history.backfill";
    private static final String RETENTION = "history.retention";
    private static final String DEPTHS = "counts of candles up to 1000000 or ages up to 36500d, such as 1000 for all"
            + " intervals or 1m=7d for one of " + Interval.labels();
    private static final String AGES = "ages from 1h to 36500d or forever, such as 1m=90d for one interval of "
            + Interval.labels() + ", or 2000d for all";
    private static final String ONE_LINE = "text without control characters";
    private static final String FOREVER_WORD = "forever";

    private static final Pattern AGE = Pattern.compile("(\\d{1,6}) ?([hd])");
    private static final Pattern COUNT = Pattern.compile("\\d{1,7}");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST_CANDLES = 1_000_000;

    private final TypedSettings values;

    HistoryReader(TypedSettings values) {
        this.values = values;
    }

    History history() {
        Map<Interval, Duration> backfill = byInterval(BACKFILL, HistoryReader::depth, DEPTHS, Duration.ZERO);
        Map<Interval, Duration> retention =
                byInterval(RETENTION, (interval, text) -> retention(text), AGES, Settings.FOREVER);
        for (Interval interval : Interval.values()) {
            if (of(backfill, interval).compareTo(of(retention, interval)) > 0) {
                throw values.entry(BACKFILL)
                        .refused("asks for more candles of " + interval.label() + " than " + RETENTION + " keeps");
            }
        }
        return new History(values.flag("history.enabled"), backfill, retention);
    }

    private static Duration of(Map<Interval, Duration> durations, Interval interval) {
        return Optional.ofNullable(durations.get(interval)).orElseThrow();
    }

    Storage storage() {
        return new Storage(
                values.parsed("storage.url", StorageUrl::parse, StorageUrl.FORMS),
                values.optionalText("storage.user", Printable::isPrintable, ONE_LINE),
                values.optionalText("storage.password", Printable::isPrintable, ONE_LINE),
                values.duration("storage.timeout", "100ms", "5m"),
                values.size("storage.max-size", "10MB", "100000GB"));
    }

    /** @param others for the intervals that no entry is for */
    private Map<Interval, Duration> byInterval(
            String key, BiFunction<Interval, String, Optional<Duration>> parser, String right, Duration others) {
        Map<String, String> texts = texts(key, parser, right);
        String rest = texts.getOrDefault("", "");
        Map<Interval, Duration> durations = new EnumMap<>(Interval.class);
        for (Interval interval : Interval.values()) {
            String text = texts.getOrDefault(interval.label(), rest);
            durations.put(
                    interval,
                    text.isEmpty() ? others : parser.apply(interval, text).orElseThrow());
        }
        return Map.copyOf(durations);
    }

    /** The checked texts by the name of their interval; that of the empty name is for all others. */
    private Map<String, String> texts(
            String key, BiFunction<Interval, String, Optional<Duration>> parser, String right) {
        Map<String, String> texts = new HashMap<>();
        if (values.entry(key).isBlank()) {
            return texts;
        }
        for (Map.Entry<String, String> text : values.list(key, item -> entry(item, parser), right)) {
            if (texts.put(text.getKey(), text.getValue()) != null) {
                throw values.entry(key)
                        .refused("has two values for "
                                + (text.getKey().isEmpty() ? "all intervals" : PrintableSetting.quoted(text.getKey())));
            }
        }
        return texts;
    }

    private static Optional<Map.Entry<String, String>> entry(
            String item, BiFunction<Interval, String, Optional<Duration>> parser) {
        int equals = item.indexOf('=');
        String label = item.substring(0, Math.max(0, equals)).strip();
        String text = item.substring(equals + 1).strip();
        // A value for all intervals must be right for each: the longest has the greatest age for a count.
        Optional<Interval> interval = equals < 0 ? Optional.of(Interval.DAYS_1) : Interval.of(label);
        return interval.flatMap(of -> parser.apply(of, text)).map(found -> Map.entry(label, text));
    }

    private static Optional<Duration> depth(Interval interval, String text) {
        if (!COUNT.matcher(text).matches()) {
            return age(text);
        }
        long count = Long.parseLong(text);
        return count > MOST_CANDLES
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(count * interval.millis())).filter(HistoryReader::isAllowed);
    }

    private static Optional<Duration> retention(String text) {
        return text.equals(FOREVER_WORD)
                ? Optional.of(Settings.FOREVER)
                : age(text).filter(age -> age.compareTo(Duration.ofHours(1)) >= 0);
    }

    private static Optional<Duration> age(String text) {
        Matcher form = AGE.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(form.group(1));
        return Optional.of(form.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number))
                .filter(HistoryReader::isAllowed);
    }

    private static boolean isAllowed(Duration age) {
        return age.compareTo(LONGEST) <= 0;
    }
}
