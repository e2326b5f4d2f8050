package io.tickcast.sse.wire;

import io.netty.channel.ChannelHandlerContext;
import io.tickcast.net.ConnectionBacklog;
import io.tickcast.net.StreamBacklog;
import io.tickcast.net.VertxHandlers;
import io.tickcast.sse.stats.StreamPath;
import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of one stream to its socket. Where it can, a frame goes in behind Vert.x' HTTP encoder as the chunk that it
 * already is: about half the CPU and a ninth of the garbage of {@link HttpServerResponse#write}, which stays the way
 * for HTTP/1.0 and HTTP/2 and for a Vert.x whose insides are not as expected. This class alone knows those insides.
 *
 * <p>What goes in behind the encoder passes Vert.x' queue by, so it must never be mixed with writes that wait there:
 * the head is written first, on a connection that is empty, and after {@link #end} nothing follows.
 */
public final class SseConnection {
    private static final int NO_ERROR = 0;
    /** The HTTP/2 error CANCEL, so that no client takes the part that was sent for a complete response. */
    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Duration patience;
    private final @Nullable ChannelHandlerContext encoder;
    private final @Nullable DirectSocketWriter descriptor;
    private final @Nullable GzipStream gzip;
    private final @Nullable StreamBacklog backlog;
    private final @Nullable ConnectionBacklog connection;

    private SseConnection(
            HttpServerRequest request,
            Optional<ChannelHandlerContext> encoder,
            Optional<GzipStream> gzip,
            Duration patience) {
        this.request = request;
        this.patience = patience;
        response = request.response();
        this.encoder = encoder.orElse(null);
        descriptor = encoder.flatMap(DirectSocketWriter::of).orElse(null);
        this.gzip = gzip.orElse(null);
        backlog = StreamBacklog.ofEvents(request).orElse(null);
        connection = encoder.flatMap(context -> ConnectionBacklog.of(request.connection()))
                .orElse(null);
    }

    /**
     * @param publicOnly whether to keep to Vert.x' public way
     * @param gzip       of a compressed stream, whose frames then must be compressed, too
     * @param patience   with a client that does not take the end
     */
    public static SseConnection of(
            HttpServerRequest request, boolean publicOnly, Optional<GzipStream> gzip, Duration patience) {
        return new SseConnection(request, publicOnly ? Optional.empty() : encoder(request), gzip, patience);
    }

    public StreamPath path() {
        if (descriptor != null) {
            return StreamPath.SOCKET;
        }
        return encoder != null ? StreamPath.CHANNEL : StreamPath.RESPONSE;
    }

    private static Optional<ChannelHandlerContext> encoder(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1 && request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().pipeline().context(VertxHandlers.ENCODER))
                        .filter(context -> context.executor().inEventLoop())
                : Optional.empty();
    }

    /** Writes the bytes before the first frame, together with the response's head. */
    public void begin(Buffer first) {
        // The idle time-out would not see the frames, and would end a stream that lives.
        if (encoder != null && encoder.pipeline().get(VertxHandlers.IDLE) != null) {
            encoder.pipeline().remove(VertxHandlers.IDLE);
        }
        if (backlog == null) {
            ConnectionBacklog.streams(request.connection());
        }
        write(gzip != null ? gzip.add(first) : first);
    }

    private void write(Buffer bytes) {
        Future<Void> sent = response.write(bytes);
        if (backlog != null) {
            backlog.add(bytes.length(), sent);
        }
    }

    /** Whether the client takes more: neither the socket nor the queue before it is full. */
    public boolean isWritable() {
        return encoder != null ? encoder.channel().isWritable() : !response.writeQueueFull();
    }

    /** Does this, amid a write to the connection, each time the client takes more again. */
    public void onWritable(Runnable action) {
        // Vert.x calls it whenever the channel becomes writable, also after writes that bypassed Vert.x.
        response.drainHandler(v -> action.run());
    }

    /** Takes one write, and one system call when the socket has room. */
    public void write(Frame frame) {
        if (gzip != null) {
            gzip.add(frame.deflated());
        }
        if (encoder != null) {
            int taken = descriptor != null ? descriptor.write(frame.chunk()) : 0;
            if (taken < frame.chunk().readableBytes()) {
                enqueue(encoder, frame, taken);
            }
        } else {
            write(frame.payload());
        }
    }

    private void enqueue(ChannelHandlerContext context, Frame frame, int taken) {
        if (connection != null) {
            connection.write(context, frame.share(taken), frame.shared());
        } else {
            context.writeAndFlush(frame.share(taken), context.channel().voidPromise());
        }
    }

    /**
     * Ends the response in order; a response that has not begun consists of these bytes. Over HTTP/1.1 the connection
     * ends with it: it has no idle timeout any more, and the client may reconnect to a less loaded node.
     */
    public void end(Buffer last) {
        Deadline.within(Vertx.currentContext(), patience, response.end(gzip != null ? gzip.end(last) : last))
                .onSuccess(taken -> leave())
                .onFailure(late -> cut());
    }

    private void leave() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    /** The same for a client that should reconnect elsewhere: its next request must not use this connection. */
    public void endAndLeave(Buffer last) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(NO_ERROR);
        }
        end(last);
    }

    /** Drops the stream and its queued output; over HTTP/1.1 with its connection, over HTTP/2 without. */
    public void cut() {
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            // Vert.x would wait until the client has read everything.
            connection.channel().pipeline().firstContext().close();
        } else {
            response.reset(CANCEL);
        }
    }
}
