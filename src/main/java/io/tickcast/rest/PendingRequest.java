package io.tickcast.rest;

import io.vertx.core.Promise;

/**
 * A request that its caller waits for.
 *
 * @param deadline by {@link System#nanoTime()}, until which it may wait to be sent
 */
record PendingRequest<T>(RestRequest request, BodyReader<T> reader, Promise<T> promise, long deadline) {
    void fail(RestException cause) {
        promise.tryFail(cause);
    }
}
