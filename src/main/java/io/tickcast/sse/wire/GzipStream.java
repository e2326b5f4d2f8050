package io.tickcast.sse.wire;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a compressed stream that is its own: gzip's head, and at the end the checksum and length of all its text;
 * and meanwhile what that text ends with.
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
    /** The window whose frames it got last; null before the first. */
    private @Nullable SharedWindow window;
    /** Number of the first of them without a break. */
    private long since;
    /** Number of the one that follows. */
    private long next;
    /** Bytes of text after the last of them; no more than a window has, which they fill. */
    private int aside;

    public GzipStream(SharedDeflater deflater) {
        this.deflater = deflater;
    }

    /** Takes account of a frame that is written to the stream. */
    public void add(Frame frame) {
        SharedWindow.Place place = frame.place();
        if (place == null) {
            addAside(frame.deflated());
            return;
        }
        count(frame.deflated());
        if (place.first()) {
            window = place.window();
            since = place.number();
        }
        next = place.number() + 1;
        aside = 0;
    }

    private void count(DeflateBlock block) {
        crc = Crc32Combiner.concat(crc, block.crc(), block.shift());
        length += block.length();
    }

    private void addAside(DeflateBlock block) {
        count(block);
        if (window != null) {
            aside = Math.min(aside + block.length(), SharedWindow.MAX_BYTES);
            window.disturb();
        }
    }

    /** Text for this stream alone. */
    public Buffer add(Buffer text) {
        DeflateBlock part = deflater.deflate(text.getBytes());
        addAside(part);
        Buffer bytes = begun ? Buffer.buffer() : Buffer.buffer(HEAD);
        begun = true;
        return bytes.appendBytes(part.bytes());
    }

    /** The last text, and the end. */
    Buffer end(Buffer text) {
        return add(text).appendBytes(LAST_BLOCK).appendIntLE(crc).appendIntLE(length);
    }

    /** Whether it has got the frame of this window before this number, and none since. */
    boolean follows(SharedWindow frames, long number) {
        return window == frames && next == number;
    }

    /** Number of the first frame that it has got without a break. */
    long since() {
        return since;
    }

    /** Bytes that it has got since the last frame of the window, if they are fewer than a window has. */
    int aside() {
        return aside;
    }
}
