package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.BusAddresses;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code PATCH /api/sse/streams/{stream}}: other symbols and another interval for an open stream. */
class StreamChangeRouteTest {
    private static final String URI = "/api/sse/streams/";
    private static final String QUERY = "?fields=symbol,price&interval=0&symbols=";
    private static HttpNode node;
    private static long time;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** A stream as its client knows it. */
    private record Opened(SseClient client, String id, String key) {}

    @BeforeAll
    static void start() {
        // A request mostly comes to another event loop than that of its stream.
        node = HttpNode.plan()
                .eventLoops(2)
                .set("TICKCAST_STREAM_MAX_SYMBOLS", "5")
                .set("TICKCAST_HTTP_CORS_ORIGINS", "https://shop.example")
                .start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        node.awaitClients(0);
    }

    private Opened open(String symbols) {
        SseClient client = node.stream(QUERY + symbols);
        open.add(client);
        JsonObject connected = client.next("connected").json();
        return new Opened(client, connected.getString("stream"), connected.getString("key"));
    }

    private static RawAnswer change(Opened stream, String body) {
        return node.request("PATCH", URI + stream.id, body, "X-Stream-Key: " + stream.key);
    }

    private static String price(String symbol) {
        time++;
        node.hold(tick(symbol, time, Long.toString(time)));
        return symbol + '=' + time;
    }

    private static String next(Opened stream) {
        SseEvent price = stream.client.next("price");
        return price.json().getString("symbol") + '=' + price.raw("price");
    }

    @Test
    void anOpenStreamGetsOtherSymbolsFromAnyEventLoop() {
        String held = price("SOLUSDT");
        for (int i = 0; i < 4; i++) {
            Opened stream = open("BTCUSDT,ETHUSDT");
            RawAnswer answer = change(stream, "{\"add\":[\"solusdt\"],\"remove\":[\"BTCUSDT\"],\"interval\":0}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            JsonObject data = answer.json().getJsonObject("data");
            assertThat(data.getJsonArray("symbols")).containsExactlyInAnyOrder("ETHUSDT", "SOLUSDT");
            assertThat(data.getInteger("interval")).isZero();
            String first = next(stream);
            while (!first.equals(held)) {
                first = next(stream);
            }
            price("BTCUSDT");
            String ether = price("ETHUSDT");
            assertThat(next(stream)).isEqualTo(ether);
        }
    }

    @Test
    void anIntervalIsChangedAlone() {
        Opened stream = open("XRPUSDT");
        RawAnswer answer = change(stream, "{\"interval\":3600000}");
        assertThat(answer.json().getJsonObject("data").getMap())
                .containsEntry("interval", 3_600_000)
                .containsEntry("symbols", List.of("XRPUSDT"));
    }

    @Test
    void aStreamOfWebSocketIsChangedLikewise() {
        RawWebSocket socket = RawWebSocket.open(node.connect(), "/api/ws/prices" + QUERY + "BTCUSDT");
        open.add(socket);
        JsonObject connected = socket.next("connected").json();
        assertThat(node.request(
                                "PATCH",
                                URI + connected.getString("stream") + "?key=" + connected.getString("key"),
                                "{\"add\":[\"ADAUSDT\"]}")
                        .status())
                .isEqualTo(200);
        String held = price("ADAUSDT");
        SseEvent price = socket.next("price");
        while (!price.raw("price").equals(held.split("=")[1])) {
            price = socket.next("price");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "no JSON|not a JSON object",
                "[]|not a JSON object",
                "{}|a part of it",
                "{\"add\":\"BTCUSDT\"}|add: a list",
                "{\"remove\":[1]}|remove: a list",
                "{\"interval\":-1}|0 to 3600000",
                "{\"interval\":0.5}|0 to 3600000",
                "{\"add\":[\"a b\"]}|not a symbol",
                "{\"add\":[\"A\",\"B\",\"C\",\"D\",\"E\"]}|1 to 5"
            })
    void aBadRequestIsRefusedWithItsReason(String body, String why) {
        Opened stream = open("BTCUSDT");
        assertThat(change(stream, body).error(400)).contains(why);
    }

    @Test
    void onlyTheKeyOfTheStreamCounts() {
        Opened stream = open("BTCUSDT");
        Opened other = open("BTCUSDT");
        String body = "{\"interval\":1}";
        assertThat(node.request("PATCH", URI + stream.id, body).error(401)).contains("X-Stream-Key");
        assertThat(change(new Opened(stream.client, stream.id, other.key), body).error(403))
                .contains("key");
        assertThat(change(new Opened(stream.client, stream.id, ""), body).status())
                .isEqualTo(403);
        assertThat(change(stream, body).status()).isEqualTo(200);
    }

    @Test
    void aStreamThatIsNotOpenIsNotFound() {
        Opened stream = open("BTCUSDT");
        stream.client.close();
        open.clear();
        node.awaitClients(0);
        String body = "{\"interval\":1}";
        assertThat(change(stream, body).status()).isEqualTo(404);
        for (String id : List.of("0123456789abcdef-1", "x", "..%2f", stream.id + "0", "9".repeat(40))) {
            assertThat(node.request("PATCH", URI + id, body, "X-Stream-Key: k").status())
                    .as(id)
                    .isIn(400, 404);
        }
        assertThat(node.get(URI + stream.id).status()).isEqualTo(405);
    }

    @Test
    void pagesOfListedSitesMayChangeTheirStreams() {
        RawAnswer preflight = node.request(
                "OPTIONS",
                URI + "0123456789abcdef-1",
                "",
                "Origin: https://shop.example",
                "Access-Control-Request-Method: PATCH",
                "Access-Control-Request-Headers: x-stream-key,content-type");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-methods").orElseThrow())
                .contains("PATCH");
        assertThat(preflight.header("access-control-allow-headers").orElseThrow())
                .contains("X-Stream-Key", "Content-Type");
    }

    @Test
    void whateverTheBusBringsIsAnswered() {
        Opened stream = open("BTCUSDT");
        String address = BusAddresses.STREAM_CHANGES + '.' + stream.id.split("-")[0];
        for (JsonObject message : List.of(
                new JsonObject(),
                new JsonObject().put("stream", 1),
                new JsonObject().put("stream", stream.id),
                new JsonObject().put("stream", stream.id).put("key", stream.key).put("add", 7))) {
            Message<JsonObject> reply = Await.result(node.bus().request(address, message));
            assertThat(reply.body().getInteger("status")).isIn(400, 404);
        }
        assertThat(change(stream, "{\"interval\":1}").status()).isEqualTo(200);
    }
}
