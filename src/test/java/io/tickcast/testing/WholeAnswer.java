package io.tickcast.testing;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/** An answer with its body. */
public record WholeAnswer(HttpClientResponse head, Buffer body) {
    /**
     * Sends a request. The body is asked for on the event loop that brings the answer: a moment later, a part of it may
     * be gone.
     */
    public static Future<WholeAnswer> to(Future<HttpClientRequest> request) {
        return request.compose(made ->
                made.send().compose(head -> head.body().map(body -> new WholeAnswer(head, body))));
    }
}
