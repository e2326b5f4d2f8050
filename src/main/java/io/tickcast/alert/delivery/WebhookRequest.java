package io.tickcast.alert.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;

/**
 * A POST to a receiver. Its address, headers and body are secret.
 *
 * @param body the exact bytes that the signature covers
 */
record WebhookRequest(URI uri, Map<String, String> headers, Buffer body) {
    static WebhookRequest json(URI uri, JsonObject body) {
        return new WebhookRequest(
                uri, Map.of("Content-Type", "application/json; charset=utf-8"), Buffer.buffer(body.encode()));
    }
}
