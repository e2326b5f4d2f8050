package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/sse/signals} as HTTP sees it, and {@code signals=} of a price stream. */
class SignalStreamRouteTest extends WithNode {
    private static final String STREAM = "/api/sse/signals";

    private static Signal signal(String name, String json) {
        return new Signal(name, json, System.currentTimeMillis(), "test", "test.js");
    }

    private JsonObject status() {
        return node.status().getJsonObject("signals");
    }

    @Test
    void itsHeadersAreThoseOfThePriceStream() {
        try (RawHttp signals = RawHttp.connect(node.port()).stream(STREAM, "Origin: https://shop.example");
                RawHttp prices =
                        RawHttp.connect(node.port()).stream("/api/sse/prices", "Origin: https://shop.example")) {
            assertThat(signals.streamHead().status()).isEqualTo(200);
            assertThat(signals.streamHead().headers())
                    .isEqualTo(prices.streamHead().headers())
                    .containsEntry("content-type", "text/event-stream; charset=utf-8")
                    .containsEntry("access-control-allow-origin", "*");
        }
    }

    @Test
    void pagesOfOtherSitesMayComeBack() {
        RawAnswer preflight = node.request(
                "OPTIONS",
                STREAM,
                "",
                "Origin: https://shop.example",
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: last-event-id");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight
                        .header("access-control-allow-headers")
                        .orElseThrow()
                        .split(","))
                .contains("Last-Event-ID");
    }

    @Test
    void aClientOfHttp10GetsItWithoutChunks() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            RawAnswer head = http.send("GET " + STREAM + " HTTP/1.0").head();
            assertThat(head.headers()).containsEntry("connection", "close").doesNotContainKey("transfer-encoding");
            assertThat(http.line()).startsWith("retry: ");
            node.publish(signal("movers", "[1.50]"));
            String line = http.line();
            while (!line.equals("event: movers")) {
                line = http.line();
            }
            assertThat(http.line()).matches("id: \\d+");
            assertThat(http.line()).isEqualTo("data: [1.50]");
            Await.result(node.drain());
            assertThat(http.rest()).endsWith("\n\n").contains("\nretry: ");
        }
    }

    @Test
    void http2CarriesItToo() {
        restart(HttpNode.plan().set("TICKCAST_HTTP_H2C", "true"));
        try (SseClient client = SseClient.openHttp2(node.clients(), node.port(), STREAM)) {
            client.next("connected");
            node.publish(signal("movers", "1"));
            assertThat(client.next("movers").data()).isEqualTo("1");
        }
        node.awaitClients(0);
        assertThat(status().getInteger("streams")).isZero();
    }

    private JsonObject greeting(String query, Map<String, String> headers) {
        try (SseClient client = node.signals(query, headers)) {
            SseEvent first = client.next();
            assertThat(first.name()).isEqualTo("connected");
            assertThat(client.retries()).hasSize(1);
            return first.json();
        }
    }

    @Test
    void theGreetingNamesWhatWasAskedForAndTheNode() {
        assertThat(greeting("", Map.of()).getMap())
                .containsExactly(
                        Map.entry("message", "已连接到信号推送服务"),
                        Map.entry("names", List.of("*")),
                        Map.entry("node", "test"));
        assertThat(greeting("?names=*", Map.of()).getJsonArray("names")).isEqualTo(JsonArray.of("*"));
        assertThat(greeting("?names=spread,%20movers,spread", Map.of("Accept-Language", "en"))
                        .getMap())
                .containsEntry("message", "Connected to the signal stream")
                .containsEntry("names", List.of("movers", "spread"));
        assertThat(greeting("?names=a&names=b", Map.of()).getJsonArray("names")).isEqualTo(JsonArray.of("a", "b"));
    }

    @Test
    void aDemoSaysSo() {
        restart(HttpNode.plan().demo().set("TICKCAST_STREAM_HEARTBEAT", "1s"));
        try (SseClient client = node.signals("")) {
            assertThat(client.next("connected").json().getBoolean("demo")).isTrue();
            assertThat(client.next("heartbeat").json().getBoolean("demo")).isTrue();
        }
    }

    private void assertRefused(String uri, String... words) {
        assertThat(node.get(uri).error(400)).contains(words);
        assertThat(node.status().getInteger("connected_clients")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "%20",
                "A",
                "a*",
                "a.b",
                "-a",
                "a%0Adata:x",
                "%00",
                "币",
                "price",
                "heartbeat",
                "movers,error",
                "a/b"
            })
    void whatIsNoNameIsRefused(String names) {
        assertRefused(STREAM + "?names=" + names, "names: ", "*");
        assertRefused("/api/sse/prices?signals=" + names, "signals: ", "*");
    }

    @Test
    void moreNamesThanAllowedAreRefused() {
        assertRefused(STREAM + "?names=" + "a,".repeat(101), "names: ", "100");
        assertThat(node.request("HEAD", STREAM + "?names=X", "").status()).isEqualTo(400);
    }

    @Test
    void itCountsWithThePriceStreams() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "2"));
        try (SseClient price = node.greeted("");
                SseClient signals = node.signals("")) {
            signals.next("connected");
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(2);
            for (SseClient refused : List.of(node.signals(""), node.stream(""))) {
                assertThat(refused.next().name()).isEqualTo("overloaded");
                assertThat(refused.retries()).hasSize(1);
                Await.result(refused.ended());
            }
            assertThat(price.status()).isEqualTo(200);
        }
        node.awaitClients(0);
        greeting("", Map.of());
    }

    @Test
    void aDrainEndsEachWithAnotherTimeToComeBack() {
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(node.signals(""));
            clients.get(i).next("connected");
        }
        Await.result(node.drain());
        for (SseClient client : clients) {
            Await.result(client.ended());
            assertThat(client.retries()).hasSize(2);
        }
        assertThat(clients.stream()
                        .map(client -> client.retries().get(1))
                        .distinct()
                        .count())
                .isGreaterThan(1);
        node.awaitClients(0);
        try (SseClient late = node.signals("")) {
            Await.result(late.ended());
            assertThat(late.retries()).hasSize(1);
            assertThat(late.rest()).extracting(SseEvent::name).containsExactly("heartbeat");
        }
    }

    @Test
    void theStatusTellsWhatIsKeptAndWhatWasSent() {
        assertThat(status().getMap())
                .containsEntry("kept", 0)
                .containsEntry("bytes", 0)
                .containsEntry("streams", 0)
                .containsEntry("price_streams", 0)
                .containsEntry("sent", 0)
                .containsEntry("dropped", 0)
                .containsEntry("malformed", 0)
                .containsEntry("over_count", 0)
                .containsEntry("over_bytes", 0);
        try (SseClient signals = node.signals("?names=a");
                SseClient prices = node.greeted("?signals=*")) {
            signals.next("connected");
            node.publish(signal("a", "1"), signal("b", "2"));
            signals.next("a");
            prices.next("signal", 2);
            assertThat(status().getMap())
                    .containsEntry("kept", 2)
                    .containsEntry("heard", 2)
                    .containsEntry("streams", 1)
                    .containsEntry("price_streams", 1)
                    .containsEntry("sent", 3)
                    .containsEntry("dropped", 0);
            assertThat(status().getLong("bytes")).isPositive();
        }
        node.awaitClients(0);
        assertThat(status().getMap()).containsEntry("streams", 0).containsEntry("price_streams", 0);
    }

    @Test
    void whatIsNoSignalIsDroppedAndLoggedNowAndThen() {
        try (LogLines log = new LogLines("io.tickcast.sse.signal.SignalHub");
                SseClient client = node.signals("")) {
            client.next("connected");
            JsonObject good = signal("a", "1").toJson();
            for (Object bad : List.of(
                    "text",
                    42,
                    Buffer.buffer("x"),
                    new JsonArray(),
                    new JsonObject(),
                    good.copy().put("name", "price"),
                    good.copy().put("name", "a\nevent: price"),
                    good.copy().put("data", "{\n}"),
                    good.copy().put("data", "{"),
                    good.copy().put("data", new JsonObject()),
                    good.copy().put("owner", ""),
                    good.copy().putNull("time"))) {
                node.publishAsSignal(bad);
            }
            node.publish(signal("a", "2"));
            assertThat(client.next().data()).isEqualTo("2");
            assertThat(status().getInteger("malformed")).isEqualTo(12);
            assertThat(log.containing("Dropped a message that is not a signal"))
                    .hasSize(4)
                    .allMatch(line -> line.startsWith("WARN ") && line.lines().count() == 1);
        }
    }

    @Test
    void aPriceStreamGetsTheSignalsThatItAskedForBesideItsPrices() {
        try (SseClient one = node.greeted("?signals=movers,spread");
                SseClient all = node.greeted("?signals=*");
                SseClient none = node.greeted("")) {
            Signal movers = signal("movers", "{\"up\": [1.50]}");
            node.publish(movers, signal("crossing", "1"));
            SseEvent event = all.next("signal");
            assertThat(event.data())
                    .isEqualTo("{\"name\":\"movers\",\"time\":" + movers.time() + ",\"data\":{\"up\": [1.50]}}");
            assertThat(all.next("signal").json().getString("name")).isEqualTo("crossing");
            assertThat(one.next("signal").data()).isEqualTo(event.data());
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            for (SseClient client : List.of(one, none)) {
                SseEvent next = client.next();
                while (next.name().equals("feed")) {
                    next = client.next();
                }
                assertThat(next.name()).isEqualTo("price");
            }
        }
    }

    @Test
    void aPriceStreamSaysWhichSignalsItCarries() {
        try (SseClient client = node.stream("?signals=spread,movers");
                SseClient without = node.stream("")) {
            assertThat(client.next("connected").json().getJsonArray("signals"))
                    .isEqualTo(JsonArray.of("movers", "spread"));
            assertThat(without.next("connected").json().containsKey("signals")).isFalse();
        }
    }

    @Test
    void aSignalDoesNotMoveTheCursorOfAPriceStreamAndIsNotGivenLater() {
        node.hold(signal("old", "1"));
        String id;
        try (SseClient client = node.stream("?signals=*")) {
            id = client.next("feed").id();
            node.publish(signal("new", "2"));
            SseEvent event = client.next("signal");
            assertThat(event.json().getString("name")).isEqualTo("new");
            assertThat(event.id()).isEqualTo(id);
        }
        try (SseClient back = node.stream("?signals=*", Map.of("Last-Event-ID", id))) {
            back.next("connected");
            node.publish(signal("last", "3"));
            assertThat(back.next("signal").json().getString("name")).isEqualTo("last");
        }
    }

    @Test
    void eachEventLoopGivesItsStreamsEverySignalOnce() {
        restart(HttpNode.plan().eventLoops(3));
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(node.signals(""));
            clients.get(i).next("connected");
        }
        node.publish(signal("a", "1"), signal("b", "2"));
        for (SseClient client : clients) {
            assertThat(client.next().data()).isEqualTo("1");
            assertThat(client.next().data()).isEqualTo("2");
        }
    }
}
