package io.tickcast.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * A message that a client sent.
 *
 * @param atNanos  by {@link System#nanoTime()}
 */
public record Received(Kind kind, Buffer content, long atNanos) {
    public enum Kind {
        TEXT,
        BINARY,
        PING,
        PONG
    }

    public String text() {
        return content.toString();
    }

    public JsonObject json() {
        return new JsonObject(content);
    }
}
