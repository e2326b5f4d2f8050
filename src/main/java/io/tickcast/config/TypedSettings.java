package io.tickcast.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The entries of all keys as typed values, each within its range; anything else is refused. */
final class TypedSettings {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Set<String> YES = Set.of("true", "yes", "on", "1");
    private static final Set<String> NO = Set.of("false", "no", "off", "0");

    private final Layers layers;

    TypedSettings(Layers layers) {
        this.layers = layers;
    }

    RawSetting entry(String key) {
        return layers.entry(key);
    }

    /** The entries below this group, by the rest of their key. */
    Map<String, RawSetting> below(String group) {
        return layers.below(group);
    }

    /** Text that may be empty; {@code allowed} is asked only when it is not. */
    String optionalText(String key, Predicate<String> allowed, String right) {
        RawSetting entry = entry(key);
        if (entry.isBlank()) {
            return "";
        }
        if (!allowed.test(entry.text())) {
            throw entry.mustBe(right);
        }
        return entry.text();
    }

    /** A text that {@code parser} understands, or its refusal with {@code right}. */
    <T> T parsed(String key, Function<String, Optional<T>> parser, String right) {
        RawSetting entry = entry(key);
        return parser.apply(entry.text().strip()).orElseThrow(() -> entry.mustBe(right));
    }

    boolean flag(String key) {
        return parsed(key, TypedSettings::flagOf, "true or false");
    }

    String host(String key) {
        return parsed(key, Locations::host, "a host name or an IP address");
    }

    Path path(String key) {
        return path(key, "the path of a file");
    }

    Path path(String key, String right) {
        return parsed(key, text -> pathOf(key, text), right);
    }

    private Optional<Path> pathOf(String key, String text) {
        try {
            return Optional.of(text).filter(name -> !name.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            if (text.indexOf('\0') < 0) {
                throw entry(key)
                        .refused("is " + PrintableSetting.quoted(text) + ", which is not a valid file name here: "
                                + ProcessCharset.ofThis().advice());
            }
            return Optional.empty();
        }
    }

    int number(String key, int least, int most) {
        return parsed(
                key,
                text -> numberOf(text).filter(n -> least <= n && n <= most).map(Long::intValue),
                "a whole number from " + least + " to " + most);
    }

    Duration duration(String key, String least, String most) {
        return duration(key, least, most, any -> true, "a duration");
    }

    Duration wholeSeconds(String key, String least, String most) {
        return duration(
                key,
                least,
                most,
                found -> found.equals(found.truncatedTo(ChronoUnit.SECONDS)),
                "a duration in whole seconds");
    }

    private Duration duration(String key, String least, String most, Predicate<Duration> allowed, String what) {
        Duration lower = DurationText.parse(least).orElseThrow();
        Duration upper = DurationText.parse(most).orElseThrow();
        return parsed(
                key,
                text -> DurationText.parse(text)
                        .filter(found -> found.compareTo(lower) >= 0 && found.compareTo(upper) <= 0)
                        .filter(allowed),
                what + " from " + least + " to " + most + ", such as 500ms, 15s, 2m or 1h");
    }

    /** An amount of data in bytes. */
    long size(String key, String least, String most) {
        long lower = SizeText.parse(least).orElseThrow();
        long upper = SizeText.parse(most).orElseThrow();
        return parsed(
                key,
                text -> SizeText.parse(text).filter(size -> lower <= size && size <= upper),
                "a size from " + least + " to " + most + ", such as 500MB or 20GB");
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            byName.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return parsed(
                key,
                text -> Optional.ofNullable(byName.get(text.toLowerCase(Locale.ROOT))),
                String.join(" or ", byName.keySet()));
    }

    /** A list whose items {@code parser} accepts; {@code right} describes a valid item. */
    <T> List<T> list(String key, Function<String, Optional<T>> parser, String right) {
        RawSetting entry = entry(key);
        List<String> items = entry.isList() ? entry.texts() : EnvironmentEntries.splitByComma(entry.text());
        List<T> values = new ArrayList<>();
        for (String item : items) {
            values.add(parser.apply(item.strip()).orElseThrow(() -> entry.mustHold(item, right)));
        }
        return List.copyOf(values);
    }

    /** The same, without repeats and with 1 to {@code most} items. */
    List<String> distinct(String key, Function<String, Optional<String>> parser, String right, int most) {
        List<String> values = notEmpty(key, list(key, parser, right));
        if (values.size() > most) {
            throw entry(key).refused("holds " + values.size() + " entries but must hold 1 to " + most);
        }
        Set<String> seen = new HashSet<>();
        for (String value : values) {
            if (!seen.add(value)) {
                throw entry(key).refused("holds " + PrintableSetting.quoted(value) + " twice");
            }
        }
        return values;
    }

    <T> List<T> notEmpty(String key, List<T> values) {
        if (values.isEmpty()) {
            throw entry(key).refused("is empty but must hold at least one entry");
        }
        return values;
    }

    /** Either of the two may be the one to change, so the message says where both stand. */
    SettingsException inWrongOrder(String key, String relation, String otherKey) {
        RawSetting other = entry(otherKey);
        return entry(key)
                .mustBe(relation + " " + otherKey + ", which is " + other.shown(other.text()) + " in "
                        + other.origin());
    }

    private static Optional<Boolean> flagOf(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return YES.contains(word) ? Optional.of(true) : NO.contains(word) ? Optional.of(false) : Optional.empty();
    }

    private static Optional<Long> numberOf(String text) {
        return WHOLE_NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
