package io.tickcast.config;

import io.tickcast.config.RawSetting.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings from the environment: our own variables, and those of the predecessor. */
final class EnvironmentEntries {
    private static final String PREDECESSOR_REDIS_HOST = "REDIS_HOST";
    private static final Map<String, String> PREDECESSOR = Map.of(
            "ENABLE_REALTIME_PRICE",
            "feed.enabled",
            PREDECESSOR_REDIS_HOST,
            "cache.redis.host",
            "REDIS_PORT",
            "cache.redis.port");

    private EnvironmentEntries() {}

    static Map<String, RawSetting> own(KnownKeys keys, Map<String, String> environment) {
        Map<String, RawSetting> entries = new LinkedHashMap<>();
        // Sorted, so that of several unknown variables the same one is named at every start.
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!name.startsWith(KnownKeys.PREFIX)) {
                return;
            }
            if (KubernetesVariables.isPortOfService(name, environment)) {
                return;
            }
            keys.keyOf(name)
                    .ifPresentOrElse(
                            key -> entries.put(key, entry(keys, key, name, undamaged(name, value))),
                            () -> refuseUnlessForeign(keys, name, value));
        });
        return entries;
    }

    /** An empty variable counts as unset here: compose files of the predecessor pass it on without a value. */
    static Map<String, RawSetting> predecessor(Map<String, String> environment) {
        Map<String, RawSetting> entries = new LinkedHashMap<>();
        PREDECESSOR.forEach((name, key) -> {
            String value = environment.getOrDefault(name, "");
            // Kubernetes sets REDIS_PORT=tcp://... next to any service called redis.
            if (!value.isBlank() && !KubernetesVariables.isPortValue(value)) {
                entries.put(key, RawSetting.text(key, value, origin(name)));
            }
        });
        if (entries.containsKey("cache.redis.host")) {
            // The predecessor had no other store, so its host variable implies Redis.
            entries.put("cache.store", RawSetting.text("cache.store", "redis", origin(PREDECESSOR_REDIS_HOST)));
        }
        return entries;
    }

    private static String undamaged(String name, String value) {
        ProcessCharset process = ProcessCharset.ofThis();
        if (process.damages(value)) {
            throw new SettingsException(
                    "environment variable " + name + " holds characters that cannot be read: " + process.advice());
        }
        return value;
    }

    private static RawSetting entry(KnownKeys keys, String key, String name, String value) {
        if (!keys.isListKey(key)) {
            return RawSetting.text(key, value, origin(name));
        }
        return new RawSetting(key, Shape.LIST, splitByComma(value), origin(name));
    }

    static List<String> splitByComma(String value) {
        return value.isBlank()
                ? List.of()
                : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    private static void refuseUnlessForeign(KnownKeys keys, String name, String value) {
        if (KubernetesVariables.isOne(name, value)) {
            return;
        }
        String suggestion = keys.nearestVariable(name)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        throw new SettingsException(
                PrintableSetting.plain(name) + " is not a setting" + suggestion + " (environment variable)");
    }

    private static String origin(String name) {
        return "environment variable " + name;
    }
}
