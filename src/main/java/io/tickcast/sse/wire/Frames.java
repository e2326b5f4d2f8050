package io.tickcast.sse.wire;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the frames of a hub, in the encoding of the streams that they are for. */
public final class Frames {
    private final ByteBufAllocator allocator;
    private @Nullable SharedDeflater gzip;

    public Frames(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** @throws IllegalArgumentException without a byte */
    public Frame of(Encoding encoding, List<byte[]> events) {
        return encoding == Encoding.GZIP ? new Frame(allocator, gzip().deflate(events)) : new Frame(allocator, events);
    }

    /** The bytes around the frames of one stream of this encoding. */
    public Optional<GzipStream> envelope(Encoding encoding) {
        return encoding == Encoding.GZIP ? Optional.of(new GzipStream(gzip())) : Optional.empty();
    }

    /** Made for the first stream that needs it. */
    private SharedDeflater gzip() {
        SharedDeflater shared = gzip != null ? gzip : new SharedDeflater();
        gzip = shared;
        return shared;
    }
}
