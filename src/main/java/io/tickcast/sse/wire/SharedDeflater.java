package io.tickcast.sse.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Deflates the frames of a hub, each once for all streams that share it. Holds 0.3 MB outside of the heap. */
public final class SharedDeflater {
    /**
     * 16 prices take 12 µs. Level 6 takes a third longer, and thrice as long for 500, to save 2 to 4 bytes of 30 each.
     */
    private static final int LEVEL = Deflater.BEST_SPEED;

    private static final int SCRATCH_BYTES = 8_192;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 crc = new CRC32();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private @Nullable Last last;

    private record Last(List<byte[]> events, DeflateBlock deflated) {}

    /** The same events in the same arrays, twice in a row, are deflated once: shards mostly write alike. */
    public DeflateBlock deflate(List<byte[]> events) {
        // Arrays equal each other only when they are the same, so this compares no bytes.
        Last known = last;
        if (known == null || !known.events.equals(events)) {
            known = new Last(events, deflate(joined(events)));
            last = known;
        }
        return known.deflated;
    }

    private static byte[] joined(List<byte[]> events) {
        ByteBuffer text = ByteBuffer.allocate(
                events.stream().mapToInt(event -> event.length).sum());
        events.forEach(text::put);
        return text.array();
    }

    /** Compresses text for one stream alone. */
    public DeflateBlock deflate(byte[] text) {
        crc.reset();
        crc.update(text);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length / 2);
        deflater.setInput(text);
        int filled;
        do {
            filled = deflater.deflate(scratch, 0, scratch.length, Deflater.FULL_FLUSH);
            bytes.write(scratch, 0, filled);
        } while (filled == scratch.length);
        return new DeflateBlock(
                bytes.toByteArray(), (int) crc.getValue(), text.length, Crc32Combiner.shift(text.length));
    }
}
