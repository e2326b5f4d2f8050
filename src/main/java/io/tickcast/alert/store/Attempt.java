package io.tickcast.alert.store;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One try to tell a receiver.
 *
 * @param firing  id, which is the {@code webhook-id}
 * @param number  of the receiver in its rule when the rule fired
 * @param attempt from 1 on
 * @param at      in ms since the epoch
 * @param status  of HTTP; 0 when there was no answer
 * @param error   empty when it was delivered
 */
public record Attempt(String firing, int number, int attempt, long at, int status, String error) {
    /** As clients see it. */
    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("webhook_id", firing)
                .put("attempt", attempt)
                .put("at", Instant.ofEpochMilli(at).toString());
        if (status > 0) {
            json.put("status", status);
        }
        return error.isEmpty() ? json : json.put("error", error);
    }
}
