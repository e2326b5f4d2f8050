package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.market.TickJson;
import io.tickcast.sse.Hub;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /api/sse/prices}: reads what is asked and hands the response to the hub. */
final class PriceStreamRoute {
  private final Hub hub;
  private final NodeInfo node;
  private final Catalog catalog;
  private final TickJson defaultFields;
  private final EventStreams streams;
  private final int maxSymbols;

  /** @param maxSymbols that a stream may name */
  PriceStreamRoute(Hub hub, NodeInfo node, Catalog catalog, TickJson defaultFields, EventStreams streams,
      int maxSymbols) {
    this.hub = hub;
    this.node = node;
    this.catalog = catalog;
    this.defaultFields = defaultFields;
    this.streams = streams;
    this.maxSymbols = maxSymbols;
  }

  void handle(RoutingContext context) {
    Grant grant = TokenGate.grant(context);
    Catalog seen = catalog.seenBy(grant);
    PriceQuery query = PriceQuery.of(context.queryParams(), seen, defaultFields, maxSymbols);
    Map<String, Object> greeting = greeting(context, query);
    streams.begin(context, grant.until()).ifPresent(begun -> hub.open(context.request(),
        query.subscription().in(begun.encoding()), query.signals(), greeting,
        EventStreams.lastEventId(context), begun.stay()));
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
    query.signals().ifPresent(names -> greeting.put("signals", names.list()));
    if (node.demo()) {
      greeting.put("demo", true);
    }
    return greeting;
  }
}
