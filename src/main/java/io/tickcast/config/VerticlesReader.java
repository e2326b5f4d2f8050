package io.tickcast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the keys of the verticles that are files of a folder. */
final class VerticlesReader {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,14})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d{0,14})\\.\\d{1,15}");

    private final TypedSettings values;

    VerticlesReader(TypedSettings values) {
        this.values = values;
    }

    VerticlesSettings verticles() {
        return new VerticlesSettings(
                values.entry("verticles.folder").isBlank()
                        ? Optional.empty()
                        : Optional.of(values.path("verticles.folder", "a path, or empty")),
                values.flag("verticles.trusted"),
                values.choice("verticles.instances", VerticlesSettings.Instances.class),
                values.duration("verticles.call-limit", "1ms", "10s"),
                values.number("verticles.max-files", 1, 1_000),
                values.number("verticles.max-heap", 10, 95),
                files());
    }

    private Map<String, Map<String, Object>> files() {
        Map<String, Map<String, Object>> files = new LinkedHashMap<>();
        values.below(KnownKeys.FREE).forEach((path, entry) -> {
            int dot = path.indexOf('.');
            String key = path.substring(dot + 1);
            if (key.equals("instances") && (entry.isList() || !entry.text().matches("(?i)one|every"))) {
                throw entry.mustBe("one or every");
            }
            files.computeIfAbsent(path.substring(0, dot), name -> new LinkedHashMap<>())
                    .put(key, value(entry));
        });
        return files;
    }

    private static Object value(RawSetting entry) {
        return entry.isList()
                ? entry.texts().stream().map(VerticlesReader::value).toList()
                : value(entry.text());
    }

    /**
     * Reads a value as YAML reads one without quotes. A text that only looks like a number should have more than
     * digits.
     */
    private static Object value(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        if (DECIMAL.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        return List.of("true", "false").contains(text) ? (Object) Boolean.parseBoolean(text) : text;
    }
}
