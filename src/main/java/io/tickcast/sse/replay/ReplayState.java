package io.tickcast.sse.replay;

import io.vertx.core.json.JsonObject;

/**
 * The size of the buffer of ticks for clients that reconnect, and its limits.
 *
 * @param coversMillis for how long a client may be away and miss nothing
 */
public record ReplayState(int ticks, int maxTicks, long bytes, long maxBytes, long spanMillis, long coversMillis) {
    public JsonObject toJson() {
        return new JsonObject()
                .put("ticks", ticks)
                .put("max_ticks", maxTicks)
                .put("bytes", bytes)
                .put("max_bytes", maxBytes)
                .put("span_ms", spanMillis)
                .put("covers_ms", coversMillis);
    }
}
