package io.tickcast.http;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalLong;

/** A time in a query: ms since 1970, or ISO 8601. */
final class TimeQuery {
    /** The end of the year 9999: beyond it a time has more digits than ISO 8601 gives a year. */
    static final long MAX = 253_402_300_800_000L;

    private TimeQuery() {}

    /**
     * @return ms since the epoch; empty when there is no such parameter
     * @throws BadRequestException naming the parameter
     */
    static OptionalLong millis(MultiMap params, String name) {
        String text = params.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        if (text.matches("\\d{1,15}") && Long.parseLong(text) <= MAX) {
            return OptionalLong.of(Long.parseLong(text));
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new BadRequestException(name + ": " + JsonResponses.shown(text)
                    + " is not a time; give ms since 1970, or ISO 8601 such as 2024-01-10T06:35:00Z");
        }
    }
}
