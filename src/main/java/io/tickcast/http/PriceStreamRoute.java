package io.tickcast.http;

import io.tickcast.market.TickJson;
import io.tickcast.sse.Encoding;
import io.tickcast.sse.Hub;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code GET /api/sse/prices}: reads what is asked, sets the headers, and hands the response to the hub. */
final class PriceStreamRoute {
  private final Hub hub;
  private final NodeInfo node;
  private final Catalog catalog;
  private final TickJson defaultFields;
  private final boolean compression;

  /** @param compression whether streams are compressed for clients that allow it */
  PriceStreamRoute(Hub hub, NodeInfo node, Catalog catalog, TickJson defaultFields, boolean compression) {
    this.hub = hub;
    this.node = node;
    this.catalog = catalog;
    this.defaultFields = defaultFields;
    this.compression = compression;
  }

  void handle(RoutingContext context) {
    PriceQuery query = PriceQuery.of(context.queryParams(), catalog, defaultFields);
    HttpServerResponse response = context.response();
    // Each against something between us and the browser that would hold events back: caches, compressors, nginx.
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    if (context.request().version() != HttpVersion.HTTP_2) {
      response.setChunked(context.request().version() == HttpVersion.HTTP_1_1)
          .putHeader(HttpHeaders.CONNECTION,
              context.request().version() == HttpVersion.HTTP_1_1 ? HttpHeaders.KEEP_ALIVE : HttpHeaders.CLOSE);
    }
    Encoding encoding = encoding(context);
    if (context.request().method() == HttpMethod.HEAD) {
      response.end();
      return;
    }
    hub.open(context.request(), query.subscription().in(encoding), greeting(context, query), lastEventId(context));
  }

  private Encoding encoding(RoutingContext context) {
    if (!compression) {
      return Encoding.IDENTITY;
    }
    context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (!AcceptEncoding.wantsGzip(context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING))) {
      return Encoding.IDENTITY;
    }
    context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    return Encoding.GZIP;
  }

  private static Optional<String> lastEventId(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
        .or(() -> Optional.ofNullable(context.queryParams().get("lastEventId")));
  }

  private Map<String, Object> greeting(RoutingContext context, PriceQuery query) {
    Map<String, Object> greeting = new LinkedHashMap<>();
    greeting.put("message", Language.of(context).connected());
    greeting.put("symbols", query.subscription().symbols().of(catalog.symbols()));
    greeting.put("node", node.name());
    if (!query.aliases().isEmpty()) {
      greeting.put("aliases", query.aliases());
    }
    if (!query.unknown().isEmpty()) {
      greeting.put("unknown_symbols", query.unknown());
    }
    if (node.demo()) {
      greeting.put("demo", true);
    }
    return greeting;
  }
}
