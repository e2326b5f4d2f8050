package io.tickcast.config;

import java.util.List;
import java.util.Set;

/** An entry of one source for one key, before it is understood: its raw texts and their place. */
record RawSetting(String key, Shape shape, List<String> texts, String origin) {
    enum Shape {
        TEXT,
        LIST,
        GROUP
    }

    /** A URL may carry a password anywhere once it is misspelt, so none of it is shown. */
    private static final Set<String> SECRETS = Set.of(
            "admin.token", "cache.redis.password", "cache.redis.url", "feed.proxy", "storage.password", "storage.url");

    static RawSetting text(String key, String text, String origin) {
        return new RawSetting(key, Shape.TEXT, List.of(text), origin);
    }

    boolean isList() {
        return shape == Shape.LIST;
    }

    boolean isBlank() {
        return texts.stream().allMatch(String::isBlank);
    }

    String text() {
        return texts.get(0);
    }

    /** Refuses the whole value. */
    SettingsException mustBe(String right) {
        return refused("is " + (isBlank() ? "empty" : shown(text())) + " but must be " + right);
    }

    /** Refuses one item of a list. */
    SettingsException mustHold(String item, String right) {
        return refused("holds " + (item.isEmpty() ? "an empty entry" : shown(item)) + " but must hold " + right);
    }

    SettingsException refused(String what) {
        String name = key.isBlank() ? PrintableSetting.quoted(key) : PrintableSetting.plain(key);
        return new SettingsException(name + " " + what + " (" + origin + ")");
    }

    String shown(String text) {
        return SECRETS.contains(key) ? "***" : PrintableSetting.quoted(text);
    }
}
