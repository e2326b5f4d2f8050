package io.tickcast.bench;

import io.tickcast.demo.BenchExchange.Sent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Posts ticks: the requests of a burst one after the other, without waiting for the answers. They use one connection, or
 * one for each burst if the server closes it after a request.
 */
final class TickPublisher implements Consumer<List<Sent>> {
    private static final Pattern REFUSAL = Pattern.compile("HTTP/1\\.1 [345].*|\"error\":.*");

    private final PostedServer server;
    /** A client that nobody holds is closed when it is collected, with its socket. */
    private final NetClient client;

    private final int port;
    private final Future<NetSocket> connection;
    private boolean refused;

    private TickPublisher(Vertx vertx, int port, PostedServer server) {
        this.server = server;
        this.port = server.publishPort(port);
        client = vertx.createNetClient();
        connection = connect();
    }

    /** @param port port of the streams */
    static TickPublisher connect(Vertx vertx, int port, PostedServer server) {
        TickPublisher publisher = new TickPublisher(vertx, port, server);
        publisher.connection.await();
        return publisher;
    }

    private Future<NetSocket> connect() {
        return client.connect(port, "127.0.0.1").onSuccess(socket -> {
            socket.handler(this::answered);
            // The server ends before the publisher.
            socket.exceptionHandler(cut -> {});
        });
    }

    @Override
    public void accept(List<Sent> ticks) {
        Buffer requests = Buffer.buffer();
        server.posts(ticks.stream().map(TickPublisher::event).toList()).forEach(post -> post.appendTo(requests));
        (server.closesAfterPost() ? connect() : connection)
                .onSuccess(socket -> socket.write(requests))
                .onFailure(cause -> refused(cause.getMessage()));
    }

    private void answered(Buffer answers) {
        Matcher refusal = REFUSAL.matcher(answers.toString(StandardCharsets.US_ASCII));
        if (refusal.find()) {
            refused(refusal.group());
        }
    }

    private void refused(String why) {
        if (!refused) {
            refused = true;
            System.err.println(server.getClass().getSimpleName() + " refuses ticks: " + why);
        }
    }

    /** The same fields as Tickcast's. */
    private static String event(Sent tick) {
        long now = LoadResult.nowMicros();
        return String.format(
                Locale.ROOT,
                "{\"symbol\": \"%s\", \"price\": 100.%02d000000, \"change_24h\": 2.500, "
                        + "\"timestamp\": \"%s\", \"volume\": %d.00000000, \"received_at\": %d}",
                tick.symbol(),
                tick.count() % 100,
                Instant.ofEpochMilli(now / 1_000),
                tick.volume(),
                now);
    }
}
