package io.tickcast.config;

import io.tickcast.config.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The text of a settings file: the user's, or the one inside the jar that holds the defaults. */
final class SettingsFile {
    private static final Duration PIPE_PATIENCE = Duration.ofSeconds(10);

    private SettingsFile() {}

    static List<RawSetting> defaults() {
        try (InputStream in = SettingsFile.class.getResourceAsStream("/tickcast.yaml")) {
            if (in == null) {
                throw new IllegalStateException("tickcast.yaml is missing from the jar");
            }
            return YamlEntries.read(
                    "the built-in tickcast.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<RawSetting> read(Path file) {
        String name = PrintableSetting.path(file);
        return YamlEntries.read(name, text(name, file));
    }

    private static String text(String name, Path file) {
        try {
            return Utf8.text(SmallFile.readOrPipe(file, PIPE_PATIENCE));
        } catch (UnreadableFileException e) {
            throw unreadable(name, e.reason() == Reason.MISSING ? missing(file) : "it " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw unreadable(name, "it is not UTF-8 text");
        }
    }

    private static String missing(Path file) {
        ProcessCharset process = ProcessCharset.ofThis();
        return "there is no such file"
                + (process.damages(file.toString()) ? ", or its name cannot be read: " + process.advice() : "");
    }

    private static SettingsException unreadable(String name, String reason) {
        return new SettingsException(name + " cannot be read: " + reason);
    }
}
