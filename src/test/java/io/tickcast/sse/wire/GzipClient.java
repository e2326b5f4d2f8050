package io.tickcast.sse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamPath;
import io.tickcast.sse.stats.Transport;
import io.tickcast.testing.Gunzip;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** A client of a compressed stream, which inflates what it gets as it comes; or one of a plain stream. */
public final class GzipClient implements StreamConnection {
    private static final int CHUNK_HEAD = 10;
    private static final int CHUNK_END = 2;
    private static final byte[] NOTHING = {};

    private final Optional<GzipStream> gzip;
    private final Gunzip reader = new Gunzip();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean full;
    private int frames;
    private int referring;

    public GzipClient(Optional<GzipStream> gzip) {
        this.gzip = gzip;
    }

    /** Takes the text that has become readable since the last call. */
    public byte[] takeText() {
        if (text.size() == 0) {
            return NOTHING;
        }
        byte[] all = text.toByteArray();
        text.reset();
        return all;
    }

    /** Whether the client takes no more for now. */
    public void full(boolean now) {
        full = now;
    }

    public boolean isFull() {
        return full;
    }

    /** Frames that were compressed. */
    public int frames() {
        return frames;
    }

    /** Frames that refer back to the text before. */
    public int referring() {
        return referring;
    }

    private void read(byte[] bytes) {
        text.writeBytes(gzip.isPresent() ? reader.feed(bytes) : bytes);
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public StreamPath path() {
        return StreamPath.SOCKET;
    }

    @Override
    public void limitSendBuffer(int bytes) {}

    @Override
    public void begin(Buffer events) {
        read(gzip.map(stream -> stream.add(events)).orElse(events).getBytes());
    }

    @Override
    public boolean isWritable() {
        return !full;
    }

    @Override
    public void onWritable(Runnable action) {}

    @Override
    public void onClose(Runnable action) {}

    @Override
    public Optional<GzipStream> gzip() {
        return gzip;
    }

    @Override
    public void write(Frame frame) {
        gzip.ifPresent(stream -> stream.add(frame));
        if (frame.isCompressed()) {
            frames++;
            referring += frame.deflated().refersBack() ? 1 : 0;
        }
        ByteBuf wire = frame.wire();
        read(ByteBufUtil.getBytes(wire, CHUNK_HEAD, wire.readableBytes() - CHUNK_HEAD - CHUNK_END));
    }

    @Override
    public void end(Buffer last, CloseReason cause) {
        read(gzip.map(stream -> stream.end(last)).orElse(last).getBytes());
        if (gzip.isPresent()) {
            reader.assertComplete();
        }
    }

    @Override
    public void refuse(Buffer last) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void cut() {
        throw new UnsupportedOperationException();
    }
}
