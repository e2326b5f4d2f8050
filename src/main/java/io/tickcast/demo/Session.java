package io.tickcast.demo;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection: its streams, its control messages and its limits. Belongs to one event loop. */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final short GOING_AWAY = 1001;
    private static final short POLICY = 1008;
    private static final int LARGEST_BACKLOG = 64 * 1024 * 1024;

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Limits limits;
    private final Script script;
    private final Streams streams;
    private final Quota messages;
    private final Controls controls;
    private final Consumer<String> talk;
    private final Pulse pulse;
    private final boolean micros;
    private boolean combined;
    private boolean expelled;
    private boolean silent;
    private long endOfLife = -1;

    /** A client of Binance. */
    Session(Vertx vertx, ServerWebSocket socket, Target target, Limits limits, Script script) {
        this(vertx, socket, target, limits, script, session -> session.controls::handle);
    }

    /** @param talk takes the texts of the client */
    Session(
            Vertx vertx,
            ServerWebSocket socket,
            Target target,
            Limits limits,
            Script script,
            Function<Session, Consumer<String>> talk) {
        this.vertx = vertx;
        this.socket = socket;
        this.limits = limits;
        this.script = script;
        micros = target.micros();
        combined = target.combined();
        streams = new Streams(limits.streams());
        messages = new Quota(limits.messages(), limits.messageWindow());
        controls = new Controls(this, script);
        this.talk = talk.apply(this);
        pulse = new Pulse(vertx, limits, this::ping, () -> close(POLICY, "Pong timeout"));
    }

    /** Starts to serve; {@code gone} runs once, when the connection has closed. */
    void open(List<String> wanted, Runnable gone) {
        socket.textMessageHandler(this::text);
        socket.frameHandler(this::frame);
        socket.exceptionHandler(e -> LOG.debug("{}: {}", uri(), e.toString()));
        socket.closeHandler(v -> closed(gone));
        socket.setWriteQueueMaxSize(LARGEST_BACKLOG);
        pulse.start();
        if (!limits.connectionLife().isZero()) {
            endOfLife = vertx.setTimer(Math.max(1, limits.connectionLife().toMillis()), timer -> close(GOING_AWAY, ""));
        }
        boolean fits = streams.add(wanted);
        script.opened(this);
        if (!fits) {
            close(POLICY, "Too many subscriptions");
        } else if (!wanted.isEmpty()) {
            script.subscribed(this);
        }
    }

    private void text(String text) {
        if (admitted(Script.Kind.TEXT, Buffer.buffer(text))) {
            talk.accept(text);
        }
    }

    private void frame(WebSocketFrame frame) {
        switch (frame.type()) {
            case BINARY -> admitted(Script.Kind.BINARY, frame.binaryData());
            case PING -> admitted(Script.Kind.PING, frame.binaryData());
            case PONG -> {
                if (admitted(Script.Kind.PONG, frame.binaryData())) {
                    pulse.pong(frame.binaryData());
                }
            }
            default -> {}
        }
    }

    private boolean admitted(Script.Kind kind, Buffer content) {
        if (expelled) {
            return false;
        }
        script.received(this, kind, content.copy());
        if (!messages.admits(System.nanoTime())) {
            close(POLICY, "Too many requests");
            return false;
        }
        return true;
    }

    private void closed(Runnable gone) {
        pulse.stop();
        vertx.cancelTimer(endOfLife);
        gone.run();
        script.closed(this, socket.closeStatusCode(), socket.closeReason() == null ? "" : socket.closeReason());
    }

    /** Sends a payload to a client that has subscribed this stream and keeps up; says whether it was sent. */
    boolean data(String stream, String payload) {
        if (!streams.contains(stream) || isMute() || socket.writeQueueFull()) {
            return false;
        }
        return script.data(this, stream, payload)
                .map(text -> send(framed(stream, text)))
                .isPresent();
    }

    private String framed(String stream, String payload) {
        String data = micros ? Ticker.inMicros(payload) : payload;
        return combined ? combined(stream, data) : data;
    }

    static String combined(String stream, String data) {
        return "{\"stream\":\"" + stream + "\",\"data\":" + data + '}';
    }

    Future<Void> send(String text) {
        return isMute() ? Future.succeededFuture() : socket.writeTextMessage(text);
    }

    void ping(Buffer payload) {
        if (!isMute()) {
            socket.writePing(payload);
        }
    }

    /** Closes with a close frame; what still arrives is ignored. */
    void close(short code, String reason) {
        if (!expelled && !socket.isClosed()) {
            LOG.debug("{}: closed with {} {}", uri(), code, reason);
            socket.close(code, reason);
        }
        expelled = true;
    }

    /** Nothing may follow a close frame, and the close frame of the client may take a while. */
    private boolean isMute() {
        return silent || expelled || socket.isClosed();
    }

    boolean isExpelled() {
        return expelled;
    }

    /** Sends nothing more. */
    void silence() {
        silent = true;
    }

    boolean subscribe(Collection<String> names) {
        return streams.add(names);
    }

    void unsubscribe(Collection<String> names) {
        streams.remove(names);
    }

    boolean has(String stream) {
        return streams.contains(stream);
    }

    List<String> streams() {
        return streams.list();
    }

    boolean isCombined() {
        return combined;
    }

    void combined(boolean combined) {
        this.combined = combined;
    }

    Controls controls() {
        return controls;
    }

    ServerWebSocket socket() {
        return socket;
    }

    String uri() {
        return socket.uri();
    }

    String path() {
        return socket.path();
    }

    MultiMap headers() {
        return socket.headers();
    }
}
