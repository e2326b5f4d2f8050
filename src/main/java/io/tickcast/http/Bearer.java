package io.tickcast.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/** The token of {@code Authorization: Bearer …}; the scheme in any case, as RFC 9110 has it. */
final class Bearer {
    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** @return empty if there is no token, something else, or more than one */
    static Optional<String> of(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        return headers.size() == 1 && headers.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(headers.get(0).substring(SCHEME.length()).strip())
                : Optional.empty();
    }
}
