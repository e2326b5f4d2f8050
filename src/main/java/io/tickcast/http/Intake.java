package io.tickcast.http;

import io.tickcast.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** What comes in from outside, counted and bounded for all event loops of a node. Thread-safe. */
record Intake(Connections connections, Arrivals arrivals, ErrorCounts errors, LateCounts late) {
  /** That of the node that this Vert.x runs. */
  static Intake of(Vertx vertx, Settings settings) {
    return new Intake(Connections.of(vertx, settings), Arrivals.of(vertx, settings.stream()), ErrorCounts.of(vertx),
        LateCounts.of(vertx));
  }

  void addTo(JsonObject status) {
    status.put("connections", connections.toJson())
        .put("arrivals", arrivals.toJson())
        .put("errors", errors.toJson())
        .put("late", late.toJson());
  }
}
