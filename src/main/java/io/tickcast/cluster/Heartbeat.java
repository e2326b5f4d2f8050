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
  private static final int LONGEST_TEXT = 200;
  /** More than any node can have. */
  private static final int MOST_CLIENTS = 10_000_000;

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

  /** @throws RuntimeException when this is not what {@link #toJson()} gives: whoever reaches the bus may write it */
  static Heartbeat of(JsonObject json) {
    long clients = json.getLong("clients");
    String id = json.getString("id");
    String past = json.getString("past");
    if (clients < 0 || clients > MOST_CLIENTS || id.length() > LONGEST_TEXT || past.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("no heartbeat of a node");
    }
    return new Heartbeat(id, Setup.printable(json.getString("node")), (int) clients, json.getBoolean("ready"), past,
        json.getLong("covers_from"));
  }
}
