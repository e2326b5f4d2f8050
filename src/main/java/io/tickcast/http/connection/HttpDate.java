package io.tickcast.http.connection;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The header {@code Date}, which is written once a second. Thread-safe. */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final AtomicReference<Second> LAST = new AtomicReference<>(Second.of(0));

    private record Second(long second, String text) {
        static Second of(long second) {
            return new Second(second, FORMAT.format(Instant.ofEpochSecond(second)));
        }
    }

    private HttpDate() {}

    public static String now() {
        long second = System.currentTimeMillis() / 1_000;
        Second last = LAST.get();
        if (last.second != second) {
            last = Second.of(second);
            LAST.set(last);
        }
        return last.text;
    }
}
