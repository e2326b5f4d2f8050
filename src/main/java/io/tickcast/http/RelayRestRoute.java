package io.tickcast.http;

import io.tickcast.log.Printable;
import io.tickcast.relay.ForeignSymbolException;
import io.tickcast.relay.Relay;
import io.tickcast.relay.RestAnswer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** The REST of the relay: an exchange's own questions and answers. */
final class RelayRestRoute {
    private static final int MAX_SHOWN = 60;

    private final JsonResponses responses;
    private final Relay relay;

    RelayRestRoute(JsonResponses responses, Relay relay) {
        this.responses = responses;
        this.relay = relay;
    }

    void handle(RoutingContext context) {
        ask(context)
                .ifPresentOrElse(
                        answer -> answer.onFailure(context::fail).onSuccess(found -> answer(context, found)),
                        () -> context.fail(404));
    }

    private Optional<Future<RestAnswer>> ask(RoutingContext context) {
        try {
            return relay.ask(context.request().path(), context.request().params(), JwtAuthHandler.grant(context));
        } catch (ForeignSymbolException e) {
            throw new ForbiddenException(Printable.shown(String.valueOf(e.getMessage()), MAX_SHOWN));
        }
    }

    private void answer(RoutingContext context, RestAnswer answer) {
        HttpServerResponse response = context.response().setStatusCode(answer.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!answer.retryAfter().isZero()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(inSeconds(answer.retryAfter())));
        }
        responses.compressed(context, answer.body(), answer.status());
    }

    /** Not even a part of a second too early. */
    private static long inSeconds(Duration time) {
        return time.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
