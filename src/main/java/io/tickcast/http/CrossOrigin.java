package io.tickcast.http;

import io.tickcast.config.Settings;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The answers that pages of other sites may read (CORS); requests that change something are not among them. */
final class CrossOrigin {
    /** A browser asks first for each header that a page adds: those of EventSource and of its polyfills. */
    private static final List<String> HEADERS = List.of(
            "Accept",
            "Cache-Control",
            "Content-Type",
            "Last-Event-ID",
            "X-Requested-With",
            StreamChangeRoute.KEY_HEADER);

    /** Origins that browsers send; {@code null} is a page of no site, such as one in a sandbox. */
    private static final Pattern ORIGIN = Pattern.compile("null|[a-z][a-z0-9+.-]*://[!-~]*");

    private final JsonResponses responses;
    private final List<String> origins;
    private final boolean everySite;
    private final boolean tokens;
    private final boolean cookies;
    private final String headers;

    /** @param origins sites whose pages may read, as browsers write them; {@code *} is every site */
    CrossOrigin(JsonResponses responses, List<String> origins, Settings.Jwt jwt) {
        this.responses = responses;
        this.origins = origins;
        everySite = origins.contains("*");
        tokens = jwt.enabled();
        // With credentials, "*" would let every page read with the rights of its visitor.
        cookies = tokens && !everySite && !jwt.cookie().isEmpty();
        List<String> allowed = new ArrayList<>(HEADERS);
        if (tokens) {
            allowed.add("Authorization");
        }
        headers = String.join(",", allowed);
    }

    void addTo(Router router) {
        if (origins.isEmpty()) {
            return;
        }
        if (tokens) {
            router.route(TicketRoute.PATH).handler(handler("POST,OPTIONS"));
            router.route(AlertsRoute.PATH).handler(handler("GET,HEAD,POST,OPTIONS"));
            router.route(AlertsRoute.PATH + "/*").handler(handler("GET,HEAD,PATCH,DELETE,OPTIONS"));
            router.route(AlertStreamRoute.PATH).handler(handler("GET,HEAD,OPTIONS"));
        }
        // Nobody has the key but who reads the stream.
        router.route(StreamChangeRoute.PATH).handler(handler("PATCH,OPTIONS"));
        Handler<RoutingContext> reading = handler("GET,HEAD,OPTIONS");
        Stream.of(
                        "/api/sse/prices",
                        "/api/sse/signals",
                        "/api/sse/status",
                        "/api/prices",
                        "/api/prices/:symbol",
                        "/api/symbols",
                        "/api/candles",
                        "/api/udf/:request")
                .forEach(path -> router.route(path).handler(reading));
    }

    /** Lets pages of those sites read what is at one more path. */
    void addTo(Router router, String path) {
        if (!origins.isEmpty()) {
            router.route(path).handler(handler("GET,HEAD,OPTIONS"));
        }
    }

    /**
     * The same rule for WebSocket, whose answers a browser would let every page read: no page of another site unless it
     * is listed.
     */
    Handler<RoutingContext> upgrades() {
        return context -> {
            String origin = context.request().getHeader(HttpHeaders.ORIGIN);
            if (origin == null || JwtAuthHandler.isOfThisSite(context.request()) || isAllowed(origin)) {
                context.next();
            } else {
                refuse(context, origin);
            }
        };
    }

    private boolean isAllowed(String origin) {
        return everySite ? ORIGIN.matcher(origin).matches() : origins.contains(origin);
    }

    private Handler<RoutingContext> handler(String methods) {
        return context -> {
            HttpServerRequest request = context.request();
            String origin = request.getHeader(HttpHeaders.ORIGIN);
            if (!everySite) {
                context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
            }
            if (origin == null || JwtAuthHandler.isOfThisSite(request)) {
                // A browser names the origin of a POST of our own pages, too.
                context.next();
            } else if (!isAllowed(origin)) {
                refuse(context, origin);
            } else {
                allow(context.response(), origin);
                if (request.method().equals(HttpMethod.OPTIONS)
                        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
                    context.response()
                            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
                            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers)
                            .setStatusCode(204)
                            .end();
                } else {
                    context.next();
                }
            }
        };
    }

    private void allow(HttpServerResponse response, String origin) {
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, everySite ? "*" : origin);
        if (cookies) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    private void refuse(RoutingContext context, String origin) {
        if (tokens) {
            context.response().putHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
        }
        responses.error(
                context,
                403,
                "Pages of " + JsonResponses.shown(origin) + " may not read prices here: "
                        + (everySite ? "the origin is malformed" : "http.cors-origins does not list their site"));
    }
}
