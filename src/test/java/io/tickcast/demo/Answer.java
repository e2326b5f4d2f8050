package io.tickcast.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's answer to an HTTP request: a WebSocket handshake or a REST call. */
@FunctionalInterface
public interface Answer {
    /** Called on the server's event loop; {@code proceed} answers as the real exchange would. */
    void give(HttpServerRequest request, Runnable proceed);

    /** As the real exchange would. */
    static Answer accept() {
        return (request, proceed) -> proceed.run();
    }

    /** A refusal: 451, 403, 502 and their like. */
    static Answer status(int status) {
        return status(status, "");
    }

    static Answer status(int status, String body) {
        return (request, proceed) -> {
            request.resume();
            request.response().setStatusCode(status).end(body);
        };
    }

    /** A refusal with {@code Retry-After}: 429, 418. */
    static Answer retryAfter(int status, long seconds) {
        return (request, proceed) -> {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            status(status).give(request, proceed);
        };
    }

    /** No answer; the connection stays open. */
    static Answer never() {
        return (request, proceed) -> {};
    }

    /** No answer; the connection is closed. */
    static Answer hangUp() {
        return (request, proceed) -> request.connection().close();
    }

    /** Every other request, beginning with the first, gets this answer, and the others get that one. */
    static Answer inTurns(Answer first, Answer second) {
        AtomicInteger turn = new AtomicInteger();
        return (request, proceed) -> (turn.getAndIncrement() % 2 == 0 ? first : second).give(request, proceed);
    }

    /** This answer, but only after a while. */
    default Answer after(Duration delay) {
        return (request, proceed) ->
                Vertx.currentContext().owner().setTimer(Math.max(1, delay.toMillis()), timer -> give(request, proceed));
    }
}
