package io.tickcast.page;

import io.tickcast.testing.Await;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server of the client code and an empty page, whose streams are answered by the test itself, byte for byte. */
final class StreamServer implements AutoCloseable {
    static final String GREETING = "event: connected\ndata: {\"message\": \"hello\", \"symbols\": [\"A\"]}\n\n";

    /** The same with the key to change the stream. */
    static final String KEYED_GREETING = GREETING.replace("]}", "], \"stream\": \"s1\", \"key\": \"k1\"}");

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
    private final String page;
    private final Handler<HttpServerRequest> api;
    private final HttpServer server;

    /** A wish to change an open stream. */
    record Change(HttpServerRequest request, JsonObject body) {
        void accept() {
            answer(200, new JsonObject().put("code", 1).put("data", new JsonObject()));
        }

        void refuse(int status, String message) {
            answer(status, new JsonObject().put("code", 0).put("message", message));
        }

        private void answer(int status, JsonObject answer) {
            Await.result(request.response().setStatusCode(status).end(answer.encode()));
        }
    }

    private StreamServer(String page, Handler<HttpServerRequest> api) {
        this.page = page;
        this.api = api;
        server = vertx.createHttpServer().requestHandler(this::answer).webSocketHandler(sockets::add);
        Await.result(server.listen(0, "127.0.0.1"));
    }

    static StreamServer start() {
        return of("<!DOCTYPE html>");
    }

    /** With this page in place of the empty one. */
    static StreamServer of(String page) {
        return of(page, request -> request.response().setStatusCode(500).end());
    }

    /** With what answers all of the API but the streams. */
    static StreamServer of(String page, Handler<HttpServerRequest> api) {
        return new StreamServer(page, api);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.equals("/")) {
            request.response().putHeader("Content-Type", "text/html").end(page);
        } else if (path.equals("/favicon.ico")) {
            request.response().setStatusCode(204).end();
        } else if (path.equals("/api/sse/prices")) {
            requests.add(request);
        } else if (path.startsWith("/api/sse/streams/")) {
            request.body().onSuccess(body -> changes.add(new Change(request, body.toJsonObject())));
        } else if (path.startsWith("/api/")) {
            api.handle(request);
        } else {
            request.response().putHeader("Content-Type", type(path)).end(ClientFile.text(path));
        }
    }

    private static String type(String path) {
        return path.endsWith(".css") ? "text/css" : path.endsWith(".svg") ? "image/svg+xml" : "text/javascript";
    }

    /** The next request for a stream. */
    HttpServerRequest take() {
        return take(requests, "a stream");
    }

    /** The next request to change a stream. */
    Change takeChange() {
        return take(changes, "a change");
    }

    /** The next stream over WebSocket. */
    ServerWebSocket takeSocket() {
        return take(sockets, "a stream over WebSocket");
    }

    static <T> T take(BlockingQueue<T> queue, String name) {
        try {
            T next = queue.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nobody asked for " + name);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError("gave up waiting", e);
        }
    }

    /** Answers the next request for a stream with one that begins so. */
    HttpServerResponse stream(String text) {
        return stream(take(), text);
    }

    static HttpServerResponse stream(HttpServerRequest request, String text) {
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", "text/event-stream")
                .setChunked(true);
        Await.result(response.write(text));
        return response;
    }

    /** Refuses the next request for a stream. */
    void refuse(int status, String type, String body) {
        Await.result(take().response()
                .setStatusCode(status)
                .putHeader("Content-Type", type)
                .end(body));
    }

    /** Requests that have come and were not taken. */
    int waiting() {
        return requests.size();
    }

    static String price(String symbol, int number) {
        return "id: " + number + '\n' + snapshotPrice(symbol, number);
    }

    /** One of the first prices, which have no ids but the last of them. */
    static String snapshotPrice(String symbol, int number) {
        return "event: price\ndata: " + json(symbol, number) + "\n\n";
    }

    static String json(String symbol, int number) {
        return String.format(
                "{\"symbol\": \"%s\", \"price\": %d.00, \"timestamp\": \"2026-01-10T07:15:%06.3fZ\"}",
                symbol, number, number / 1_000.0);
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
