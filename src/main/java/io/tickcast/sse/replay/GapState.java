package io.tickcast.sse.replay;

import io.vertx.core.json.JsonObject;

/**
 * The number of gaps that are kept for clients that reconnect or are slow, and its limit.
 *
 * @param joined  gaps that are kept as one with the next gap of their symbol, because it had too many
 * @param dropped gaps that were dropped early, because there were too many
 */
public record GapState(int kept, int max, long joined, long dropped) {
    public JsonObject toJson() {
        return new JsonObject()
                .put("kept", kept)
                .put("max", max)
                .put("joined", joined)
                .put("dropped", dropped);
    }
}
