package io.tickcast.http;

import io.tickcast.config.Settings;
import io.tickcast.net.UnsentBudget;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;

/** What comes in from outside, and waits to go out, counted and bounded for all event loops of a node. Thread-safe. */
record Intake(Connections connections, Arrivals arrivals, ErrorCounts errors, LateCounts late, Handshakes handshakes,
    UnsentBudget unsent)
    implements Shareable {
  /** That of the node that this Vert.x runs. */
  static Intake of(Vertx vertx, Settings settings) {
    return vertx.sharedData().<String, Intake>getLocalMap("tickcast.intake").computeIfAbsent("node", key -> {
      LateCounts late = new LateCounts();
      return new Intake(new Connections(settings), new Arrivals(settings.stream(), System.nanoTime()),
          ErrorCounts.of(vertx), late, new Handshakes(late), UnsentBudget.of(vertx, settings.http().bounds().unsent()));
    });
  }

  void addTo(JsonObject status) {
    status.put("connections", connections.toJson().put("tls_failed", handshakes.failed()))
        .put("arrivals", arrivals.toJson())
        .put("errors", errors.toJson())
        .put("late", late.toJson())
        .put("unsent", unsent.toJson());
  }
}
