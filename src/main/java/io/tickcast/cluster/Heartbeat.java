package io.tickcast.cluster;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/**
 * What a node says of itself on {@link io.tickcast.market.Addresses#BUS_HEARTBEAT}.
 *
 * @param id         of the node's event bus; another one after each start
 * @param node       as the node calls itself
 * @param clients    streams that are open there
 * @param ready      whether it wants clients
 * @param past       address where it answers with what it has kept; empty while it has nothing to give
 * @param coversFrom cursor from which on it has kept all
 */
public record Heartbeat(String id, String node, int clients, boolean ready, String past, long coversFrom) {
  public Heartbeat {
    requireNonNull(id);
    requireNonNull(node);
    requireNonNull(past);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("node", node)
        .put("clients", clients)
        .put("ready", ready)
        .put("past", past)
        .put("covers_from", coversFrom);
  }

  /**
   * @throws NullPointerException when something is missing
   * @throws ClassCastException when something is of another kind than {@link #toJson()} gives
   */
  static Heartbeat of(JsonObject json) {
    return new Heartbeat(json.getString("id"), json.getString("node"), json.getInteger("clients"),
        json.getBoolean("ready"), json.getString("past"), json.getLong("covers_from"));
  }
}
