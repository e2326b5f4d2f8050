package io.tickcast.http;

import io.tickcast.access.Authenticator;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/sse/ticket}: issues a one-time ticket for the URL of an EventSource, which cannot send headers. */
final class TicketRoute {
    static final String PATH = "/api/sse/ticket";

    private final Authenticator authenticator;
    private final JwtAuthHandler auth;

    TicketRoute(Authenticator authenticator, JwtAuthHandler auth) {
        this.auth = auth;
        this.authenticator = authenticator;
    }

    void handle(RoutingContext context) {
        authenticator
                .ticket(JwtAuthHandler.grant(context))
                .onSuccess(ticket -> JsonResponses.data(
                        context,
                        new JsonObject()
                                .put("ticket", ticket)
                                .put("expires_in", authenticator.ticketLife().toSeconds())))
                .onFailure(cause -> auth.refuse(context, cause));
    }
}
