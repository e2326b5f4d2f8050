package io.tickcast.http;

import io.tickcast.sse.signal.SignalHub;
import io.tickcast.sse.signal.SignalNames;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /api/sse/alerts}: the alerts of one owner as they fire; and {@code alerts=1} of a price stream. */
final class AlertStreamRoute {
    static final String PATH = "/api/sse/alerts";
    static final String PARAMETER = "alerts";

    private final JsonResponses responses;
    private final SignalHub hub;
    private final NodeInfo node;
    private final EventStreams streams;
    private final boolean enabled;

    /** @param enabled whether there are alerts */
    AlertStreamRoute(JsonResponses responses, SignalHub hub, NodeInfo node, EventStreams streams, boolean enabled) {
        this.responses = responses;
        this.hub = hub;
        this.node = node;
        this.streams = streams;
        this.enabled = enabled;
    }

    void handle(RoutingContext context) {
        if (!enabled) {
            responses.error(context, 404, AlertsRoute.DISABLED);
            return;
        }
        SignalNames names = SignalNames.NONE.withAlertsOf(AlertOwners.owner(context));
        Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("message", Language.of(context).connectedToAlerts());
        greeting.put(PARAMETER, true);
        greeting.put("node", node.name());
        if (node.demo()) {
            greeting.put("demo", true);
        }
        streams.begin(context, JwtAuthHandler.grant(context).until())
                .ifPresent(begun -> hub.open(
                        context.request(),
                        names,
                        begun.encoding(),
                        greeting,
                        EventStreams.lastEventId(context),
                        begun.lease()));
    }

    /**
     * Whether a price stream is to carry alerts.
     *
     * @throws BadRequestException naming the valid values
     */
    static boolean isAskedFor(RoutingContext context) {
        String value = context.queryParams().get(PARAMETER);
        if (value == null || value.equals("0")) {
            return false;
        }
        if (!value.equals("1")) {
            throw new BadRequestException(PARAMETER + ": write 1 for your alerts, or leave the parameter out");
        }
        return true;
    }
}
