package io.tickcast.http;

import io.tickcast.config.Settings;
import io.tickcast.http.connection.ClientAddress;
import io.tickcast.http.connection.StreamOpenLimiter;
import io.tickcast.sse.admission.Overload;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.wire.Encoding;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The common part of all event streams as HTTP answers. */
final class EventStreams {
    private static final String EVENT_STREAM = "text/event-stream";
    /** Event streams are always UTF-8, but a client that reads only the header would assume Latin-1. */
    private static final String CONTENT_TYPE = EVENT_STREAM + "; charset=utf-8";

    private final JsonResponses responses;
    private final Settings.Stream settings;
    private final ClientAddress addresses;
    private final StreamOpenLimiter openLimiter;

    /**
     * A stream that may begin.
     *
     * @param encoding encoding of its bytes
     */
    record Begun(Encoding encoding, StreamLease lease) {}

    EventStreams(
            JsonResponses responses, Settings.Stream settings, ClientAddress addresses, StreamOpenLimiter openLimiter) {
        this.responses = responses;
        this.settings = settings;
        this.addresses = addresses;
        this.openLimiter = openLimiter;
    }

    /**
     * Sets the headers of a stream.
     *
     * @param until before when it is to end; empty: it may go on
     * @return empty when only the headers were asked for, or there is no place for it: it is answered then
     */
    Optional<Begun> begin(RoutingContext context, Optional<Instant> until) {
        if (context.request().method().equals(HttpMethod.HEAD)) {
            headers(context);
            encoding(context);
            context.response().end().onComplete(sent -> leave(context.request()));
            return Optional.empty();
        }
        ByteBuffer address = addresses.of(context.request());
        Optional<String> refusal = openLimiter.refuse(address, System.nanoTime());
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
            return Optional.empty();
        }
        headers(context);
        return Optional.of(new Begun(encoding(context), openLimiter.stay(until, address)));
    }

    private void refuse(RoutingContext context, String why) {
        if (takesEvents(context.request().headers().getAll(HttpHeaders.ACCEPT))) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(Overload.event(settings.retry(), why));
        } else {
            context.response()
                    .putHeader(
                            HttpHeaders.RETRY_AFTER,
                            Long.toString(Math.max(1, settings.retry().toSeconds())));
            responses.error(context, 503, why);
        }
    }

    /** @param headers the values of each {@code Accept} */
    private static boolean takesEvents(List<String> headers) {
        return Stream.of(String.join(",", headers).split(","))
                .anyMatch(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(EVENT_STREAM));
    }

    private static void headers(RoutingContext context) {
        HttpServerResponse response = context.response();
        // Each against something between us and the browser that would hold events back: caches, compressors, nginx.
        response.putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        switch (context.request().version()) {
            case HTTP_1_1 -> response.setChunked(true).putHeader(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE);
            // Its end is that of the connection, even where the client would like to keep that; Vert.x has said so by
            // then.
            case HTTP_1_0 ->
                context.addHeadersEndHandler(v -> response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
            default -> {}
        }
    }

    /** Keeps the word of {@link #headers}. */
    private static void leave(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_1_0) {
            request.connection().close();
        }
    }

    private Encoding encoding(RoutingContext context) {
        if (!settings.delivery().compression()) {
            return Encoding.IDENTITY;
        }
        context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (!AcceptEncoding.wantsGzip(context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING))) {
            return Encoding.IDENTITY;
        }
        context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        return Encoding.GZIP;
    }

    /** The last event id of the client; an empty id counts as absent. */
    static Optional<String> lastEventId(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .filter(id -> !id.isEmpty())
                .or(() -> Optional.ofNullable(context.queryParams().get("lastEventId"))
                        .filter(id -> !id.isEmpty()));
    }
}
