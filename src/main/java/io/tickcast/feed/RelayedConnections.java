package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Opens connections to an exchange whose messages are handed on. They share its limits. Belongs to one event loop. */
public final class RelayedConnections {
    private final FeedResources resources;
    private final List<URI> bases;
    private final Duration overlap;
    private long refusedNames;

    /**
     * @param bases  WebSocket bases of the exchange, tried in turn
     * @param limits of all the connections
     * @param overlap of a connection and the one that follows it
     */
    public RelayedConnections(
            Vertx vertx,
            SystemResolver names,
            Settings.Feed settings,
            List<URI> bases,
            Subscriptions limits,
            Duration overlap) {
        this.overlap = overlap;
        this.bases = List.copyOf(bases);
        ConnectBudget budget =
                ConnectBudget.spread(limits.limits().connects(), limits.limits().window());
        resources = FeedResources.of(
                vertx, names, settings, limits, Duration.ZERO, budget, FeedLog.ofRelay(limits.exchange()));
    }

    /** Opens a connection with these subscriptions, of which there must be one. */
    public RelayedConnection open(Subscriptions form, List<String> subscribed, RelayedConnection.Listener listener) {
        RelayedConnection connection =
                new RelayedConnection(resources.with(form), overlap, bases, subscribed, listener);
        connection.start();
        return connection;
    }

    /** Logs that the exchange refused a request. */
    public void refused(String reason) {
        resources.log().trouble("a request was refused", reason);
    }

    /** Logs and counts that the exchange refused a name. */
    public void refusedName(String name) {
        refusedNames++;
        resources.log().trouble("a subscription was refused", name);
    }

    /** Names refused so far. */
    public long refusedNames() {
        return refusedNames;
    }

    /** Connections opened so far. */
    public long connects() {
        return resources.counters().connects;
    }

    /** Attempts that failed, and connections that were lost. */
    public long failures() {
        return resources.counters().failures;
    }

    public Future<Void> close() {
        return resources.client().close();
    }
}
