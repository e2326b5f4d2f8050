package io.tickcast.sse.wire;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;

/** Makes the frames of a hub, in the encoding of the streams that they are for. */
public final class Frames {
    private final ByteBufAllocator allocator;
    private Optional<SharedDeflater> gzip = Optional.empty();

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
        if (gzip.isEmpty()) {
            gzip = Optional.of(new SharedDeflater());
        }
        return gzip.get();
    }
}
