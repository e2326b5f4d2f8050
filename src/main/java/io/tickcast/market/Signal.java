package io.tickcast.market;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Stub until merged. */
public record Signal(String name, String json, long time, String node, String verticle) {
  public Signal {
    if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
      throw new IllegalArgumentException("bad name");
    }
    if (json.getBytes(StandardCharsets.UTF_8).length > 16384) {
      throw new IllegalArgumentException("too long");
    }
  }

  public JsonObject toJson() {
    return new JsonObject().put("name", name).put("data", json).put("time", time).put("node", node).put("verticle", verticle);
  }

  public void publish(EventBus bus) {
    bus.publish("signals", toJson());
    bus.publish("signals." + name, toJson());
  }
}
