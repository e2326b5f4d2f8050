package io.tickcast.net;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/** The bytes of one stream of HTTP/2 that wait for its client's window: its connection does not know them yet. */
public final class StreamBacklog {
    private static final long CANCEL = 8;

    private final UnsentQueue queue;
    private final Bytes bytes;

    private StreamBacklog(UnsentQueue queue, HttpServerResponse response, boolean isStream) {
        this.queue = queue;
        bytes = new Bytes(response);
        bytes.isStream = isStream;
    }

    /** @return empty for HTTP/1, whose connection counts all of its bytes */
    public static Optional<StreamBacklog> ofEvents(HttpServerRequest request) {
        return of(request, true);
    }

    private static Optional<StreamBacklog> of(HttpServerRequest request, boolean isStream) {
        return request.version() == HttpVersion.HTTP_2
                ? ConnectionBacklog.queueOf(request.connection())
                        .map(queue -> new StreamBacklog(queue, request.response(), isStream))
                : Optional.empty();
    }

    /** Ends the response with this body. */
    public static Future<Void> end(HttpServerRequest request, Buffer body) {
        Optional<StreamBacklog> backlog = of(request, false);
        Future<Void> sent = request.response().end(body);
        backlog.ifPresent(waiting -> waiting.add(body.length(), sent));
        return sent;
    }

    /** @param sent succeeds or fails when these bytes wait no longer */
    public void add(int count, Future<Void> sent) {
        if (!sent.isComplete()) {
            queue.update(bytes, bytes.bytes + count, false);
            sent.onComplete(done -> {
                if (!bytes.isCut) {
                    queue.update(bytes, bytes.bytes - count, true);
                }
            });
        }
    }

    private static final class Bytes extends Backlog {
        private final HttpServerResponse response;
        private boolean isCut;

        Bytes(HttpServerResponse response) {
            this.response = response;
        }

        @Override
        boolean refresh() {
            // It learns of each write that was taken.
            return false;
        }

        @Override
        void cut() {
            isCut = true;
            response.reset(CANCEL);
        }
    }
}
