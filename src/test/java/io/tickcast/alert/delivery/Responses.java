package io.tickcast.alert.delivery;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Answers of receivers, at {@code 2026-01-05T10:00:00Z}. */
final class Responses {
    private Responses() {}

    /** @param headers names and values in turn */
    static WebhookResponse of(int status, String body, String... headers) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return new WebhookResponse(status, all, body, Instant.parse("2026-01-05T10:00:00Z"));
    }

    static Optional<Duration> retryAfter(Outcome outcome) {
        return ((Outcome.Failed) outcome).retryAfter();
    }
}
