package io.tickcast.sse.admission;

import io.tickcast.config.Settings;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.tickcast.sse.wire.SseConnection;
import io.tickcast.sse.wire.StreamConnection;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/**
 * Admits streams: none while this node stops, lags behind the others or is overloaded, and not more than there is room
 * for.
 */
public final class StreamAdmission {
    private final StreamStats stats;
    private final OverloadDetector overload;
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
            StreamStats stats,
            OverloadDetector overload,
            Frames frames,
            Settings.Stream.Delivery delivery,
            Duration maxAge,
            NodeClock clock) {
        this.clock = clock;
        this.stats = stats;
        this.overload = overload;
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

    /** The connection of a stream that is to be the answer to a request of which nothing is written. */
    public StreamConnection connect(HttpServerRequest request, Encoding encoding) {
        return SseConnection.of(request, !delivery.direct(), frames.envelope(encoding), delivery.slowTimeout());
    }

    /**
     * Takes a place for a stream, or refuses when none is free.
     *
     * @param head text that tells the client when to come back
     * @return false when it was answered
     */
    public boolean admit(StreamConnection connection, Buffer head, StreamLease lease) {
        boolean admitted = takePlace(connection, head);
        if (!admitted) {
            lease.left().run();
        }
        return admitted;
    }

    private boolean takePlace(StreamConnection connection, Buffer head) {
        if (draining || away) {
            connection.end(head.appendBuffer(Sse.heartbeat(false)), away ? CloseReason.AWAY : CloseReason.DRAIN);
            return false;
        }
        if (overload.isRefusing()) {
            stats.refused();
            connection.refuse(Overload.after(head, "This node is overloaded"));
            return false;
        }
        if (!stats.tryOpen()) {
            connection.refuse(Overload.after(head, "This node has no room for more streams"));
            return false;
        }
        // A large one hides for minutes that a client no longer reads.
        connection.limitSendBuffer(delivery.sendBuffer());
        stats.connected(connection.transport(), connection.path(), 1);
        return true;
    }

    /**
     * Lets one who was admitted stay no longer than it may.
     *
     * @param end ends it, with the cause and the last bytes
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
    public void left(Object stream, StreamConnection connection, CloseReason cause) {
        expiryBuckets.remove(stream);
        stats.connected(connection.transport(), connection.path(), -1);
        stats.closed(cause);
        Runnable leaver = leavers.remove(stream);
        if (leaver != null) {
            leaver.run();
        }
    }
}
