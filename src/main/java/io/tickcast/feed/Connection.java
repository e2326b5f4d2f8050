package io.tickcast.feed;

import io.netty.channel.Channel;
import io.tickcast.log.Printable;
import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One WebSocket from its handshake to its end. It makes no more calls after its {@linkplain #retire() retirement}. */
final class Connection {
    /** More than the subscriptions of a connection, each sent again on its own. */
    private static final int MAX_UNSENT = 4_096;

    /** RFC 6455, 7.4.1: the code of a close without a close frame. */
    private static final short CUT = 1006;

    /** Time for the close handshake: its frame waits behind everything that the exchange does not take. */
    private static final long CLOSE_MILLIS = 15_000;

    private static final long NO_TIMER = -1;

    interface Listener {
        void message(Buffer message);

        /** A ping of the exchange got no pong of its own. */
        void pingUnanswered();

        /** The connection ended, and not because we retired it. */
        void lost(String reason);
    }

    private final Vertx vertx;
    private final ClientWebSocket socket;
    private final Listener listener;
    private final URI endpoint;
    private final ClientLimits limits;
    private final Deque<String> unsent = new ArrayDeque<>();
    private Buffer partial = Buffer.buffer(0);
    private String trouble = "";
    private boolean retired;
    private long keepAlive = NO_TIMER;
    private boolean sending;
    private @Nullable Channel channel;
    private long openedAt;

    private Connection(
            FeedResources feed, ClientWebSocket socket, URI endpoint, Function<Connection, Listener> listener) {
        vertx = feed.vertx();
        limits = feed.subscriptions().limits();
        this.socket = socket;
        this.endpoint = endpoint;
        this.listener = listener.apply(this);
    }

    /**
     * @param path     path and query, appended to the endpoint's own path
     * @param listener makes the listener of the new connection
     */
    static Future<Connection> open(
            FeedResources feed, URI endpoint, String path, Function<Connection, Listener> listener) {
        long timeout = feed.settings().timeouts().connect().toMillis();
        boolean tls = "wss".equals(endpoint.getScheme());
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(endpoint.getHost())
                .setPort(endpoint.getPort() > 0 ? endpoint.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(endpoint.getRawPath() + path)
                .setTimeout(timeout);
        ClientWebSocket socket = feed.client().webSocket();
        Connection connection = new Connection(feed, socket, endpoint, listener);
        socket.frameHandler(connection::frame)
                .exceptionHandler(connection::troubled)
                .closeHandler(v -> connection.closed());
        Future<Connection> opened = Outbound.proxy(feed.names(), feed.settings())
                .compose(proxy -> {
                    proxy.ifPresent(options::setProxyOptions);
                    return socket.connect(options);
                })
                .map(open -> {
                    connection.channel = PongLimiter.guard(open, connection.listener::pingUnanswered);
                    connection.openedAt = System.nanoTime();
                    feed.subscriptions().keepAlive().ifPresent(connection::keepAlive);
                    return connection;
                });
        return Deadline.within(
                        feed.vertx().getOrCreateContext(),
                        feed.settings().timeouts().connect(),
                        opened)
                .recover(cause -> {
                    if (opened.isComplete()) {
                        return Future.failedFuture(cause);
                    }
                    opened.onSuccess(Connection::retire);
                    return Future.failedFuture(
                            new ConnectException("no connection within feed.connect-timeout, " + timeout + " ms"));
                });
    }

    private void keepAlive(Subscriptions.KeepAlive message) {
        // A failed write is followed by the close event, which says why.
        keepAlive = vertx.setPeriodic(message.every().toMillis(), timer -> socket.writeTextMessage(message.text()));
    }

    URI endpoint() {
        return endpoint;
    }

    /** Time of its opening by {@link System#nanoTime()}. */
    long openedAt() {
        return openedAt;
    }

    /** Sends the messages one by one, slowly enough for the exchange's limit. */
    void send(List<String> messages) {
        unsent.addAll(messages);
        if (unsent.size() > MAX_UNSENT) {
            fail("more than " + MAX_UNSENT + " requests would have to be sent");
        } else if (!sending) {
            sendNext();
        }
    }

    /** Whether it has sent all that it was given, and may send more at once. */
    boolean isSent() {
        return !sending;
    }

    private void sendNext() {
        String message = retired ? null : unsent.poll();
        sending = message != null;
        if (message != null) {
            // A failed write is followed by the close event, which says why.
            socket.writeTextMessage(message);
            vertx.setTimer(limits.sendEvery().toMillis(), timer -> sendNext());
        }
    }

    private void frame(WebSocketFrame frame) {
        if (retired || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return;
        }
        if (frame.isFinal() && partial.length() == 0) {
            listener.message(frame.binaryData());
            return;
        }
        if (partial.length() + frame.binaryData().length() > limits.messageBytes()) {
            fail("a message of more than " + limits.messageBytes() + " bytes");
            return;
        }
        partial.appendBuffer(frame.binaryData());
        if (frame.isFinal()) {
            Buffer whole = partial;
            partial = Buffer.buffer(0);
            listener.message(whole);
        }
    }

    private void troubled(Throwable cause) {
        // A close is about to be reported by the close event.
        if (!(cause instanceof HttpClosedException)) {
            trouble = cause.toString();
        }
    }

    private void closed() {
        vertx.cancelTimer(keepAlive);
        if (!retired) {
            retired = true;
            listener.lost(reason());
        }
    }

    private String reason() {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        Short code = socket.closeStatusCode();
        if (code == null || code == CUT) {
            return "the connection was cut, or no frame came for feed.read-idle";
        }
        String reason = socket.closeReason();
        return "closed with " + code
                + (reason == null || reason.isBlank()
                        ? ""
                        : " " + Printable.shown(reason, RateLimitedLogger.MAX_CHARS));
    }

    /** Gives this connection up for a fault of its own. */
    void fail(String reason) {
        if (!retired) {
            retire();
            listener.lost(reason);
        }
    }

    /** Closes it; no event of it does anything from here on. */
    void retire() {
        if (!retired) {
            retired = true;
            vertx.cancelTimer(keepAlive);
            socket.close();
            Channel open = channel;
            if (open != null) {
                vertx.setTimer(CLOSE_MILLIS, timer -> open.close());
            }
        }
    }
}
