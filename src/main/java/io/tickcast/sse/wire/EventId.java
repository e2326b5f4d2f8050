package io.tickcast.sse.wire;

import java.nio.charset.StandardCharsets;

/**
 * A cursor, and the line that tells it to clients. Made once for all events that carry it.
 *
 * @param line          {@code id: 1704868500123} with its line end
 * @param lineOfChanged the same for a stream that no longer is what its client asked for when it opened it
 */
public record EventId(long cursor, byte[] line, byte[] lineOfChanged) {
    /** Before the digits of a cursor. A client that comes back tells by it that the stream had been changed. */
    private static final String CHANGED = "0";

    /** @param era of the clock whose time the cursor is; see {@link io.tickcast.time.NodeClock#era} */
    public static EventId of(long cursor, long era) {
        String digits = Long.toString(cursor + era);
        return new EventId(cursor, line(digits), line(CHANGED + digits));
    }

    private static byte[] line(String id) {
        return ("id: " + id + '\n').getBytes(StandardCharsets.US_ASCII);
    }

    /** The same for the events of a stream that was changed. */
    public EventId ofChanged() {
        return new EventId(cursor, lineOfChanged, lineOfChanged);
    }

    public static boolean isOfChanged(String id) {
        return id.startsWith(CHANGED);
    }
}
