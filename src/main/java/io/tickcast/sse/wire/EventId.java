package io.tickcast.sse.wire;

import java.nio.charset.StandardCharsets;

/**
 * A cursor, and the line that tells it to clients. Made once for all events that carry it.
 *
 * @param line {@code id: 1704868500123} with its line end
 */
public record EventId(long cursor, byte[] line) {
    /** @param era of the clock whose time the cursor is; see {@link io.tickcast.time.NodeClock#era} */
    public static EventId of(long cursor, long era) {
        return new EventId(cursor, ("id: " + (cursor + era) + '\n').getBytes(StandardCharsets.US_ASCII));
    }
}
