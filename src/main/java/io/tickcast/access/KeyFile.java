package io.tickcast.access;

import io.tickcast.config.SettingsException;
import io.tickcast.config.SmallFile;
import io.tickcast.config.UnreadableFileException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of a file; it may be replaced while the node runs. */
final class KeyFile implements KeySource {
    private static final Duration FRESH_FOR = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final Path file;

    KeyFile(Vertx vertx, Path file) {
        this.vertx = vertx;
        this.file = file;
    }

    /** @throws SettingsException naming the fault of the file */
    static List<VerifyingKey> keys(Path file) {
        try {
            return KeyParser.parse(SmallFile.read(file), true);
        } catch (UnreadableFileException e) {
            throw refused(file, "that file " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw refused(file, e.getMessage());
        }
    }

    private static SettingsException refused(Path file, @Nullable String why) {
        return new SettingsException("auth.jwt.key-file is " + file + ", but " + why);
    }

    @Override
    public Future<Read> read() {
        return vertx.executeBlocking(() -> new Read(keys(file), FRESH_FOR), false);
    }

    @Override
    public String name() {
        return file.toString();
    }
}
