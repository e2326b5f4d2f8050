package io.tickcast.relay;

import io.tickcast.access.Grant;
import io.tickcast.relay.ControlRequest.RefusedException;
import io.tickcast.sse.wire.Frame;
import io.tickcast.ws.WebSocketConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection, and the streams that it has subscribed. Belongs to one event loop. */
final class RelayClient {
    private static final Logger LOG = LoggerFactory.getLogger(RelayClient.class);
    /** Binance's limit for a connection. */
    static final int MAX_STREAMS = 1_024;
    /** Bytes that may wait for a client. More is a client that is slower than its streams for seconds. */
    static final long MAX_WAITING = 4 << 20;

    static final int GOING_AWAY = 1001;
    private static final int POLICY = 1008;
    private static final int EXPIRED = 4401;

    private final WebSocketConnection connection;
    private final Grant grant;
    private final boolean micros;
    private final long openedAt;
    private final Subscriber subscriber;
    private final Set<String> streams = new LinkedHashSet<>();
    private boolean combined;
    private boolean endAnnounced;
    private boolean closed;

    /** The clients that this one is one of. */
    interface Subscriber {
        /** @return whether there was room for all; if not, none is subscribed */
        boolean subscribe(RelayClient client, Collection<RelayStream> streams);

        void unsubscribe(RelayClient client, Collection<RelayStream> streams);

        /** The client did not keep up. */
        void slow();
    }

    RelayClient(WebSocketConnection connection, RelayTarget target, Grant grant, long nowNanos, Subscriber subscriber) {
        this.connection = connection;
        this.grant = grant;
        this.subscriber = subscriber;
        combined = target.combined();
        micros = target.micros();
        openedAt = nowNanos;
    }

    /** Subscribes the streams that its URL names. */
    void begin(List<String> names) {
        connection.onText(this::text);
        connection.onRefused(count -> close(POLICY, "Too many requests"));
        if (!add(names)) {
            close(POLICY, "Too many subscriptions");
        }
    }

    long ageNanos(long nowNanos) {
        return nowNanos - openedAt;
    }

    Optional<Instant> until() {
        return grant.until();
    }

    boolean isCombined() {
        return combined;
    }

    boolean isClosed() {
        return closed;
    }

    List<RelayStream> streams() {
        return streams.stream().map(this::stream).toList();
    }

    private RelayStream stream(String name) {
        return new RelayStream(name, micros);
    }

    /** Whether a token is for a stream; those of the whole market need one for all symbols. */
    static boolean allows(Grant grant, String name) {
        return grant.allowsSymbol(new RelayStream(name, false).symbol());
    }

    private void text(String text) {
        if (closed) {
            return;
        }
        try {
            connection.line(answer(ControlRequest.of(text)));
        } catch (RefusedException e) {
            connection.line(e.toJson());
        }
    }

    private String answer(ControlRequest request) throws RefusedException {
        switch (request.method()) {
            case "SUBSCRIBE" -> subscribe(request);
            case "UNSUBSCRIBE" -> {
                List<String> gone =
                        request.streams().stream().filter(streams::remove).toList();
                subscriber.unsubscribe(this, gone.stream().map(this::stream).toList());
            }
            case "LIST_SUBSCRIPTIONS" -> {
                return request.result(new ArrayList<>(streams));
            }
            case "GET_PROPERTY" -> {
                request.checkProperty();
                return request.result(combined);
            }
            default -> {
                request.checkProperty();
                combined = request.flag();
            }
        }
        return request.result(null);
    }

    private void subscribe(ControlRequest request) throws RefusedException {
        List<String> names = request.streams();
        Optional<String> foreign =
                names.stream().filter(name -> !allows(grant, name)).findFirst();
        if (foreign.isPresent()) {
            throw request.refused("your token is not for " + foreign.get());
        }
        if (!add(names)) {
            throw request.tooMany("a connection may have " + MAX_STREAMS
                    + ", and all clients together as many as relay.binance.max-streams allows");
        }
    }

    private boolean add(List<String> names) {
        List<String> others =
                names.stream().filter(name -> !streams.contains(name)).toList();
        if (streams.size() + others.size() > MAX_STREAMS
                || !subscriber.subscribe(this, others.stream().map(this::stream).toList())) {
            return false;
        }
        streams.addAll(others);
        return true;
    }

    void write(Frame frame) {
        if (closed) {
            return;
        }
        if (connection.waitingBytes() > MAX_WAITING) {
            subscriber.slow();
            slow();
            return;
        }
        connection.write(frame);
    }

    void slow() {
        LOG.debug("A client of the relay does not keep up and is closed");
        close(POLICY, "Slow consumer: frames would be lost");
    }

    void ping(String payload) {
        if (!closed && connection.isWritable()) {
            connection.ping(payload);
        }
    }

    /** Says, once, that the connection is about to end. */
    void announceEnd(long nowMillis) {
        if (!closed && !endAnnounced) {
            endAnnounced = true;
            String event = "{\"e\":\"serverShutdown\",\"E\":" + nowMillis + '}';
            connection.line(combined ? "{\"stream\":\"" + RelayStream.SHUTDOWN + "\",\"data\":" + event + '}' : event);
        }
    }

    void expire() {
        close(EXPIRED, "The token has expired; reconnect with another one");
    }

    void close(int code, String reason) {
        if (!closed) {
            closed = true;
            subscriber.unsubscribe(this, streams());
            streams.clear();
            connection.close(code, reason);
        }
    }

    /** The connection has ended. */
    void gone() {
        if (!closed) {
            closed = true;
            subscriber.unsubscribe(this, streams());
            streams.clear();
        }
    }
}
