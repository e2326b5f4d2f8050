package io.tickcast.cluster;

import static java.util.Objects.requireNonNull;

import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * The report of a node about itself on {@link io.tickcast.market.BusAddresses#BUS_HEARTBEAT}.
 *
 * @param id         of the node's event bus; another one after each start
 * @param node       as the node calls itself
 * @param clients    streams that are open there
 * @param ready      whether it wants clients
 * @param past       address where it answers with what it has kept; empty while it has nothing to give
 * @param coversFrom cursor from which on it has kept all
 * @param clock      of the node, now; empty: it did not tell
 */
public record Heartbeat(
        String id,
        String node,
        int clients,
        boolean ready,
        String past,
        long coversFrom,
        Optional<NodeClock.Reading> clock) {
    private static final int LONGEST_TEXT = 200;
    /** More than any node can have. */
    private static final int MOST_CLIENTS = 10_000_000;

    public Heartbeat(String id, String node, int clients, boolean ready, String past, long coversFrom) {
        this(id, node, clients, ready, past, coversFrom, Optional.empty());
    }

    /** The part of this heartbeat that holds for longer than a moment. */
    Heartbeat lasting() {
        return new Heartbeat(id, node, clients, ready, past, coversFrom);
    }

    Heartbeat at(NodeClock.Reading now) {
        return new Heartbeat(id, node, clients, ready, past, coversFrom, Optional.of(now));
    }

    public Heartbeat {
        requireNonNull(id);
        requireNonNull(node);
        requireNonNull(past);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("node", node)
                .put("clients", clients)
                .put("ready", ready)
                .put("past", past)
                .put("covers_from", coversFrom);
        clock.ifPresent(reading -> json.put(
                "clock",
                new JsonObject()
                        .put("era", reading.era())
                        .put("age_ms", reading.ageMillis())
                        .put("micros", reading.micros())));
        return json;
    }

    /**
     * @throws RuntimeException when this is not the form of {@link #toJson()}: anyone who reaches the bus can send it
     */
    static Heartbeat of(JsonObject json) {
        long clients = json.getLong("clients");
        String id = json.getString("id");
        String past = json.getString("past");
        if (clients < 0 || clients > MOST_CLIENTS || id.length() > LONGEST_TEXT || past.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("not a heartbeat of a node");
        }
        return new Heartbeat(
                id,
                Setup.printable(json.getString("node")),
                (int) clients,
                json.getBoolean("ready"),
                past,
                json.getLong("covers_from"),
                Optional.ofNullable(json.getJsonObject("clock")).map(Heartbeat::reading));
    }

    private static NodeClock.Reading reading(JsonObject json) {
        NodeClock.Reading reading =
                new NodeClock.Reading(json.getLong("era"), json.getLong("age_ms"), json.getLong("micros"));
        if (!reading.isPlausible()) {
            throw new IllegalArgumentException("not a clock of a node");
        }
        return reading;
    }
}
