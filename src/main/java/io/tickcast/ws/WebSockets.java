package io.tickcast.ws;

import io.tickcast.config.Settings;
import io.tickcast.sse.stats.WebSocketStats;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The WebSocket connections of one event loop. Each heartbeat of a stream has a ping, and a connection whose client
 * answers none of several is cut: the network may have lost it without a word.
 */
public final class WebSockets {
    private static final Duration UNFINISHED_CHECK = Duration.ofSeconds(1);

    private final boolean direct;
    private final Duration patience;
    private final Duration heartbeat;
    private final WebSocketStats stats;
    private final UnfinishedMessages unfinished;
    private final Set<WebSocketConnection> open = new LinkedHashSet<>();
    private long lastCheck = System.nanoTime();

    public WebSockets(Vertx vertx, Settings.Stream settings, WebSocketStats stats) {
        this(vertx, settings, settings.heartbeat(), stats);
    }

    /** @param heartbeat time between two pings of a connection */
    public WebSockets(Vertx vertx, Settings.Stream settings, Duration heartbeat, WebSocketStats stats) {
        this.stats = stats;
        this.heartbeat = heartbeat;
        direct = settings.delivery().direct();
        patience = settings.delivery().slowTimeout();
        unfinished = new UnfinishedMessages(patience, stats::unfinished);
        vertx.setPeriodic(heartbeat.toMillis(), timer -> check(System.nanoTime()));
        vertx.setPeriodic(UNFINISHED_CHECK.toMillis(), timer -> unfinished.endLate(System.nanoTime()));
    }

    /**
     * Accepts a request for which {@link Handshake} has found no fault.
     *
     * @param toSocket accepts it with the headers that its response has
     */
    public Future<WebSocketConnection> accept(
            HttpServerRequest request, Function<HttpServerRequest, Future<NetSocket>> toSocket) {
        ContextInternal context = ContextInternal.current();
        Handshake.addAccept(request);
        return toSocket.apply(request).map(socket -> {
            WebSocketConnection connection = new WebSocketConnection(
                    context,
                    ((NetSocketInternal) socket).channelHandlerContext(),
                    direct,
                    patience,
                    unfinished,
                    stats,
                    open::remove);
            open.add(connection);
            return connection;
        });
    }

    private void check(long nowNanos) {
        // Timers that were held up follow each other at once, and clients had no time to answer between them.
        if (nowNanos - lastCheck >= heartbeat.toNanos() / 2) {
            lastCheck = nowNanos;
            List.copyOf(open).forEach(connection -> connection.check(nowNanos));
        }
    }
}
