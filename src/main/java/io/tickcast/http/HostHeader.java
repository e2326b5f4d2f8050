package io.tickcast.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;

/** The name that a client calls this server by, such as {@code localhost:5000}. */
final class HostHeader {
    private HostHeader() {}

    /** @return empty if the client does not name one */
    static Optional<String> of(HttpServerRequest request) {
        // HTTP/2 has a field of its own for it, and Host only from who translates from HTTP/1.
        Optional<String> authority = request.version() == HttpVersion.HTTP_2
                ? Optional.ofNullable(request.authority(true)).map(HostAndPort::toString)
                : Optional.empty();
        return authority.or(() -> Optional.ofNullable(request.getHeader(HttpHeaders.HOST)));
    }
}
