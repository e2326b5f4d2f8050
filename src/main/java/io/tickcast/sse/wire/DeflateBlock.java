package io.tickcast.sse.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A part of a gzip stream, which ends at a full byte. A stream can go on with it if its text ends with what the block
 * refers back to; any stream can if that is nothing.
 *
 * @param crc        of the bytes that it stands for
 * @param length     of those
 * @param shift      of that length, by {@link Crc32Combiner#shift}
 * @param refersBack whether it may refer to text before it
 */
public record DeflateBlock(byte[] bytes, int crc, int length, int shift, boolean refersBack) {
    /** Of a stored part, by RFC 1951, 3.2.4: its kind, its length, and the complement of that. */
    private static final int STORED_HEAD = 5;

    private static final int MAX_STORED = 0xffff;

    /** Text as it is, which takes no time. */
    static DeflateBlock stored(FrameText text) {
        int parts = (text.length() + MAX_STORED - 1) / MAX_STORED;
        ByteBuffer bytes =
                ByteBuffer.allocate(text.length() + parts * STORED_HEAD).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < text.length(); from += MAX_STORED) {
            int length = Math.min(MAX_STORED, text.length() - from);
            bytes.put((byte) 0).putShort((short) length).putShort((short) ~length);
            bytes.put(text.bytes(), from, length);
        }
        return new DeflateBlock(bytes.array(), text.crc(), text.length(), Crc32Combiner.shift(text.length()), false);
    }
}
