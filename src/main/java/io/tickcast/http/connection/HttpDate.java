package io.tickcast.http.connection;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The header {@code Date}, which is written once a second. Thread-safe. */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static volatile Second newest = Second.of(0);

    private record Second(long second, String text) {
        static Second of(long second) {
            return new Second(second, FORMAT.format(Instant.ofEpochSecond(second)));
        }
    }

    private HttpDate() {}

    public static String now() {
        long second = System.currentTimeMillis() / 1_000;
        Second last = newest;
        if (last.second != second) {
            last = Second.of(second);
            newest = last;
        }
        return last.text;
    }
}
