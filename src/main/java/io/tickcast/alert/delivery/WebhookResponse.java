package io.tickcast.alert.delivery;

import io.tickcast.log.Printable;
import io.tickcast.rest.RetryAfter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer of a receiver.
 *
 * @param body perhaps only its beginning
 * @param at   the time at which it came
 */
record WebhookResponse(int status, MultiMap headers, String body, Instant at) {
    private static final int SHOWN = 200;
    /** A receiver that asks for less has confused units, or asks for a flood. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the same request would fail again. Of the 4xx, these three are about the time of a request. */
    private boolean isFinal() {
        return status / 100 == 4 && status != 408 && status != 425 && status != 429;
    }

    /** The body as an object; empty where it is none. */
    JsonObject json() {
        try {
            return Json.decodeValue(body) instanceof JsonObject object ? object : new JsonObject();
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(headers.get(HttpHeaders.RETRY_AFTER))
                .flatMap(value -> RetryAfter.parse(value, at))
                .map(WebhookResponse::bounded);
    }

    Outcome.Failed failed(String why) {
        return failed(why, Optional.empty());
    }

    /** @param pause as the body has it; otherwise that of the header counts */
    Outcome.Failed failed(String why, Optional<Duration> pause) {
        return new Outcome.Failed(text(why), pause.map(WebhookResponse::bounded).or(this::retryAfter));
    }

    Outcome.Refused refused(String why) {
        return new Outcome.Refused(text(why));
    }

    /** The outcome of an answer that is no success, by its status. */
    Outcome refusedOrFailed(String why, Optional<Duration> pause) {
        return isFinal() ? refused(why) : failed(why, pause);
    }

    private String text(String why) {
        String redirect = status / 100 == 3 ? " (redirects are not followed)" : "";
        return "it answers " + status + redirect + (why.isBlank() ? "" : ": " + Printable.shown(why.strip(), SHOWN));
    }

    private static Duration bounded(Duration pause) {
        if (pause.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** A field of an answer, which may be missing or of any type. */
    static String text(JsonObject json, String field) {
        Object value = json.getValue(field);
        return value == null ? "" : value.toString();
    }

    static Optional<Number> number(JsonObject json, String field) {
        return json.getValue(field) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    static JsonObject object(JsonObject json, String field) {
        return json.getValue(field) instanceof JsonObject object ? object : new JsonObject();
    }

    /** Seconds of a receiver, with or without a fraction. */
    static Duration seconds(Number seconds) {
        double bounded = Math.min(Math.max(0, seconds.doubleValue()), (double) LONGEST_PAUSE.toSeconds());
        return Duration.ofMillis((long) Math.ceil(bounded * 1_000));
    }
}
