package io.tickcast.http;

import io.tickcast.access.Access;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/sse/ticket}: what an EventSource, which can send a URL alone, puts into it once. */
final class TicketRoute {
  static final String PATH = "/api/sse/ticket";

  private final Access access;

  TicketRoute(Access access) {
    this.access = access;
  }

  void handle(RoutingContext context) {
    access.ticket(TokenGate.grant(context))
        .onSuccess(ticket -> Answers.data(context, new JsonObject()
            .put("ticket", ticket)
            .put("expires_in", access.ticketLife().toSeconds())))
        .onFailure(cause -> TokenGate.refuse(context, cause));
  }
}
