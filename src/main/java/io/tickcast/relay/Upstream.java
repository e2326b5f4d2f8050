package io.tickcast.relay;

import io.tickcast.feed.RelayedConnections;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The connections to the exchange for all nodes of the cluster: each stream is subscribed once, while any node wants it.
 * Belongs to one event loop.
 */
final class Upstream {
    /** Time for which a stream is kept that no node wants, since its next client often comes soon. */
    static final Duration LINGER = Duration.ofSeconds(15);

    private static final long SWEEP_MILLIS = 1_000;
    /** Changes of many clients share requests. */
    private static final long JOIN_MILLIS = 20;
    /** Least pause between two requests on a connection. */
    private static final long RETRY_MILLIS = 170;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final RelayedConnections connections;
    private final int streamsPerConnection;
    private final int maxStreams;
    private final Out out;
    private final List<UpstreamConnection> open = new ArrayList<>();
    /** The nodes that want a stream; none while it is kept for a while. */
    private final Map<RelayStream, Set<String>> wanted = new LinkedHashMap<>();

    /** The streams that no node wants now, the oldest first. */
    private final Map<RelayStream, Long> unwantedSince = new LinkedHashMap<>();
    /** The wanted streams that there is no room for. */
    private final Set<RelayStream> waiting = new LinkedHashSet<>();

    private final long sweep;
    private long settling = NO_TIMER;
    private boolean closed;

    /** Takes the frames. */
    @FunctionalInterface
    interface Out {
        /** @param nodes nodes that want it */
        void accept(RelayFrame frame, Set<String> nodes);
    }

    /** @param maxStreams of all connections */
    Upstream(Vertx vertx, RelayedConnections connections, int streamsPerConnection, int maxStreams, Out out) {
        this.vertx = vertx;
        this.connections = connections;
        this.streamsPerConnection = streamsPerConnection;
        this.maxStreams = maxStreams;
        this.out = out;
        sweep = vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep(System.nanoTime()));
    }

    /** A node wants these streams and no others. */
    void replace(String node, Collection<RelayStream> all) {
        Set<RelayStream> kept = new HashSet<>(all);
        List<RelayStream> gone = wanted.entrySet().stream()
                .filter(entry -> entry.getValue().contains(node) && !kept.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        change(node, kept, gone);
    }

    /** A node wants these streams, too, and those no longer. */
    void change(String node, Collection<RelayStream> added, Collection<RelayStream> removed) {
        for (RelayStream stream : added) {
            if (wanted.computeIfAbsent(stream, first -> new HashSet<>()).add(node)) {
                unwantedSince.remove(stream);
                subscribe(stream);
            }
        }
        for (RelayStream stream : removed) {
            Set<String> nodes = wanted.get(stream);
            if (nodes != null && nodes.remove(node) && nodes.isEmpty()) {
                unwantedSince.put(stream, System.nanoTime());
            }
        }
    }

    private void subscribe(RelayStream stream) {
        if (open.stream().anyMatch(connection -> connection.has(stream))) {
            return;
        }
        while (subscribed() >= maxStreams && !unwantedSince.isEmpty()) {
            letGo(unwantedSince.keySet().iterator().next());
        }
        if (subscribed() >= maxStreams) {
            waiting.add(stream);
            return;
        }
        UpstreamConnection connection = open.stream()
                .filter(each -> each.isOf(stream) && each.size() < streamsPerConnection)
                .findFirst()
                .orElseGet(() -> {
                    UpstreamConnection other = new UpstreamConnection(
                            connections, stream.micros(), this::frame, () -> settleAfter(RETRY_MILLIS));
                    open.add(other);
                    return other;
                });
        connection.add(stream);
        settleAfter(JOIN_MILLIS);
    }

    private int subscribed() {
        return open.stream().mapToInt(UpstreamConnection::size).sum();
    }

    private void letGo(RelayStream stream) {
        unwantedSince.remove(stream);
        wanted.remove(stream);
        waiting.remove(stream);
        open.forEach(connection -> connection.remove(stream));
        settleAfter(JOIN_MILLIS);
    }

    private void settleAfter(long millis) {
        if (settling == NO_TIMER) {
            settling = vertx.setTimer(millis, timer -> {
                settling = NO_TIMER;
                if (!closed) {
                    settle();
                }
            });
        }
    }

    private void settle() {
        boolean later = false;
        for (Iterator<UpstreamConnection> each = open.iterator(); each.hasNext(); ) {
            UpstreamConnection connection = each.next();
            later |= !connection.settle();
            if (connection.size() == 0) {
                each.remove();
            }
        }
        if (later) {
            settleAfter(RETRY_MILLIS);
        }
    }

    /** Lets streams go that no node has wanted for a while, and asks again for those that were refused. */
    void sweep(long now) {
        unwantedSince.entrySet().stream()
                .filter(unwanted -> now - unwanted.getValue() >= LINGER.toNanos())
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::letGo);
        waiting.stream().limit(Math.max(0, maxStreams - subscribed())).toList().forEach(stream -> {
            waiting.remove(stream);
            subscribe(stream);
        });
        for (UpstreamConnection connection : open) {
            if (connection.sweep(now)) {
                settleAfter(JOIN_MILLIS);
            }
        }
    }

    private void frame(RelayFrame frame) {
        Set<String> nodes = wanted.getOrDefault(frame.stream(), Set.of());
        if (!nodes.isEmpty()) {
            out.accept(frame, nodes);
        }
    }

    /** Streams that are subscribed. */
    int streams() {
        return subscribed();
    }

    /** Streams that there is no room for. */
    int waiting() {
        return waiting.size();
    }

    /** The room for streams. When nodes want as many as there may be, only the subscribed ones have room. */
    StreamRoom room() {
        return wanted.size() - unwantedSince.size() < maxStreams
                ? StreamRoom.ANY
                : StreamRoom.only(wanted.keySet().stream()
                        .filter(stream -> !waiting.contains(stream))
                        .toList());
    }

    int connections() {
        return (int) open.stream().filter(UpstreamConnection::isOpen).count();
    }

    void close() {
        closed = true;
        vertx.cancelTimer(sweep);
        vertx.cancelTimer(settling);
        open.forEach(UpstreamConnection::stop);
        open.clear();
    }
}
