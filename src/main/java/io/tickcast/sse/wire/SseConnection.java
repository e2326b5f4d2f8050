package io.tickcast.sse.wire;

import io.tickcast.net.ConnectionBacklog;
import io.tickcast.net.SendBuffer;
import io.tickcast.net.StreamBacklog;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamPath;
import io.tickcast.sse.stats.Transport;
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
 * A stream of Server-Sent Events as the answer to a request, written by {@link HttpServerResponse#write}: the way for
 * HTTP/1.0 and HTTP/2, and for a Vert.x whose insides are not as expected.
 *
 * <p>The head is written first, on a connection that is empty, and after {@link #end} nothing follows.
 */
public final class SseConnection implements StreamConnection {
    private static final int NO_ERROR = 0;
    /** The HTTP/2 error CANCEL, so that no client takes the part that was sent for a complete response. */
    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Duration patience;
    private final @Nullable GzipStream gzip;
    private final @Nullable StreamBacklog backlog;

    private SseConnection(HttpServerRequest request, Optional<GzipStream> gzip, Duration patience) {
        this.request = request;
        this.patience = patience;
        response = request.response();
        this.gzip = gzip.orElse(null);
        backlog = StreamBacklog.ofEvents(request).orElse(null);
    }

    /**
     * Of a connection of HTTP/1.1 if possible one that has the channel to itself.
     *
     * @param publicOnly whether to keep to Vert.x' public way
     * @param gzip       of a compressed stream, whose frames then must be compressed, too
     * @param patience   with a client that does not take the end
     */
    public static StreamConnection of(
            HttpServerRequest request, boolean publicOnly, Optional<GzipStream> gzip, Duration patience) {
        SseConnection response = new SseConnection(request, gzip, patience);
        return publicOnly
                ? response
                : ChannelConnection.of(request, response, gzip, patience)
                        .<StreamConnection>map(channel -> channel)
                        .orElse(response);
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public StreamPath path() {
        return StreamPath.RESPONSE;
    }

    @Override
    public void limitSendBuffer(int bytes) {
        SendBuffer.set(request.connection(), bytes);
    }

    /** Writes the events before the first frame, together with the response's head. */
    @Override
    public void begin(Buffer first) {
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

    @Override
    public boolean isWritable() {
        return !response.writeQueueFull();
    }

    @Override
    public void onWritable(Runnable action) {
        response.drainHandler(v -> action.run());
    }

    @Override
    public void onClose(Runnable action) {
        response.closeHandler(v -> action.run());
    }

    @Override
    public Optional<GzipStream> gzip() {
        return Optional.ofNullable(gzip);
    }

    @Override
    public void write(Frame frame) {
        if (gzip != null) {
            gzip.add(frame);
        }
        write(frame.payload());
    }

    /**
     * Ends the response in order; a response that has not begun consists of these bytes. Over HTTP/1.1 the connection
     * ends with it: it has no idle timeout any more, and the client may reconnect to a less loaded node.
     */
    @Override
    public void end(Buffer last, CloseReason cause) {
        if (cause.isOfNode()) {
            sendElsewhere();
        }
        end(last);
    }

    @Override
    public void refuse(Buffer last) {
        sendElsewhere();
        end(last);
    }

    /** The next request of a client of HTTP/2 must not use this connection; the streams that it has go on. */
    private void sendElsewhere() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(NO_ERROR);
        }
    }

    private void end(Buffer last) {
        Deadline.within(Vertx.currentContext(), patience, response.end(gzip != null ? gzip.end(last) : last))
                .onSuccess(taken -> leave())
                .onFailure(late -> cut());
    }

    private void leave() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    /** Over HTTP/1.1 the stream is dropped with its connection, over HTTP/2 without. */
    @Override
    public void cut() {
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            // Vert.x would wait until the client has read everything.
            connection.channel().pipeline().firstContext().close();
        } else {
            response.reset(CANCEL);
        }
    }
}
