package io.tickcast.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Server-Sent Events as one writes them at first: each tick is a {@code response.write} to each stream. The peer that
 * shows what the hub is for. Arguments: its port, the exchange's base, how many symbols.
 */
final class PlainServer {
    private static final int STREAMS_PER_REQUEST = 200;

    /** A client that nobody holds is closed when it is collected. */
    private final WebSocketClient exchange;

    private final Set<HttpServerResponse> streams = new HashSet<>();

    private PlainServer(Vertx vertx) {
        exchange = vertx.createWebSocketClient();
    }

    public static void main(String[] args) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        PlainServer server = new PlainServer(vertx);
        vertx.createHttpServer().requestHandler(server::open).listen(Integer.parseInt(args[0]), "127.0.0.1");
        List<String> names = Scenario.symbolNames(Integer.parseInt(args[2])).stream()
                .map(symbol -> symbol.toLowerCase(Locale.ROOT) + "@ticker")
                .toList();
        URI base = URI.create(args[1]);
        server.exchange
                .connect(new WebSocketConnectOptions()
                        .setHost(base.getHost())
                        .setPort(base.getPort())
                        .setURI("/stream"))
                .onSuccess(socket -> {
                    socket.textMessageHandler(server::tick);
                    for (int from = 0; from < names.size(); from += STREAMS_PER_REQUEST) {
                        socket.writeTextMessage(new JsonObject()
                                .put("method", "SUBSCRIBE")
                                .put(
                                        "params",
                                        new JsonArray(names.subList(
                                                from, Math.min(names.size(), from + STREAMS_PER_REQUEST))))
                                .put("id", from)
                                .encode());
                    }
                });
    }

    private void open(HttpServerRequest request) {
        HttpServerResponse response =
                request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.closeHandler(closed -> streams.remove(response));
        response.write("retry: 3000\n\n");
        streams.add(response);
    }

    private void tick(String message) {
        Instant now = Instant.now();
        JsonObject data = new JsonObject(message).getJsonObject("data");
        if (data == null) {
            return;
        }
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        Buffer event = Buffer.buffer("event: price\nid: " + micros / 1_000 + "\ndata: {\"symbol\": \""
                + data.getString("s") + "\", \"price\": " + data.getString("c") + ", \"change_24h\": "
                + data.getString("P")
                + ", \"timestamp\": \"" + Instant.ofEpochMilli(data.getLong("E")) + "\", \"volume\": "
                + data.getString("v")
                + ", \"received_at\": " + micros + "}\n\n");
        streams.forEach(stream -> stream.write(event));
    }
}
