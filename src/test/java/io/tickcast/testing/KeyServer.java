package io.tickcast.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server of an issuer's keys, over real HTTP; it can fail in the ways that such servers do. */
public final class KeyServer {
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> answer;

    public KeyServer(Vertx vertx, Consumer<HttpServerRequest> answer) {
        this(vertx, "127.0.0.1", answer);
    }

    public KeyServer(Vertx vertx, String host, Consumer<HttpServerRequest> answer) {
        this.answer = answer;
        server = Await.result(vertx.createHttpServer()
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    this.answer.accept(request);
                })
                .listen(0, host));
    }

    public static Consumer<HttpServerRequest> showing(String body) {
        return request -> request.response().end(body);
    }

    public static Consumer<HttpServerRequest> failing() {
        return request -> request.response().setStatusCode(500).end();
    }

    /** Takes the request and says nothing. */
    public static Consumer<HttpServerRequest> silent() {
        return request -> {};
    }

    public void answer(Consumer<HttpServerRequest> next) {
        answer = next;
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/keys";
    }

    public int port() {
        return server.actualPort();
    }

    public int asked() {
        return asked.get();
    }
}
