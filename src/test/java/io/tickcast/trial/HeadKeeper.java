package io.tickcast.trial;

import io.tickcast.testing.Await;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** In the place of a node: says yes to everything, and keeps the headers that came last for each path. */
final class HeadKeeper implements AutoCloseable {
    private final Map<String, MultiMap> last = new ConcurrentHashMap<>();
    private final HttpServer server;

    private HeadKeeper(Vertx vertx) {
        server = Await.result(vertx.createHttpServer()
                .requestHandler(request -> {
                    last.put(request.path(), MultiMap.caseInsensitiveMultiMap().addAll(request.headers()));
                    request.response().end("{}");
                })
                .listen(0, "127.0.0.1"));
    }

    static HeadKeeper start(Vertx vertx) {
        return new HeadKeeper(vertx);
    }

    int port() {
        return server.actualPort();
    }

    MultiMap last(String path) {
        return last.get(path);
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
