package io.tickcast.sse.wire;

import io.vertx.core.buffer.Buffer;

/**
 * The part of a compressed stream that is its own: gzip's head, and at the end the checksum and length of all its text.
 */
public final class GzipStream {
    /** Deflate; no name, no time, no flags; of no known system. */
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    /** A last block without data. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final SharedDeflater deflater;
    private boolean begun;
    private int crc;
    /** Modulo 2^32, as the trailer has it. */
    private int length;

    public GzipStream(SharedDeflater deflater) {
        this.deflater = deflater;
    }

    /** Takes account of a frame that is written to the stream. */
    public void add(DeflateBlock part) {
        crc = Crc32Combiner.concat(crc, part.crc(), part.shift());
        length += part.length();
    }

    /** Text for this stream alone. */
    public Buffer add(Buffer text) {
        DeflateBlock part = deflater.deflate(text.getBytes());
        add(part);
        Buffer bytes = begun ? Buffer.buffer() : Buffer.buffer(HEAD);
        begun = true;
        return bytes.appendBytes(part.bytes());
    }

    /** The last text, and the end. */
    Buffer end(Buffer text) {
        return add(text).appendBytes(LAST_BLOCK).appendIntLE(crc).appendIntLE(length);
    }
}
