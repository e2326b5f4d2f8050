package io.tickcast.http;

import io.tickcast.net.StreamBacklog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

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
            "frame-ancestors 'none'");

    private final WebFiles files;

    WebRoute(WebFiles files) {
        this.files = files;
    }

    void handle(RoutingContext context) {
        HttpMethod method = context.request().method();
        files.at(context.request().path())
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

    private static void answer(RoutingContext context, WebFile file) {
        HttpServerResponse response = context.response()
                // The same address may hold another text after an update: ask each time, and get 304 while it is the
                // same.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer");
        if (context.request().path().startsWith("/client/")
                || context.request().path().startsWith("/vendor/")) {
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
}
