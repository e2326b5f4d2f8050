package io.tickcast.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All sources laid over each other, so that each key has the one entry that counts. */
final class Layers {
    /** Of the defaults in the jar, which stay the same for the life of the process. */
    private static final KnownKeys KEYS = KnownKeys.of(SettingsFile.defaults());

    private final Map<String, RawSetting> entries;

    private Layers(Map<String, RawSetting> entries) {
        this.entries = entries;
    }

    static Layers of(Optional<Path> file, Map<String, String> environment) {
        Map<String, RawSetting> fromFile =
                file.map(path -> KEYS.check(SettingsFile.read(path))).orElse(Map.of());
        Map<String, RawSetting> fromPredecessor = new HashMap<>(EnvironmentEntries.predecessor(environment));
        if (fromFile.containsKey("cache.store")) {
            // That a Redis host is set only hints at the store; the file states it.
            fromPredecessor.remove("cache.store");
        }
        Map<String, RawSetting> entries = new LinkedHashMap<>(KEYS.defaults());
        entries.putAll(fromFile);
        entries.putAll(fromPredecessor);
        entries.putAll(EnvironmentEntries.own(KEYS, environment));
        return new Layers(entries);
    }

    /** The entries below this group, by the rest of their key. */
    Map<String, RawSetting> below(String group) {
        Map<String, RawSetting> below = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            if (key.startsWith(group + ".")) {
                below.put(key.substring(group.length() + 1), entry);
            }
        });
        return below;
    }

    RawSetting entry(String key) {
        return Optional.ofNullable(entries.get(key)).orElseThrow(() -> new IllegalArgumentException(key));
    }
}
