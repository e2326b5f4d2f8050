package io.tickcast.http;

import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The cookies of a request. A browser sends all that it has of a name, those of other paths and domains too (RFC 6265,
 * 5.4), of which Vert.x keeps one.
 */
final class Cookies {
    /** Each may cost the check of a signature. */
    private static final int MOST = 4;

    private Cookies() {}

    /** The values of those with this name, in the order in which they came, the first few of them. */
    static List<String> named(String name, HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.COOKIE).stream()
                .flatMap(header -> ServerCookieDecoder.STRICT.decodeAll(header).stream())
                .filter(cookie -> cookie.name().equals(name))
                .map(cookie -> cookie.value())
                .distinct()
                .limit(MOST)
                .toList();
    }
}
