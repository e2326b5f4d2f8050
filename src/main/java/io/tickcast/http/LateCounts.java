package io.tickcast.http;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What was not here within {@code http.header-timeout}, for all event loops of a node. Thread-safe. */
final class LateCounts implements Shareable {
  private final LongAdder[] counts =
      Stream.generate(LongAdder::new).limit(Part.values().length).toArray(LongAdder[]::new);

  /** Of what a client begins. */
  enum Part { HANDSHAKE, HEAD, BODY }

  private LateCounts() {}

  /** Those of the node that this Vert.x runs. */
  static LateCounts of(Vertx vertx) {
    return vertx.sharedData().<String, LateCounts>getLocalMap("tickcast.late")
        .computeIfAbsent("node", key -> new LateCounts());
  }

  void add(Part part) {
    counts[part.ordinal()].increment();
  }

  JsonObject toJson() {
    JsonObject byPart = new JsonObject();
    for (Part part : Part.values()) {
      byPart.put(part.name().toLowerCase(Locale.ROOT), counts[part.ordinal()].sum());
    }
    return byPart;
  }
}
