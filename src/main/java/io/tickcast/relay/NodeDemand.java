package io.tickcast.relay;

import io.tickcast.lease.LeasePeers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes that get frames of this node's upstream. One that falls silent, or too far behind, is forgotten until
 * it tells again what it wants. Belongs to one event loop.
 */
final class NodeDemand {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDemand.class);
    private static final Duration SILENT = Duration.ofSeconds(10);
    /** Bytes that may be on their way to a node. */
    static final long MAX_AHEAD = 64 << 20;

    private static final long CHECK_MILLIS = 1_000;

    private final LeasePeers peers;
    private final Map<String, Receiver> receivers = new HashMap<>();
    private long timer = -1;

    private static final class Receiver {
        /** Bytes up to the last frame for it, those it did not get included. */
        private long sent;

        private long received;
        private long heardAt = System.nanoTime();

        Receiver(long start) {
            sent = start;
            received = start;
        }
    }

    NodeDemand(LeasePeers peers) {
        this.peers = peers;
    }

    /** This node has the upstream from now on. */
    void begin(Vertx vertx, Upstream upstream) {
        timer = vertx.setPeriodic(CHECK_MILLIS, due -> check(upstream));
    }

    void end(Vertx vertx) {
        vertx.cancelTimer(timer);
        receivers.clear();
    }

    /** Takes what a node tells; anyone who reaches the bus can send anything. @return whether the node is known */
    boolean take(Object message, Upstream upstream) {
        if (!(message instanceof JsonObject demand
                && demand.getValue("node") instanceof String node
                && demand.getValue("all") instanceof Boolean all
                && demand.getValue("received") instanceof Number received)) {
            LOG.debug("Not a demand of the relay: {}", message);
            return false;
        }
        Receiver receiver = receivers.get(node);
        if (receiver == null && !all) {
            return false;
        }
        if (receiver == null) {
            // Never where the node is: one that was forgotten has missed frames, and shall see that.
            receiver = new Receiver(received.longValue() + 1);
            receivers.put(node, receiver);
        } else if (received.longValue() >= 0) {
            receiver.received = received.longValue();
        }
        receiver.heardAt = System.nanoTime();
        List<RelayStream> added = streams(demand.getValue("add"));
        if (all) {
            upstream.replace(node, added);
        } else {
            upstream.change(node, added, streams(demand.getValue("remove")));
        }
        return true;
    }

    private static List<RelayStream> streams(Object texts) {
        return texts instanceof JsonArray array
                ? array.stream()
                        .map(String::valueOf)
                        .map(RelayStream::of)
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
    }

    /** The position of a frame of this length among those for a node; empty: the node does not get it. */
    OptionalLong position(String node, int length) {
        Receiver receiver = receivers.get(node);
        if (receiver == null) {
            return OptionalLong.empty();
        }
        long position = receiver.sent;
        receiver.sent += length;
        return receiver.sent - receiver.received <= MAX_AHEAD ? OptionalLong.of(position) : OptionalLong.empty();
    }

    private void check(Upstream upstream) {
        long now = System.nanoTime();
        Set<String> members = peers.members().get();
        List<String> gone = new ArrayList<>();
        receivers.forEach((node, receiver) -> {
            boolean behind = receiver.sent - receiver.received > MAX_AHEAD;
            if (behind || now - receiver.heardAt > SILENT.toNanos() || !members.contains(node)) {
                if (behind) {
                    LOG.warn("A node does not keep up with the relay's frames, and misses some");
                }
                gone.add(node);
            }
        });
        gone.forEach(node -> {
            receivers.remove(node);
            upstream.replace(node, List.of());
        });
    }
}
