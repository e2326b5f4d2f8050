package io.tickcast.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A user's file and environment, put together by a test; messages show the file as {@code my.yaml}. */
final class SettingsSource {
    private final Map<String, String> environment = new HashMap<>();
    private Optional<Path> file = Optional.empty();

    static SettingsSource nothing() {
        return new SettingsSource();
    }

    static SettingsSource yaml(String text) {
        return new SettingsSource().file(text);
    }

    static SettingsSource env(String name, String value) {
        return new SettingsSource().and(name, value);
    }

    SettingsSource and(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Settings read() {
        try {
            return SettingsReader.read(file, Map.copyOf(environment));
        } finally {
            file.ifPresent(SettingsSource::delete);
        }
    }

    String refusal() {
        SettingsException refused = catchThrowableOfType(SettingsException.class, this::read);
        if (refused == null) {
            throw new AssertionError("these settings were taken: " + environment);
        }
        String path = file.map(Path::toString).orElse("my.yaml");
        return refused.getMessage().replace(path, "my.yaml");
    }

    private SettingsSource file(String text) {
        try {
            file = Optional.of(Files.writeString(Files.createTempFile("tickcast", ".yaml"), text));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
