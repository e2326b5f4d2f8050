package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.sse.signal.SignalHub;
import io.tickcast.sse.signal.SignalNames;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /api/sse/signals}: reads the query and hands the response to the hub. */
final class SignalStreamRoute {
    private final SignalHub hub;
    private final NodeInfo node;
    private final EventStreams streams;

    SignalStreamRoute(SignalHub hub, NodeInfo node, EventStreams streams) {
        this.hub = hub;
        this.node = node;
        this.streams = streams;
    }

    void handle(RoutingContext context) {
        Grant grant = JwtAuthHandler.grant(context);
        SignalNames names =
                SignalQuery.names(context.queryParams(), "names", grant).orElseGet(() -> SignalQuery.all(grant));
        Map<String, Object> greeting = greeting(context, names);
        streams.begin(context, grant.until())
                .ifPresent(begun -> hub.open(
                        context.request(),
                        names,
                        begun.encoding(),
                        greeting,
                        EventStreams.lastEventId(context),
                        begun.lease()));
    }

    private Map<String, Object> greeting(RoutingContext context, SignalNames names) {
        Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("message", Language.of(context).connectedToSignals());
        greeting.put("names", names.list());
        greeting.put("node", node.name());
        if (node.demo()) {
            greeting.put("demo", true);
        }
        return greeting;
    }
}
