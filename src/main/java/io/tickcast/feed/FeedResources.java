package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The objects that all connections of a feed share.
 *
 * @param timeouts of the settings, as far as the exchange's pauses allow
 */
record FeedResources(
        Vertx vertx,
        SystemResolver names,
        WebSocketClient client,
        Subscriptions subscriptions,
        Settings.Feed settings,
        Settings.Feed.Timeouts timeouts,
        ConnectBudget budget,
        FeedCounters counters,
        FeedLog log) {
    private static final double RENEWAL_JITTER = 0.05;

    /**
     * @param pause longest silence that is no fault
     * @param log   log of the connections
     */
    static FeedResources of(
            Vertx vertx,
            SystemResolver names,
            Settings.Feed settings,
            Subscriptions subscriptions,
            Duration pause,
            ConnectBudget budget,
            FeedLog log) {
        WebSocketClient client = vertx.createWebSocketClient(Outbound.webSocket(settings)
                .setReadIdleTimeout((int) settings.timeouts().readIdle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxFrameSize(subscriptions.limits().messageBytes())
                // Vert.x would take -1, documented as no limit, for a full pool.
                .setMaxConnections(Integer.MAX_VALUE));
        return new FeedResources(
                vertx,
                names,
                client,
                subscriptions,
                settings,
                timeouts(settings.timeouts(), pause),
                budget,
                new FeedCounters(),
                log);
    }

    /** For how long a connection is used; a little less each time, so that not all are renewed at once. */
    Duration renewAfter() {
        double early = RENEWAL_JITTER * ThreadLocalRandom.current().nextDouble();
        return Duration.ofNanos((long) (settings.renewAfter().toNanos() * (1 - early)));
    }

    /** The same with other subscriptions of the same exchange. */
    FeedResources with(Subscriptions others) {
        return new FeedResources(vertx, names, client, others, settings, timeouts, budget, counters, log);
    }

    static Settings.Feed.Timeouts timeouts(Settings.Feed.Timeouts timeouts, Duration pause) {
        return new Settings.Feed.Timeouts(
                timeouts.connect(),
                timeouts.readIdle(),
                longer(timeouts.firstFrame(), pause),
                longer(timeouts.stale(), pause),
                longer(timeouts.data(), pause));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
