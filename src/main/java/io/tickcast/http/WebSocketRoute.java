package io.tickcast.http;

import io.tickcast.http.connection.ClientAddress;
import io.tickcast.http.connection.ProtocolSwitch;
import io.tickcast.http.connection.StreamOpenLimiter;
import io.tickcast.sse.Hub;
import io.tickcast.sse.admission.Overload;
import io.tickcast.sse.stats.WebSocketStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.ws.Handshake;
import io.tickcast.ws.WebSocketConnection;
import io.tickcast.ws.WebSockets;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/ws/prices}: a price stream over WebSocket. */
final class WebSocketRoute {
    static final String PATH = "/api/ws/prices";
    private static final int UPGRADE_REQUIRED = 426;

    private final JsonResponses responses;
    private final Hub hub;
    private final PriceStreamRoute prices;
    private final StreamDirectory directory;
    private final WebSockets webSockets;
    private final ClientAddress addresses;
    private final StreamOpenLimiter openLimiter;
    private final WebSocketStats stats;
    private final Duration retry;

    /** @param retry mean of the random time after which a refused client should come back */
    WebSocketRoute(
            JsonResponses responses,
            Hub hub,
            PriceStreamRoute prices,
            StreamDirectory directory,
            WebSockets webSockets,
            ClientAddress addresses,
            StreamOpenLimiter openLimiter,
            WebSocketStats stats,
            Duration retry) {
        this.responses = responses;
        this.hub = hub;
        this.prices = prices;
        this.directory = directory;
        this.webSockets = webSockets;
        this.addresses = addresses;
        this.openLimiter = openLimiter;
        this.stats = stats;
        this.retry = retry;
    }

    /** Lets a handshake through. To be called before the check of a ticket, which can be used only once. */
    void handshake(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<Handshake.Fault> fault = Handshake.fault(request);
        if (fault.isEmpty()) {
            context.next();
            return;
        }
        if (fault.get().status() == UPGRADE_REQUIRED) {
            Handshake.addUpgrade(request);
        }
        responses.error(context, fault.get().status(), fault.get().message());
    }

    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        PriceStreamRoute.Wish wish = prices.wish(context);
        List<String> symbols = PriceStreamRoute.named(context);
        ByteBuffer address = addresses.of(request);
        webSockets
                .accept(request, ProtocolSwitch::accept)
                .onFailure(context::fail)
                .onSuccess(connection -> open(connection, wish, symbols, address, EventStreams.lastEventId(context)));
    }

    private void open(
            WebSocketConnection connection,
            PriceStreamRoute.Wish wish,
            List<String> symbols,
            ByteBuffer address,
            Optional<String> lastEventId) {
        Optional<String> refusal = openLimiter.refuse(address, System.nanoTime());
        if (refusal.isPresent()) {
            // A browser would hide the status of an HTTP answer from its page.
            connection.refuse(Overload.event(retry, refusal.get()));
            return;
        }
        StreamDirectory.Place place = directory.place();
        place.describe(wish.greeting());
        hub.open(
                        connection,
                        wish.query().subscription().in(Encoding.MESSAGES),
                        wish.query().besides(),
                        wish.greeting(),
                        lastEventId,
                        place.until(openLimiter.stay(wish.grant().until(), address)))
                .map(stream -> new StreamChange(stream, prices, wish, symbols))
                .ifPresent(change -> {
                    place.open(change);
                    StreamMessages messages = new StreamMessages(change, stats, connection::line);
                    connection.onText(messages);
                    connection.onRefused(messages::refused);
                });
    }
}
