package io.tickcast.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/** The text of a price stream from its first byte to its last, over any version of HTTP, compressed or not. */
public final class StreamBody implements AutoCloseable {
    private final HttpClient client;
    private final Buffer bytes = Buffer.buffer();
    private final Promise<Void> ended = Promise.promise();

    private StreamBody(HttpClient client) {
        this.client = client;
    }

    /** Returns when the head of the response is there. */
    public static StreamBody open(Vertx vertx, HttpClientOptions options, int port, String uri, String acceptEncoding) {
        StreamBody body = new StreamBody(vertx.createHttpClient(options));
        Await.result(body.client
                .request(HttpMethod.GET, port, "127.0.0.1", uri)
                .compose(request -> request.putHeader("Accept-Encoding", acceptEncoding)
                        .send()
                        .map(body::take)));
        return body;
    }

    private HttpClientResponse take(HttpClientResponse response) {
        Optional<Gunzip> gunzip = Gunzip.of(Optional.ofNullable(response.getHeader("Content-Encoding")));
        return response.handler(chunk -> append(gunzip.map(reader -> Buffer.buffer(reader.feed(chunk.getBytes())))
                        .orElse(chunk)))
                .endHandler(v -> Gunzip.complete(gunzip).onComplete(ended))
                .exceptionHandler(ended::tryFail);
    }

    private synchronized void append(Buffer more) {
        bytes.appendBuffer(more);
    }

    public synchronized String text() {
        return bytes.toString();
    }

    public void awaitText(String part) {
        Await.until("there is " + part, () -> text().contains(part));
    }

    /** Completes when the server ends the response in order, fails when the connection breaks. */
    public Future<Void> ended() {
        return ended.future();
    }

    @Override
    public void close() {
        Await.result(client.close());
    }
}
