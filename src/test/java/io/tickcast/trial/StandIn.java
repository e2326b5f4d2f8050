package io.tickcast.trial;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Stands in for a node: endless streams that name their server, at an address that survives its failure. */
final class StandIn {
    private final Vertx vertx;
    private final int port;
    private Optional<HttpServer> server = Optional.empty();
    private Optional<ServerSocket> deaf = Optional.empty();
    private volatile boolean full;

    StandIn(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    int port() {
        return port;
    }

    void open() {
        server = Optional.of(Await.result(
                vertx.createHttpServer().requestHandler(this::answer).listen(port, "127.0.0.1")));
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!request.path().startsWith("/api/sse/")) {
            response.end("{}");
            return;
        }
        response.putHeader("Content-Type", "text/event-stream");
        if (full) {
            response.end("event: overloaded\ndata: {}\n\n");
        } else {
            response.putHeader("X-Node", Integer.toString(port))
                    .setChunked(true)
                    .write(": here\n\n");
        }
    }

    /** Takes no more streams, and says so as a node does. */
    void fill() {
        full = true;
    }

    /** Its connections end, and new ones are refused. */
    void close() {
        server.ifPresent(listening -> Await.result(listening.close()));
        server = Optional.empty();
        try {
            if (deaf.isPresent()) {
                deaf.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The selector of the event loop closes the socket itself a moment after Vert.x reports the close.
        Await.until("port " + port + " is free", this::isFree);
    }

    private boolean isFree() {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Its machine gives no answer at all to a new connection, until the backlog and this are closed. */
    FullBacklog vanish() {
        try {
            deaf = Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            return FullBacklog.of(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
