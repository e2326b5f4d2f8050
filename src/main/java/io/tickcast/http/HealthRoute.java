package io.tickcast.http;

import io.tickcast.cluster.PeerTracker;
import io.tickcast.liveness.Liveness;
import io.tickcast.replication.NodeReplication;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** {@code GET /health/live} and {@code GET /health/ready}. */
final class HealthRoute {
    private final JsonResponses responses;
    private final Liveness liveness;
    private final NodeReplication replication;
    private final boolean fed;
    private final BooleanSupplier leaving;

    /**
     * @param fed     whether prices are to be expected
     * @param leaving whether the node is stopping
     */
    HealthRoute(
            JsonResponses responses,
            Liveness liveness,
            NodeReplication replication,
            boolean fed,
            BooleanSupplier leaving) {
        this.responses = responses;
        this.liveness = liveness;
        this.replication = replication;
        this.fed = fed;
        this.leaving = leaving;
    }

    /** Fails late: an orchestrator restarts the node when this fails, and all its clients reconnect. */
    void live(RoutingContext context) {
        answer(context, liveness.stuck(), "live");
    }

    void ready(RoutingContext context) {
        answer(context, unready(), "ready");
    }

    private void answer(RoutingContext context, Optional<String> trouble, String key) {
        trouble.ifPresentOrElse(
                why -> responses.error(context, 503, why),
                () -> JsonResponses.data(context, new JsonObject().put(key, true)));
    }

    /** The reason that the node should get no new streams now; empty: it may get some. */
    Optional<String> unready() {
        if (leaving.getAsBoolean()) {
            return Optional.of("This node is stopping");
        }
        if (replication.peers().filter(PeerTracker::isIsolated).isPresent()) {
            return Optional.of("This node is isolated from the other nodes of its cluster");
        }
        if (replication.turnsAway()) {
            return Optional.of("This node was cut off and has not caught up with the others yet");
        }
        return fed && !replication.hasPrices() ? Optional.of("No price has arrived yet") : Optional.empty();
    }
}
