package io.tickcast.market;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a message of the event bus, one after the other. Each method throws an
 * {@link IndexOutOfBoundsException} when the message ends before the field does. Not thread-safe.
 */
public final class WireReader {
    private final Buffer in;
    private int at;

    public WireReader(Buffer in, int at) {
        this.in = in;
        this.at = at;
    }

    /** Appends a text as {@link #text()} reads it: its length in a byte, and UTF-8. */
    public static void appendText(Buffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.appendUnsignedByte((short) bytes.length).appendBytes(bytes);
    }

    /** Whether the message goes on. */
    boolean hasMore() {
        return at < in.length();
    }

    public int unsignedByte() {
        return in.getUnsignedByte(at++);
    }

    public int unsignedShort() {
        int value = in.getUnsignedShort(at);
        at += Short.BYTES;
        return value;
    }

    public long longValue() {
        long value = in.getLong(at);
        at += Long.BYTES;
        return value;
    }

    public String text() {
        int length = unsignedByte();
        String text = in.getString(at, at + length);
        at += length;
        return text;
    }

    /** Reads this many bytes into an array that has room for them. */
    void bytes(byte[] target, int length) {
        in.getBytes(at, at + length, target);
        at += length;
    }
}
