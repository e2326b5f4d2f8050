package io.tickcast.http;

import io.tickcast.http.connection.TimeoutCounters;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/** Ends a request whose body is not here in time, answered or not: one that sends a byte now and then is never idle. */
final class BodyTimeout implements Handler<RoutingContext> {
    /** The HTTP/2 error NO_ERROR: the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    private static final Set<HttpMethod> OF_STREAMS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final JsonResponses responses;
    private final Duration patience;
    private final TimeoutCounters timeouts;

    BodyTimeout(JsonResponses responses, Duration patience, TimeoutCounters timeouts) {
        this.responses = responses;
        this.patience = patience;
        this.timeouts = timeouts;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        // A stream, which has a timer less for it, begins with one of these; bytes behind it hold up nobody but
        // themselves.
        if (!OF_STREAMS.contains(request.method())) {
            long timer = context.vertx().setTimer(patience.toMillis(), due -> end(context));
            request.end().onComplete(ended -> context.vertx().cancelTimer(timer));
        }
        context.next();
    }

    private void end(RoutingContext context) {
        timeouts.add(TimeoutCounters.Part.BODY);
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            cut(context.request());
        } else {
            if (context.request().version() != HttpVersion.HTTP_2) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            responses.error(context, 408, "The body did not arrive in time").onSuccess(sent -> cut(context.request()));
        }
    }

    private static void cut(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // Others share its connection.
            request.response().reset(NO_ERROR);
        } else {
            request.connection().close();
        }
    }
}
