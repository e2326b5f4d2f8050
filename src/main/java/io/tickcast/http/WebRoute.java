package io.tickcast.http;

import io.tickcast.net.StreamBacklog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Predicate;

/** Gives browsers the page and the client code. Other paths go to the next route. */
final class WebRoute {
    /** Our scripts and styles and nothing else: what got into a text of the page could neither run nor call home. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors ");

    private static final String EMBEDS = "/embed/";
    private static final List<String> FOR_OTHER_SITES = List.of("/client/", "/vendor/", "/api/");

    private final WebFiles files;
    private final WebFiles filesWithAlerts;
    private final Predicate<HttpServerRequest> mayHaveAlerts;
    private final List<String> frameOrigins;

    /**
     * @param mayHaveAlerts whether a reader may have alerts, which the page then shows from the first paint on; to others
     *                      it is as if there were none
     * @param frameOrigins  sites whose pages may frame the embeds, besides this server's
     */
    WebRoute(WebFiles files, Predicate<HttpServerRequest> mayHaveAlerts, List<String> frameOrigins) {
        this.files = files;
        filesWithAlerts = files.withAlerts();
        this.mayHaveAlerts = mayHaveAlerts;
        this.frameOrigins = frameOrigins;
    }

    void handle(RoutingContext context) {
        HttpMethod method = context.request().method();
        WebFiles shown = mayHaveAlerts.test(context.request()) ? filesWithAlerts : files;
        shown.at(context.request().path())
                .ifPresentOrElse(
                        file -> {
                            if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
                                answer(context, file);
                            } else if (method.equals(HttpMethod.OPTIONS)) {
                                // As HAProxy asks by default whether a server is well: any status above 399 is a no.
                                context.response()
                                        .setStatusCode(204)
                                        .putHeader(HttpHeaders.ALLOW, "GET, HEAD")
                                        .end();
                            } else {
                                context.fail(405);
                            }
                        },
                        context::next);
    }

    private void answer(RoutingContext context, WebFile file) {
        HttpServerResponse response = context.response()
                // The same address may hold another text after an update: ask each time, and get 304 while it is the
                // same.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .putHeader("Referrer-Policy", "no-referrer");
        restrictFrames(response, context.request().path().startsWith(EMBEDS));
        if (FOR_OTHER_SITES.stream().anyMatch(context.request().path()::startsWith)) {
            // A module is only taken from another site that allows it, and these are made for other pages.
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        boolean gzip = AcceptEncoding.wantsGzip(context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING));
        String etag = '"' + file.etag() + (gzip ? "-gzip" : "") + '"';
        response.putHeader(HttpHeaders.ETAG, etag);
        List<String> known = context.request().headers().getAll(HttpHeaders.IF_NONE_MATCH);
        if (known.stream().anyMatch(tags -> tags.contains(etag) || tags.strip().equals("*"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
        if (gzip) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        StreamBacklog.end(context.request(), gzip ? file.gzip() : file.plain());
    }

    /** The older header can only name this server: it is left out where others may frame, too. */
    private void restrictFrames(HttpServerResponse response, boolean embed) {
        if (!embed) {
            response.putHeader("Content-Security-Policy", POLICY + "'none'").putHeader("X-Frame-Options", "DENY");
        } else if (frameOrigins.isEmpty()) {
            response.putHeader("Content-Security-Policy", POLICY + "'self'").putHeader("X-Frame-Options", "SAMEORIGIN");
        } else {
            response.putHeader("Content-Security-Policy", POLICY + "'self' " + String.join(" ", frameOrigins));
        }
    }
}
