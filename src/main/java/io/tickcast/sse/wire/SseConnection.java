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
    /** The HTTP/2 error CANCEL, so that nobody takes the sent part for a whole answer. */
    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Duration patience;
    private final Optional<ChannelHandlerContext> encoder;
    private final Optional<DirectSocketWriter> descriptor;
    private final Optional<GzipStream> gzip;
    private final Optional<StreamBacklog> backlog;
    private final Optional<ConnectionBacklog> connection;

    private SseConnection(
            HttpServerRequest request,
            Optional<ChannelHandlerContext> encoder,
            Optional<GzipStream> gzip,
            Duration patience) {
        this.request = request;
        this.patience = patience;
        response = request.response();
        this.encoder = encoder;
        descriptor = encoder.flatMap(DirectSocketWriter::of);
        this.gzip = gzip;
        backlog = StreamBacklog.ofEvents(request);
        connection = encoder.flatMap(context -> ConnectionBacklog.of(request.connection()));
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
        if (descriptor.isPresent()) {
            return StreamPath.SOCKET;
        }
        return encoder.isPresent() ? StreamPath.CHANNEL : StreamPath.RESPONSE;
    }

    private static Optional<ChannelHandlerContext> encoder(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1 && request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().pipeline().context(VertxHandlers.ENCODER))
                        .filter(context -> context.executor().inEventLoop())
                : Optional.empty();
    }

    /** Writes what comes before all frames; the response's head goes out with it. */
    public void begin(Buffer first) {
        // The idle time-out would not see the frames, and would end a stream that lives.
        encoder.map(ChannelHandlerContext::pipeline)
                .filter(pipeline -> pipeline.get(VertxHandlers.IDLE) != null)
                .ifPresent(pipeline -> pipeline.remove(VertxHandlers.IDLE));
        if (backlog.isEmpty()) {
            ConnectionBacklog.streams(request.connection());
        }
        write(gzip.map(stream -> stream.add(first)).orElse(first));
    }

    private void write(Buffer bytes) {
        Future<Void> sent = response.write(bytes);
        backlog.ifPresent(waiting -> waiting.add(bytes.length(), sent));
    }

    /** Whether the client takes more: neither the socket nor the queue before it is full. */
    public boolean isWritable() {
        return encoder.isPresent() ? encoder.get().channel().isWritable() : !response.writeQueueFull();
    }

    /** Does this, amid a write to the connection, each time the client takes more again. */
    public void onWritable(Runnable action) {
        // Vert.x calls it whenever the channel becomes writable, whoever filled it.
        response.drainHandler(v -> action.run());
    }

    /** Takes one write, and one system call when the socket has room. */
    public void write(Frame frame) {
        if (gzip.isPresent()) {
            gzip.get().add(frame.deflated());
        }
        if (encoder.isPresent()) {
            int taken = descriptor.isPresent() ? descriptor.get().write(frame.chunk()) : 0;
            if (taken < frame.chunk().readableBytes()) {
                enqueue(encoder.get(), frame, taken);
            }
        } else {
            write(frame.payload());
        }
    }

    private void enqueue(ChannelHandlerContext context, Frame frame, int taken) {
        if (connection.isPresent()) {
            connection.get().write(context, frame.share(taken), frame.shared());
        } else {
            context.writeAndFlush(frame.share(taken), context.channel().voidPromise());
        }
    }

    /**
     * Ends the response in order; of one that has not begun this is all. Over HTTP/1.1 the connection ends with it: it
     * has no idle time-out any more, and whoever comes back may find a better place.
     */
    public void end(Buffer last) {
        Deadline.within(
                        Vertx.currentContext(),
                        patience,
                        response.end(gzip.map(stream -> stream.end(last)).orElse(last)))
                .onSuccess(taken -> leave())
                .onFailure(late -> cut());
    }

    private void leave() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    /** The same for a client that is to come back elsewhere: what it asks for next must not come on this connection. */
    public void endAndLeave(Buffer last) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(NO_ERROR);
        }
        end(last);
    }

    /** Gives the stream up, and what waits for it; over HTTP/1.1 with its connection, over HTTP/2 without. */
    public void cut() {
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            // Vert.x would wait for what is not taken.
            connection.channel().pipeline().firstContext().close();
        } else {
            response.reset(CANCEL);
        }
    }
}
