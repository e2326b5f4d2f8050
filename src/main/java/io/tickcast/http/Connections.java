package io.tickcast.http;

import io.tickcast.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many connections there are to all event loops of a node, whatever they are for. Thread-safe. */
final class Connections implements Shareable {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder refused = new LongAdder();

  private Connections(Settings settings) {
    int set = settings.http().bounds().connections();
    // Whoever comes when there is no place for a stream is to be told so.
    max = set > 0 ? set : 2 * settings.stream().maxConnections();
  }

  /** Those of the node that this Vert.x runs. */
  static Connections of(Vertx vertx, Settings settings) {
    return vertx.sharedData().<String, Connections>getLocalMap("tickcast.connections")
        .computeIfAbsent("node", key -> new Connections(settings));
  }

  /** @return whether it may stay; otherwise it is closed: an answer would need its request to be read first */
  boolean admit(HttpConnection connection) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      refused.increment();
      connection.close();
      return false;
    }
    connection.closeHandler(v -> open.decrementAndGet());
    return true;
  }

  JsonObject toJson() {
    return new JsonObject().put("open", open.get()).put("max", max).put("refused", refused.sum());
  }
}
