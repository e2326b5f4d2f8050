package io.tickcast.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the nodes say of the verticles that are files, as heard on the event bus. Belongs to one event loop. */
final class VerticleBoard {
  /** Some reports missed. */
  private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<String, Report> reports = new TreeMap<>();

  private record Report(JsonArray files, long at) {}

  void heard(JsonObject state, long now) {
    reports.put(state.getString("id", ""), new Report(state.getJsonArray("files", new JsonArray()), now));
    reports.values().removeIf(report -> now - report.at > SILENT_NANOS);
  }

  JsonArray toJson(long now) {
    JsonArray all = new JsonArray();
    reports.values().stream().filter(report -> now - report.at <= SILENT_NANOS)
        .forEach(report -> report.files.forEach(all::add));
    return all;
  }
}
