package io.tickcast.config;

import io.tickcast.config.RawSetting.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys that exist, each with the name of its environment variable. Whatever the defaults hold is known. */
final class KnownKeys {
    static final String PREFIX = "TICKCAST_";
    /** Below it stand names that users choose, and below those what their files read. */
    static final String FREE = "verticles.files";

    private final Set<String> groups;
    private final Map<String, RawSetting> defaults;
    private final Map<String, String> keyByVariable;

    private KnownKeys(List<RawSetting> entries) {
        groups = entries.stream()
                .filter(entry -> entry.shape() == Shape.GROUP)
                .map(RawSetting::key)
                .collect(Collectors.toUnmodifiableSet());
        defaults = Collections.unmodifiableMap(valuesOf(entries));
        // Two keys with the same variable fail here, at the first start after the second one was added.
        keyByVariable =
                defaults.keySet().stream().collect(Collectors.toUnmodifiableMap(KnownKeys::variable, key -> key));
    }

    static KnownKeys of(List<RawSetting> defaults) {
        return new KnownKeys(defaults);
    }

    Map<String, RawSetting> defaults() {
        return defaults;
    }

    Optional<String> keyOf(String variable) {
        return Optional.ofNullable(keyByVariable.get(variable));
    }

    boolean isListKey(String key) {
        RawSetting known = defaults.get(key);
        return known != null && known.isList();
    }

    static String variable(String key) {
        return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The values of a file, once each of its keys is known and takes what stands there. */
    Map<String, RawSetting> check(List<RawSetting> entries) {
        entries.forEach(this::check);
        return valuesOf(entries.stream()
                .filter(entry -> !groups.contains(entry.key()) && !isFreeGroup(entry.key()))
                .toList());
    }

    private void check(RawSetting entry) {
        String key = entry.key();
        boolean group = entry.shape() == Shape.GROUP;
        if (groups.contains(key)) {
            boolean nothingBelow = entry.shape() == Shape.TEXT && entry.text().isEmpty();
            if (!group && !nothingBelow) {
                throw entry.refused("is a group of keys"
                        + firstKeyOf(key)
                                .map(first -> ", such as " + first + ",")
                                .orElse("") + " and takes no value itself");
            }
        } else if (key.startsWith(FREE + ".")) {
            checkFree(entry, key.substring(FREE.length() + 1));
        } else if (!defaults.containsKey(key)) {
            throw entry.refused("is not a setting" + suggestion(key));
        } else if (group) {
            throw entry.refused("takes a value and has no keys below it");
        } else if (entry.isList() && !isListKey(key)) {
            throw entry.refused("is a list but must be a single value");
        }
    }

    private String suggestion(String key) {
        Optional<String> nearest = SpellingSuggester.to(
                key, Stream.concat(defaults.keySet().stream(), groups.stream().sorted()));
        return nearest.or(() -> onlyKeyNamed(key))
                .map(k -> "; did you mean " + k + "?")
                .orElse("");
    }

    /** A right name in the wrong group, or in none. */
    private Optional<String> onlyKeyNamed(String key) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        List<String> same = defaults.keySet().stream()
                .filter(known -> known.endsWith("." + name))
                .toList();
        return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
    }

    Optional<String> nearestVariable(String variable) {
        String path = variable.substring(PREFIX.length());
        return SpellingSuggester.to(
                        path, keyByVariable.keySet().stream().sorted().map(known -> known.substring(PREFIX.length())))
                .map(PREFIX::concat);
    }

    private Optional<String> firstKeyOf(String group) {
        return defaults.keySet().stream()
                .filter(key -> key.startsWith(group + "."))
                .findFirst();
    }

    private static boolean isFreeGroup(String key) {
        return key.startsWith(FREE + ".") && key.indexOf('.', FREE.length() + 1) < 0;
    }

    private static void checkFree(RawSetting entry, String path) {
        int depth = path.split("\\.", -1).length;
        boolean group = entry.shape() == Shape.GROUP;
        if (depth == 1
                && !group
                && !(entry.shape() == Shape.TEXT && entry.text().isEmpty())) {
            throw entry.refused(
                    "is a group of keys, which the file of this name reads as its settings, and takes no value"
                            + " itself");
        }
        if (depth > 2 || (depth == 2 && group)) {
            throw entry.refused(
                    "is nested too deeply: a file's settings are texts, numbers, true or false, and lists of"
                            + " those; its name stands without its ending");
        }
    }

    private static Map<String, RawSetting> valuesOf(List<RawSetting> entries) {
        return entries.stream()
                .filter(entry -> entry.shape() != Shape.GROUP)
                .collect(Collectors.toMap(RawSetting::key, Function.identity(), (a, b) -> b, LinkedHashMap::new));
    }
}
