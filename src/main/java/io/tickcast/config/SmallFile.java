package io.tickcast.config;

import io.tickcast.config.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounded read of a file that a setting or an operator names: at most 1 MiB, within a bounded time. */
public final class SmallFile {
    public static final int LARGEST = 1024 * 1024;

    private SmallFile() {}

    /** The bytes of a regular file; links are followed. */
    public static byte[] read(Path file) throws UnreadableFileException {
        if (isSpecial(file)) {
            throw new UnreadableFileException("is a pipe or a device, not a regular file");
        }
        return bytes(file);
    }

    /**
     * The same, but it may also be a pipe, as a shell's {@code <(command)}.
     *
     * @param patience until the pipe has ended
     */
    static byte[] readOrPipe(Path file, Duration patience) throws UnreadableFileException {
        if (!isSpecial(file)) {
            return bytes(file);
        }
        FutureTask<byte[]> reading = new FutureTask<>(() -> bytes(file));
        // Opening a pipe without a writer cannot be interrupted.
        Thread reader = new Thread(reading, "pipe");
        reader.setDaemon(true);
        reader.start();
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new UnreadableFileException(
                    "is a pipe or a device that has not ended within " + patience.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableFileException("was not read: the thread was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnreadableFileException why
                    ? why
                    : new UnreadableFileException("cannot be read: " + e.getCause());
        }
    }

    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static byte[] bytes(Path file) throws UnreadableFileException {
        if (Files.isDirectory(file)) {
            throw new UnreadableFileException("is a directory");
        }
        // Its size is known only when it was read: it may be a pipe, or grow.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new UnreadableFileException(Reason.TOO_LARGE, "is larger than 1 MiB");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new UnreadableFileException(Reason.MISSING, "does not exist");
        } catch (AccessDeniedException e) {
            throw new UnreadableFileException("may not be read by this user");
        } catch (IOException e) {
            throw new UnreadableFileException(
                    "cannot be read: " + PrintableSetting.plain(String.valueOf(e.getMessage())));
        }
    }
}
