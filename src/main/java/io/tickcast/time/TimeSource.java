package io.tickcast.time;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;

/** The clocks of the machine. */
public interface TimeSource {
    /** ns that pass while the machine runs; from an arbitrary start, and never set. */
    long nanos();

    /** The wall clock in µs since the epoch; anyone may set it. */
    long wallMicros();

    /** ns since the machine was started, its suspension included; empty where it does not tell. */
    OptionalLong bootNanos();

    static TimeSource system() {
        return new TimeSource() {
            private final Path uptime = Path.of("/proc/uptime");

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long wallMicros() {
                Instant now = Instant.now();
                return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
            }

            @Override
            public OptionalLong bootNanos() {
                try {
                    // A file of the kernel: it is in memory, and nothing blocks.
                    String seconds =
                            Files.readString(uptime, StandardCharsets.US_ASCII).split(" ", 2)[0];
                    return OptionalLong.of((long) (Double.parseDouble(seconds) * 1e9));
                } catch (IOException | NumberFormatException e) {
                    return OptionalLong.empty();
                }
            }
        };
    }
}
