package io.tickcast.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The server's end of one client connection, for a test to watch and to maltreat. Thread-safe. */
public final class Connection {
    private final FakeServer server;
    private final Session session;
    private final int number;
    private final MultiMap headers;
    private final long openedAtNanos = System.nanoTime();
    private final EventLog<Received> received = new EventLog<>();
    private final Watch<List<String>> streams = new Watch<>(List.of());
    private final Promise<Closed> closed = Promise.promise();
    private final Map<String, String> lastSent = new ConcurrentHashMap<>();
    private volatile boolean muted;
    private volatile boolean frozen;
    private volatile boolean cut;

    Connection(FakeServer server, Session session, int number) {
        this.server = server;
        this.session = session;
        this.number = number;
        headers = MultiMap.caseInsensitiveMultiMap().addAll(session.headers());
    }

    /** The first connection is 0. */
    public int number() {
        return number;
    }

    /** Path and query as the client sent them. */
    public String uri() {
        return session.uri();
    }

    public MultiMap headers() {
        return headers;
    }

    public long openedAtNanos() {
        return openedAtNanos;
    }

    /** The messages of the client: control messages, pings and pongs. */
    public EventLog<Received> received() {
        return received;
    }

    /** The streams subscribed now. */
    public List<String> streams() {
        return streams.value();
    }

    /** The streams, as soon as there are this many and the client has been told. */
    public Future<List<String>> subscribed(int count) {
        return streams.until(names -> names.size() >= count);
    }

    /** The end of the connection, once it has come. */
    public Future<Closed> closed() {
        return closed.future();
    }

    public boolean isOpen() {
        return !closed.future().isComplete();
    }

    /** Sends a text as it is, to a connection that need not have subscribed anything. */
    public Future<Void> send(String text) {
        return server.onContext(() -> session.send(text));
    }

    public Future<Void> sendBinary(Buffer bytes) {
        return server.onContext(() -> session.socket().writeBinaryMessage(bytes));
    }

    /** Sends a text frame of these bytes, which need not be UTF-8. */
    public Future<Void> sendText(Buffer bytes) {
        TextWebSocketFrame frame = new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes.getBytes()));
        return onChannel(channel -> channel.writeAndFlush(frame));
    }

    /** Sends these bytes past the WebSocket, as they are, to TCP. */
    public Future<Void> sendRaw(Buffer bytes) {
        return onChannel(channel -> channel.writeAndFlush(Unpooled.wrappedBuffer(bytes.getBytes())));
    }

    /** Sends one message in this many frames; the cuts may go through a character. */
    public Future<Void> sendFragmented(String text, int frames) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return onChannel(channel -> {
            for (int i = 0; i < frames; i++) {
                int from = (int) ((long) bytes.length * i / frames);
                int to = (int) ((long) bytes.length * (i + 1) / frames);
                boolean last = i == frames - 1;
                channel.write(
                        i == 0
                                ? new TextWebSocketFrame(last, 0, Unpooled.copiedBuffer(bytes, from, to - from))
                                : new ContinuationWebSocketFrame(
                                        last, 0, Unpooled.copiedBuffer(bytes, from, to - from)));
            }
            channel.flush();
        });
    }

    /** Pings, and gives the pong that echoes this payload. */
    public Future<Received> ping(String payload) {
        int before = received.count();
        server.onContext(() -> {
            session.ping(Buffer.buffer(payload));
            return Future.succeededFuture();
        });
        return received.firstAfter(
                before,
                message ->
                        message.kind() == Received.Kind.PONG && message.text().equals(payload));
    }

    /** Announces a shutdown in the form of this connection, raw or combined. */
    public Future<Void> serverShutdown(long eventTime) {
        return server.onContext(() -> session.send(
                session.isCombined()
                        ? Frames.combined("!serverShutdown", Frames.serverShutdown(eventTime))
                        : Frames.serverShutdown(eventTime)));
    }

    public Future<Closed> close(int code, String reason) {
        server.onContext(() -> {
            session.close((short) code, reason);
            return Future.succeededFuture();
        });
        return closed();
    }

    /** Ends the TCP connection without a close frame. */
    public Future<Closed> drop() {
        cut = true;
        onChannel(ChannelHandlerContext::close);
        return closed();
    }

    /** Ends the TCP connection by a reset. */
    public Future<Closed> reset() {
        cut = true;
        onChannel(channel -> {
            channel.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        });
        return closed();
    }

    /** From now on sends no data, but still acknowledges and answers pings. */
    public Connection mute() {
        muted = true;
        return this;
    }

    /** From now on sends, whatever is published, the last frame of the stream again. */
    public Connection freeze() {
        frozen = true;
        return this;
    }

    /** Ends {@link #mute()} and {@link #freeze()}. */
    public Connection recover() {
        muted = false;
        frozen = false;
        return this;
    }

    /** From now on neither reads nor writes, as if the network were gone. */
    public Future<Void> hang() {
        return onChannel(channel -> {
            session.silence();
            channel.channel().config().setAutoRead(false);
        });
    }

    /** From now on takes nothing of what the client sends, but goes on sending. */
    public Future<Void> stopReading() {
        return onChannel(channel -> channel.channel().config().setAutoRead(false));
    }

    /** Ends {@link #stopReading()}. */
    public Future<Void> goOnReading() {
        return onChannel(channel -> channel.channel().config().setAutoRead(true));
    }

    @Override
    public String toString() {
        return "connection " + number + " " + uri();
    }

    private Future<Void> onChannel(Consumer<ChannelHandlerContext> action) {
        return server.onContext(() -> {
            action.accept(((WebSocketInternal) session.socket()).channelHandlerContext());
            return Future.succeededFuture();
        });
    }

    void refuse(JsonObject request, ControlError error) {
        session.controls().refuse(request, error);
    }

    void onReceived(Received message) {
        received.add(message);
    }

    void onSubscribed() {
        streams.set(session.streams());
    }

    void onClosed(int code, String reason) {
        streams.set(List.of());
        closed.complete(new Closed(code, reason, cut || session.isExpelled(), System.nanoTime()));
    }

    Optional<String> onData(String stream, String payload) {
        if (muted) {
            return Optional.empty();
        }
        return Optional.of(frozen ? lastSent.computeIfAbsent(stream, first -> payload) : keep(stream, payload));
    }

    private String keep(String stream, String payload) {
        lastSent.put(stream, payload);
        return payload;
    }
}
