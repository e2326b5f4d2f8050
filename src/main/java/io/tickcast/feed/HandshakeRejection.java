package io.tickcast.feed;

import io.tickcast.rest.RetryAfter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An HTTP status in place of a WebSocket. */
record HandshakeRejection(int status, Optional<Duration> retryAfter) {
    static Optional<HandshakeRejection> of(Throwable cause) {
        return cause instanceof UpgradeRejectedException rejected
                ? Optional.of(new HandshakeRejection(
                        rejected.getStatus(),
                        Optional.ofNullable(rejected.getHeaders())
                                .map(headers -> headers.get(HttpHeaders.RETRY_AFTER))
                                .flatMap(value -> RetryAfter.parse(value, Instant.now()))))
                : Optional.empty();
    }

    /** It may be for what the path says. */
    boolean isOfPath() {
        return status == 400;
    }

    /** Waiting does not help: the place or the address that we call from is not served there. */
    boolean isPermanent() {
        return status == 451 || status == 403;
    }
}
