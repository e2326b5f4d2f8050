package io.tickcast.sse.admission;

import io.tickcast.config.Settings;
import io.tickcast.net.SendBuffer;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.tickcast.sse.wire.SseConnection;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/** Admits streams: none while this node stops or lags behind the others, and not more than there is room for. */
public final class StreamAdmission {
    private final StreamStats stats;
    private final Frames frames;
    private final Settings.Stream.Delivery delivery;
    private final Duration maxAge;
    private final NodeClock clock;
    private final ExpiryBuckets expiryBuckets = new ExpiryBuckets();
    private final IdentityHashMap<Object, Runnable> leavers = new IdentityHashMap<>();
    private boolean draining;
    private boolean away;

    /**
     * @param maxAge of a stream, a fifth more or less; zero: none
     */
    public StreamAdmission(
            StreamStats stats, Frames frames, Settings.Stream.Delivery delivery, Duration maxAge, NodeClock clock) {
        this.clock = clock;
        this.stats = stats;
        this.frames = frames;
        this.delivery = delivery;
        this.maxAge = maxAge;
    }

    /** Admits no stream any more. */
    public void drain() {
        draining = true;
    }

    /** Admits no streams until further notice. */
    public void shut() {
        away = true;
    }

    public void open() {
        away = false;
    }

    public boolean isShut() {
        return away;
    }

    /**
     * Takes a place for a stream, or refuses when none is free.
     *
     * @param head what tells the client when to come back
     * @return the way to the client; empty when it was answered
     */
    public Optional<SseConnection> admit(HttpServerRequest request, Encoding encoding, Buffer head, StreamLease lease) {
        Optional<SseConnection> connection = connect(request, encoding, head);
        if (connection.isEmpty()) {
            lease.left().run();
        }
        return connection;
    }

    private Optional<SseConnection> connect(HttpServerRequest request, Encoding encoding, Buffer head) {
        SseConnection connection =
                SseConnection.of(request, !delivery.direct(), frames.envelope(encoding), delivery.slowTimeout());
        if (draining || away) {
            connection.endAndLeave(head.appendBuffer(Sse.heartbeat(false)));
            return Optional.empty();
        }
        if (!stats.tryOpen()) {
            connection.end(Overload.after(head, "This node has no room for more streams"));
            return Optional.empty();
        }
        // A large one hides for minutes that a client no longer reads.
        SendBuffer.set(request.connection(), delivery.sendBuffer());
        stats.path(connection.path(), 1);
        return Optional.of(connection);
    }

    /**
     * Lets one who was admitted stay no longer than it may.
     *
     * @param end what ends it, with the cause and the last bytes
     */
    public void limit(Object stream, StreamLease lease, BiConsumer<CloseReason, Buffer> end) {
        if (!lease.equals(StreamLease.FREE)) {
            leavers.put(stream, lease.left());
        }
        long now = passedMillis();
        long old = maxAge.isZero() ? Long.MAX_VALUE : now + aFifthMoreOrLess(maxAge.toMillis());
        long until = lease.until()
                .map(at -> now + at.toEpochMilli() - System.currentTimeMillis())
                .orElse(Long.MAX_VALUE);
        if (until <= old && until < Long.MAX_VALUE) {
            expiryBuckets.addBefore(
                    stream,
                    until,
                    now,
                    () -> end.accept(
                            CloseReason.EXPIRED,
                            Sse.event(
                                    "expired",
                                    Map.of(
                                            "message",
                                            "The token of this stream expires; reconnect with another one"))));
        } else if (old < until) {
            expiryBuckets.addAfter(stream, old, () -> end.accept(CloseReason.AGE, Sse.heartbeat(false)));
        }
    }

    private static long aFifthMoreOrLess(long millis) {
        return millis - millis / 5 + ThreadLocalRandom.current().nextLong(2 * (millis / 5) + 1);
    }

    /** Ends those who have been here for as long as they may. */
    public void endExpired() {
        expiryBuckets.endDue(passedMillis());
    }

    /**
     * The time of an expiry is one of the wall clock; how far off it is then is kept, whatever becomes of that clock.
     */
    private long passedMillis() {
        return clock.passedMicros() / 1_000;
    }

    /** Gives back the place of one who was admitted. */
    public void left(Object stream, SseConnection connection, CloseReason cause) {
        expiryBuckets.remove(stream);
        stats.path(connection.path(), -1);
        stats.closed(cause);
        Runnable leaver = leavers.remove(stream);
        if (leaver != null) {
            leaver.run();
        }
    }
}
