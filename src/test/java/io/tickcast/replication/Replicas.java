package io.tickcast.replication;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.Settings;
import io.tickcast.market.BusAddresses;
import io.tickcast.sse.Hub;
import io.tickcast.sse.KnownSymbols;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Hubs of nodes that give each other what they have kept, and a node of which there are heartbeats alone. */
final class Replicas {
    /** The name of that other node on the event bus. */
    static final String OTHER_ID = "id-b";

    private Replicas() {}

    /** A hub of a node in a cluster. To be called on its event loop. */
    static Hub hub(Vertx vertx) {
        Settings settings = TestSettings.with(Map.of());
        return new Hub(
                vertx,
                settings.stream(),
                KnownExchanges.of(settings.feed()),
                KnownSymbols.of(settings),
                new StreamStats(10, new SimpleMeterRegistry()),
                false,
                Duration.ofSeconds(2),
                Optional.empty());
    }

    /**
     * Publishes a heartbeat of the other node.
     *
     * @param past address where it answers with what it has kept
     */
    static void otherSays(Vertx vertx, String past) {
        vertx.eventBus()
                .publish(
                        BusAddresses.BUS_HEARTBEAT,
                        new JsonObject()
                                .put("id", OTHER_ID)
                                .put("node", "b")
                                .put("clients", 0)
                                .put("ready", true)
                                .put("past", past)
                                .put("covers_from", 0L));
    }
}
