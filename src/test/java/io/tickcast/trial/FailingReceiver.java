package io.tickcast.trial;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A receiver of webhooks that fails now and then, before or after it has taken a message, and drops equal ids. */
final class FailingReceiver {
    private static final double FAILURES = 0.3;

    private final HttpServer server;
    private final Random random = new Random(1);
    private final Map<String, JsonObject> byId = new ConcurrentHashMap<>();
    private final LongAdder attempts = new LongAdder();

    FailingReceiver(Vertx vertx) {
        server =
                Await.result(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    private void take(HttpServerRequest request) {
        attempts.increment();
        boolean fails;
        boolean loses;
        synchronized (random) {
            fails = random.nextDouble() < FAILURES;
            loses = random.nextBoolean();
        }
        if (fails && loses) {
            request.response().setStatusCode(503).end();
            return;
        }
        request.body().onSuccess(body -> {
            JsonObject data = new JsonObject(body).getJsonObject("data");
            JsonObject before = byId.putIfAbsent(request.getHeader("webhook-id"), data);
            if (before != null && !before.equals(data)) {
                throw new AssertionError("two messages with one id: " + before + " and " + data);
            }
            if (fails) {
                request.connection().close();
            } else {
                request.response().setStatusCode(204).end();
            }
        });
    }

    String url(int number) {
        return "http://127.0.0.1:" + server.actualPort() + "/hook" + number;
    }

    /** Messages by their ids. */
    Map<String, JsonObject> byId() {
        return Map.copyOf(byId);
    }

    int size() {
        return byId.size();
    }

    long attempts() {
        return attempts.sum();
    }
}
