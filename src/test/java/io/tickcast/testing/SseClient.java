package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An EventSource for tests: waits for what it is asked for, and fails loudly when it does not come. A compressed stream
 * is read like any other, and ends in order only when it is valid to the last byte.
 */
public final class SseClient implements AutoCloseable {

    private final HttpClient client;
    private final HttpClientResponse response;
    private final BlockingQueue<SseEvent> events = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final Promise<Void> ended = Promise.promise();
    private final SseParser parser;

    private SseClient(HttpClient client, HttpClientResponse response, Optional<Consumer<SseEvent>> listener) {
        this.client = client;
        this.response = response;
        List<SseEvent> parsed = new ArrayList<>();
        parser = new SseParser(
                Optional.ofNullable(response.getHeader("Content-Encoding")), listener.orElse(parsed::add));
        response.handler(chunk -> {
            byte[] read = parser.feed(chunk.getBytes());
            if (listener.isEmpty()) {
                // Who has an event finds it in the text.
                text.writeBytes(read);
                events.addAll(parsed);
                parsed.clear();
            }
        });
        response.endHandler(v -> end());
        response.exceptionHandler(ended::tryFail);
    }

    private void end() {
        try {
            parser.assertComplete();
            ended.tryComplete();
        } catch (AssertionError | UncheckedIOException e) {
            ended.tryFail(e);
        }
    }

    public static SseClient open(Vertx vertx, int port, String uri) {
        return open(vertx, port, uri, Map.of());
    }

    /** Returns when the head of the response is there. */
    public static SseClient open(Vertx vertx, int port, String uri, Map<String, String> headers) {
        return open(vertx, port, uri, headers, new HttpClientOptions());
    }

    /** The same over HTTP/2, without TLS. */
    public static SseClient openHttp2(Vertx vertx, int port, String uri) {
        return open(vertx, port, uri, Map.of(), Wire.H2C.client());
    }

    /** The same in any other way that a client can be made to call. */
    public static SseClient open(
            Vertx vertx, int port, String uri, Map<String, String> headers, HttpClientOptions options) {
        return open(vertx.createHttpClient(options), port, uri, headers);
    }

    /** On a connection that this client may have, or make; it is closed with the stream. */
    public static SseClient open(HttpClient client, int port, String uri, Map<String, String> headers) {
        return Await.result(connect(client, port, uri, headers, Optional.empty()));
    }

    /** A stream whose events go to a listener, on the event loop that reads them, as soon as it is resumed. */
    public static Future<SseClient> connect(
            HttpClient client, int port, String uri, Map<String, String> headers, Consumer<SseEvent> listener) {
        return connect(client, port, uri, headers, Optional.of(listener));
    }

    private static Future<SseClient> connect(
            HttpClient client,
            int port,
            String uri,
            Map<String, String> headers,
            Optional<Consumer<SseEvent>> listener) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri);
        headers.forEach(request::putHeader);
        // Handlers are set on the event loop, before the response may flow, so that its first bytes are not lost.
        return client.request(request)
                .compose(sending -> sending.send().map(response -> {
                    SseClient stream = new SseClient(client, response, listener);
                    listener.ifPresent(paused -> stream.pause());
                    return stream;
                }));
    }

    public int status() {
        return response.statusCode();
    }

    public HttpVersion version() {
        return response.version();
    }

    public MultiMap headers() {
        return response.headers();
    }

    public HttpConnection connection() {
        return response.request().connection();
    }

    /** The next event, whatever it is. */
    public SseEvent next() {
        return next("", System.nanoTime() + Await.PATIENCE.toNanos());
    }

    /** The next event of this name; others before it are passed over. */
    public SseEvent next(String name) {
        long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
        SseEvent event = next(name, deadline);
        while (!event.name().equals(name)) {
            event = next(name, deadline);
        }
        return event;
    }

    private SseEvent next(String name, long deadline) {
        try {
            SseEvent event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(event)
                    .as("an event %s within %s s", name, Await.PATIENCE.toSeconds())
                    .isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The next events of this name. */
    public List<SseEvent> next(String name, int count) {
        List<SseEvent> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(next(name));
        }
        return found;
    }

    /** The events that have arrived and were not asked for yet. */
    public List<SseEvent> rest() {
        List<SseEvent> rest = new ArrayList<>();
        events.drainTo(rest);
        return rest;
    }

    /** The body so far, as it is when not compressed. */
    public String text() {
        return text.toString(StandardCharsets.UTF_8);
    }

    public void awaitText(String part) {
        Await.until("there is " + part, () -> text().contains(part));
    }

    public String lastEventId() {
        return parser.lastEventId();
    }

    public List<Long> retries() {
        return parser.retries();
    }

    /** Completes when the server ends the response in order, fails when the connection breaks. */
    public Future<Void> ended() {
        return ended.future();
    }

    /** Stops reading, as a client does that hangs. */
    public void pause() {
        response.pause();
    }

    public void resume() {
        response.resume();
    }

    /** Gives this stream up; over HTTP/2 others may go on, on the connection. */
    public void reset() {
        response.request().reset(8);
    }

    @Override
    public void close() {
        Await.result(client.close());
    }
}
