package io.tickcast.sse.wire;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the frames of a hub, in the encoding of the streams that they are for. */
public final class Frames {
    private final ByteBufAllocator allocator;
    private @Nullable SharedDeflater gzip;
    private boolean busy;

    public Frames(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * Whether the event loop has much to do. Then what is for few streams is not compressed, since that would take more
     * time than to write it.
     */
    public void busy(boolean now) {
        busy = now;
    }

    /** @throws IllegalArgumentException without a byte */
    public Frame of(Encoding encoding, List<byte[]> events) {
        return switch (encoding) {
            case IDENTITY -> new Frame(allocator, events);
            case GZIP -> new Frame(allocator, busy ? gzip().stored(events) : gzip().deflate(events));
            case MESSAGES ->
                new Frame(allocator, new MessageWriter().events(events).bytes());
        };
    }

    /**
     * The same for a flush of compressed streams, whose frames refer back to those before.
     *
     * @param streams     number of them
     * @param connections of these
     */
    public GroupFrame of(
            SharedWindow window, int streams, Supplier<Stream<StreamConnection>> connections, List<byte[]> events) {
        FrameText text = gzip().text(events);
        if (busy && streams < SharedWindow.MANY) {
            return new Frame(allocator, DeflateBlock.stored(text));
        }
        window.begin(streams, connections);
        return new WindowedFrame(allocator, gzip(), window, text);
    }

    /** The frame of a heartbeat; over WebSocket with a ping, which its client answers. */
    public Frame heartbeat(Encoding encoding, byte[] event) {
        return encoding == Encoding.MESSAGES
                ? new Frame(
                        allocator,
                        new MessageWriter().ping().events(List.of(event)).bytes())
                : of(encoding, List.of(event));
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
