package io.tickcast.sse.wire;

import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamPath;
import io.tickcast.sse.stats.Transport;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The connection of one stream, whatever its transport. Events are given as the text of Server-Sent Events. Belongs to
 * an event loop.
 */
public interface StreamConnection {
    Transport transport();

    StreamPath path();

    /** Sets the bytes that may wait in the kernel. */
    void limitSendBuffer(int bytes);

    /** Writes the events before the first frame. */
    void begin(Buffer events);

    /** Whether the client takes more: neither the socket nor the queue before it is full. */
    boolean isWritable();

    /** Does this, amid a write to the connection, each time the client takes more again. */
    void onWritable(Runnable action);

    /** Does this when the connection has ended. */
    void onClose(Runnable action);

    /** The part of a compressed stream that is its own. */
    default Optional<GzipStream> gzip() {
        return Optional.empty();
    }

    /** Writes a frame in the encoding of the stream. */
    void write(Frame frame);

    /** Ends a stream in order, with its last events. */
    void end(Buffer last, CloseReason cause);

    /** Ends a stream that has not begun, since there is no room for it. */
    void refuse(Buffer last);

    /** Drops the stream and its queued output. */
    void cut();
}
