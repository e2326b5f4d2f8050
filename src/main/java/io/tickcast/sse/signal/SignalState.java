package io.tickcast.sse.signal;

import io.vertx.core.json.JsonObject;

/**
 * The signals that an event loop has heard, and those that it keeps.
 *
 * @param overCount signals given up early since too many were kept
 * @param overBytes signals given up early since they took too much memory
 * @param malformed messages that were no signals
 */
public record SignalState(int kept, long bytes, long overCount, long overBytes, long heard, long malformed) {
    public JsonObject toJson() {
        return new JsonObject()
                .put("kept", kept)
                .put("bytes", bytes)
                .put("over_count", overCount)
                .put("over_bytes", overBytes)
                .put("heard", heard)
                .put("malformed", malformed);
    }
}
