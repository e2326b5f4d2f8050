package io.tickcast.relay;

import io.tickcast.demo.Limits;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A node that relays a fake of Binance. */
abstract class WithRelay {
    static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT");

    final Vertx vertx = Vertx.vertx();
    final ScriptedBinance binance = Await.result(ScriptedBinance.start(vertx, SYMBOLS, Limits.REAL.withoutPings()));
    private HttpNode node;

    HttpNode.Plan plan() {
        return HttpNode.plan()
                .set("TICKCAST_RELAY_BINANCE_ENABLED", "true")
                .set("TICKCAST_FEED_BINANCE_ENDPOINTS", binance.endpoint().toString())
                .set("TICKCAST_FEED_BINANCE_REST", binance.rest().toString())
                .set("TICKCAST_FEED_CONNECT_TIMEOUT", "2m")
                .set("TICKCAST_FEED_BACKOFF_MIN", "20ms")
                .set("TICKCAST_FEED_BACKOFF_MAX", "200ms");
    }

    final HttpNode start(HttpNode.Plan plan) {
        node = plan.start();
        return node;
    }

    final HttpNode node() {
        return node == null ? start(plan()) : node;
    }

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
        Await.result(vertx.close());
    }

    /** @param path below that of the relay */
    final RawWebSocket open(String path) {
        return RawWebSocket.open(node().connect(), "/binance" + path);
    }

    /** The whole answer to a handshake that is not accepted. */
    final RawAnswer refusal(String path) {
        try (RawHttp http = node().connect()) {
            return http.send(
                            "GET /binance" + path + " HTTP/1.1",
                            "Host: 127.0.0.1",
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                    .answer();
        }
    }

    /** A client of the exchange itself. */
    final RawWebSocket direct(String path) {
        return RawWebSocket.open(RawHttp.connect(binance.endpoint().getPort()), path);
    }

    final JsonObject counts() {
        return node().status().getJsonObject("relay");
    }

    /** Sends a request and returns the answer, which frames may precede. */
    static JsonObject request(RawWebSocket client, String text) {
        client.send(text);
        JsonObject answer = new JsonObject(client.frame(RawWebSocket.TEXT).text());
        while (answer.containsKey("e") || answer.containsKey("stream")) {
            answer = new JsonObject(client.frame(RawWebSocket.TEXT).text());
        }
        return answer;
    }

    static JsonObject subscribe(RawWebSocket client, String... streams) {
        return request(
                client, "{\"method\":\"SUBSCRIBE\",\"params\":[\"" + String.join("\",\"", streams) + "\"],\"id\":7}");
    }

    static String text(RawWebSocket client) {
        return client.frame(RawWebSocket.TEXT).text();
    }
}
