package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.http.connection.ClientAddress;
import io.tickcast.http.connection.ProtocolSwitch;
import io.tickcast.http.connection.StreamOpenLimiter;
import io.tickcast.relay.RelayClients;
import io.tickcast.relay.RelayTarget;
import io.tickcast.ws.WebSockets;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The WebSocket of the relay: an exchange's own streams, in its own protocol. */
final class RelayRoute {
    private final JsonResponses responses;
    private final RelayClients clients;
    private final WebSockets webSockets;
    private final ClientAddress addresses;
    private final StreamOpenLimiter openLimiter;
    private final BooleanSupplier leaving;

    /** @param leaving whether this node takes no new clients */
    RelayRoute(
            JsonResponses responses,
            RelayClients clients,
            WebSockets webSockets,
            ClientAddress addresses,
            StreamOpenLimiter openLimiter,
            BooleanSupplier leaving) {
        this.responses = responses;
        this.clients = clients;
        this.webSockets = webSockets;
        this.addresses = addresses;
        this.openLimiter = openLimiter;
        this.leaving = leaving;
    }

    /** Opens a connection for a request whose handshake and token have been checked. */
    void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Grant grant = JwtAuthHandler.grant(context);
        RelayTarget target = target(request);
        target.streams().stream()
                .filter(stream -> !RelayClients.allows(grant, stream))
                .findFirst()
                .ifPresent(stream -> {
                    throw new ForbiddenException("The token is not for the stream " + JsonResponses.shown(stream));
                });
        if (leaving.getAsBoolean()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            responses.error(context, 503, "This node stops; connect again");
            return;
        }
        ByteBuffer address = addresses.of(request);
        Optional<String> refusal = openLimiter.refuse(address, System.nanoTime());
        if (refusal.isPresent()) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
            responses.error(context, 429, refusal.get());
            return;
        }
        webSockets
                .accept(request, ProtocolSwitch::accept)
                .onFailure(cause -> {
                    openLimiter.stay(Optional.empty(), address).left().run();
                    context.fail(cause);
                })
                .onSuccess(connection ->
                        clients.open(connection, target, grant, openLimiter.stay(grant.until(), address)));
    }

    private static RelayTarget target(HttpServerRequest request) {
        try {
            return RelayTarget.of(
                    request.path(), Optional.ofNullable(request.query()).orElse(""));
        } catch (RelayTarget.BadTargetException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }
}
