package io.tickcast.sse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickcast.net.SharedBytes;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one flush for one group, made once and shared by all its streams: already framed as a chunk of HTTP/1.1
 * or as messages of WebSocket, in one direct buffer, so that a stream costs one write of memory that is ready to go.
 */
public final class Frame implements GroupFrame {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** Eight hex digits and a line end; leading zeros are allowed by RFC 9112, 7.1. */
    private static final int CHUNK_HEAD = 10;

    private static final byte[] CRLF = {'\r', '\n'};

    private final ByteBuf wire;
    /** Bytes of HTTP's framing. */
    private final int head;

    private final int tail;
    private final @Nullable DeflateBlock deflated;
    private final SharedWindow.@Nullable Place place;
    private @Nullable Buffer payload;
    private @Nullable SharedBytes shared;

    /**
     * Holds one reference, which {@link #release()} gives back.
     *
     * @throws IllegalArgumentException without a byte: such a chunk would end the response
     */
    public Frame(ByteBufAllocator allocator, List<byte[]> events) {
        this(allocator, events, null, null);
    }

    /** A frame for any compressed stream. */
    public Frame(ByteBufAllocator allocator, DeflateBlock deflated) {
        this(allocator, List.of(deflated.bytes()), deflated, null);
    }

    /** A frame for the streams that have got what it refers back to. */
    Frame(ByteBufAllocator allocator, DeflateBlock deflated, SharedWindow.Place place) {
        this(allocator, List.of(deflated.bytes()), deflated, place);
    }

    /** A frame for streams of WebSocket. */
    public Frame(ByteBufAllocator allocator, ByteBuf messages) {
        wire = allocator.directBuffer(messages.readableBytes(), messages.readableBytes());
        wire.writeBytes(messages, messages.readerIndex(), messages.readableBytes());
        head = 0;
        tail = 0;
        deflated = null;
        place = null;
    }

    private Frame(
            ByteBufAllocator allocator,
            List<byte[]> parts,
            @Nullable DeflateBlock deflated,
            SharedWindow.@Nullable Place place) {
        this.deflated = deflated;
        this.place = place;
        head = CHUNK_HEAD;
        tail = CRLF.length;
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        if (length == 0 || (deflated != null && deflated.length() == 0)) {
            throw new IllegalArgumentException("a chunk without data would end the response");
        }
        // Exactly as large as its bytes: the handler of TLS writes what follows a frame into room behind it, and this
        // one is of many streams.
        wire = allocator.directBuffer(CHUNK_HEAD + length + CRLF.length, CHUNK_HEAD + length + CRLF.length);
        for (int shift = 28; shift >= 0; shift -= 4) {
            wire.writeByte(HEX[length >>> shift & 0xf]);
        }
        wire.writeBytes(CRLF);
        for (byte[] part : parts) {
            wire.writeBytes(part);
        }
        wire.writeBytes(CRLF);
    }

    /** The bytes, to be read in this turn only. */
    public ByteBuf wire() {
        return wire;
    }

    /** The bytes after the first ones, for one more writer, with indices and a reference of its own. */
    public ByteBuf share(int from) {
        return wire.retainedDuplicate().skipBytes(from);
    }

    /** Counts these bytes once, however many connections hold a share. */
    SharedBytes shared() {
        if (shared == null) {
            shared = new SharedBytes(wire.readableBytes());
        }
        return shared;
    }

    public boolean isCompressed() {
        return deflated != null;
    }

    /** The part of it that is compressed. */
    public DeflateBlock deflated() {
        return Objects.requireNonNull(deflated, "a frame for streams that are not compressed");
    }

    /** Null for one outside of any window. */
    SharedWindow.@Nullable Place place() {
        return place;
    }

    @Override
    public Frame suiting(StreamConnection stream) {
        return this;
    }

    /** The bytes without HTTP's framing, for those that are written by Vert.x. */
    Buffer payload() {
        if (payload == null) {
            byte[] bytes = new byte[wire.readableBytes() - head - tail];
            wire.getBytes(wire.readerIndex() + head, bytes);
            payload = Buffer.buffer(bytes);
        }
        return payload;
    }

    @Override
    public void release() {
        wire.release();
    }
}
