package io.tickcast.http;

import io.tickcast.market.FeedState;
import io.tickcast.sse.Hub;
import io.tickcast.sse.StreamStats;
import io.tickcast.time.Micros;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;

/** {@code GET /api/sse/status}: what this node knows of itself. */
final class StatusRoute {
  private final Hub hub;
  private final NodeInfo node;
  private final Catalog catalog;
  private final StreamStats stats;
  private final boolean feedsEnabled;
  private JsonObject cache = new JsonObject();

  StatusRoute(Hub hub, NodeInfo node, Catalog catalog, StreamStats stats, boolean feedsEnabled) {
    this.hub = hub;
    this.node = node;
    this.catalog = catalog;
    this.stats = stats;
    this.feedsEnabled = feedsEnabled;
  }

  /** What the cache last said of itself. */
  void cacheState(JsonObject state) {
    cache = state;
  }

  void handle(RoutingContext context) {
    JsonArray feeds = new JsonArray();
    hub.feeds().reports().forEach(report -> feeds.add(feed(report)));
    Answers.data(context, new JsonObject()
        .put("running", feedsEnabled)
        .put("connected_clients", stats.open())
        .put("node", node.name())
        .put("version", node.version())
        .put("demo", node.demo())
        .put("uptime_s", Duration.between(node.startedAt(), Instant.now()).toSeconds())
        .put("symbols", catalog.symbols().size())
        .put("prices", hub.book().newest(catalog.primary()).size())
        .put("feeds", feeds)
        .put("cache", cache)
        .put("streams", stats.toJson())
        .put("latency", stats.latencies()));
  }

  private JsonObject feed(FeedState report) {
    JsonObject feed = new JsonObject()
        .put("exchange", report.exchange())
        .put("state", hub.feeds().state(report.exchange()).word())
        .put("line", new JsonObject()
            .put("node", report.node())
            .put("state", report.state().word())
            .put("since", report.since().toString()));
    if (report.lastTick() > 0) {
      feed.put("last_tick_age_ms", Math.max(0, Micros.now() - report.lastTick()) / 1_000);
    }
    return feed.mergeIn(report.details());
  }
}
