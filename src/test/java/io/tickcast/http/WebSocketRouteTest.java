package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Wire;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/ws/prices}: the stream of prices over WebSocket. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebSocketRouteTest {
    private static final String URI = "/api/ws/prices";
    private static final String FIELDS = "?fields=symbol,price";

    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
    }

    private HttpNode start(HttpNode.Plan plan) {
        node = plan.start();
        return node;
    }

    private RawWebSocket open(String query, String... headers) {
        return RawWebSocket.open(node.connect(), URI + query, headers);
    }

    private RawAnswer ask(String query, String... headers) {
        try (RawHttp http = node.connect()) {
            return RawWebSocket.ask(http, URI + query, headers);
        }
    }

    private JsonObject streams() {
        return node.status().getJsonObject("streams");
    }

    private long unsent() {
        return node.status().getJsonObject("unsent").getLong("bytes");
    }

    private int connections() {
        return node.status().getJsonObject("connections").getInteger("open");
    }

    enum Way {
        DIRECT(true, true, Wire.HTTP_1_1, "socket"),
        H2C(true, true, Wire.H2C, "socket"),
        JAVA(true, false, Wire.HTTP_1_1, "channel"),
        NOT_DIRECT(false, true, Wire.HTTP_1_1, "channel"),
        TLS(true, true, Wire.TLS_HTTP_1_1, "channel"),
        TLS_NOT_DIRECT(false, true, Wire.TLS_HTTP_1_1, "channel");

        final boolean direct;
        final boolean nativeTransport;
        final Wire wire;
        final String path;

        Way(boolean direct, boolean nativeTransport, Wire wire, String path) {
            this.direct = direct;
            this.nativeTransport = nativeTransport;
            this.wire = wire;
            this.path = path;
        }

        HttpNode.Plan plan() {
            HttpNode.Plan plan = HttpNode.plan().set("TICKCAST_STREAM_DIRECT", Boolean.toString(direct));
            return (nativeTransport ? plan : plan.javaTransport()).wire(wire);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamHasTheEventsOfSseWhicheverPathItTakes(Way way) {
        start(way.plan());
        node.hold(tick("BTCUSDT", 1, "95000.10"));
        RawHttp http = way.wire.isTls() ? RawHttp.connect(node.port(), way.wire) : RawHttp.connect(node.port());
        try (RawWebSocket stream = RawWebSocket.open(http, URI + FIELDS + "&symbols=BTCUSDT&interval=0")) {
            assertThat(stream.head().header("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            String first = stream.line();
            assertThat(first).matches("\\{\"event\":\"connected\",\"retry\":\\d+,\"data\":\\{.*}}");
            assertThat(new JsonObject(first).getJsonObject("data").getJsonArray("symbols"))
                    .containsExactly("BTCUSDT");
            assertThat(stream.next("price").data()).isEqualTo("{\"symbol\": \"BTCUSDT\", \"price\": 95000.10}");
            node.publish(tick("BTCUSDT", 2, "95000.20"), tick("ETHUSDT", 2, "1"), tick("BTCUSDT", 3, "95000.30"));
            RawWebSocket.Frame message = stream.frame(RawWebSocket.TEXT);
            assertThat(message.text().lines())
                    .as("a flush is one message")
                    .hasSize(2)
                    .allMatch(line -> line.matches("\\{\"event\":\"price\",\"id\":\"\\d+\",\"data\":\\{.*}}"));
            assertThat(streams().getJsonObject("paths").getInteger(way.path)).isEqualTo(1);
            assertThat(streams().getJsonObject("transports").getMap())
                    .containsExactly(entry("sse", 0), entry("websocket", 1));
            Await.result(node.drain());
            SseEvent last = stream.next("heartbeat");
            assertThat(last.json().getLong("timestamp")).isPositive();
            RawWebSocket.Frame close = stream.frame(RawWebSocket.CLOSE);
            assertThat(close.code()).isEqualTo(1001);
            stream.send(RawWebSocket.FIN | RawWebSocket.CLOSE, (byte) 3, (byte) -23);
            assertThat(stream.rest()).isEmpty();
        }
        node.awaitClients(0);
        Await.until("no connection is left over", () -> connections() == 1);
    }

    @Test
    void manyStreamsAndThoseOfSseGetTheSamePrices() {
        start(HttpNode.plan());
        List<RawWebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(open(FIELDS + "&interval=0"));
        }
        try (SseClient sse = node.greeted(FIELDS + "&interval=0")) {
            node.publish(IntStream.rangeClosed(1, 100)
                    .mapToObj(n -> tick("BTCUSDT", n, Integer.toString(n)))
                    .toArray(Tick[]::new));
            List<SseEvent> expected = sse.next("price", 100);
            for (RawWebSocket socket : sockets) {
                List<SseEvent> got =
                        Stream.generate(() -> socket.next("price")).limit(100).toList();
                assertThat(got).isEqualTo(expected);
            }
        }
        sockets.forEach(RawWebSocket::close);
    }

    @Test
    void aClientThatComesBackGetsWhatItMissed() {
        start(HttpNode.plan());
        String id;
        try (RawWebSocket stream = open(FIELDS + "&interval=0")) {
            stream.next("connected");
            node.publish(tick("BTCUSDT", 1, "1"));
            id = stream.next("price").id();
        }
        node.hold(tick("BTCUSDT", 2, "2"));
        node.hold(tick("BTCUSDT", 3, "3"));
        try (RawWebSocket stream = open(FIELDS + "&interval=0&lastEventId=" + id)) {
            List<String> prices = new ArrayList<>();
            while (!prices.contains("3")) {
                prices.add(stream.next("price").raw("price"));
            }
            assertThat(prices).containsSubsequence("2", "3");
        }
        assertThat(streams().getLong("resumed")).isEqualTo(1);
        try (RawWebSocket stream = open("?lastEventId=1")) {
            stream.next("reset");
        }
    }

    @Test
    void signalsComeBetweenPrices() {
        start(HttpNode.plan());
        try (RawWebSocket stream = open("?signals=movers")) {
            stream.next("connected");
            node.publish(new Signal("movers", "{\"a\":1}", 5, "node", "file.js", 5));
            assertThat(stream.next("signal").data()).isEqualTo("{\"name\":\"movers\",\"time\":5,\"data\":{\"a\":1}}");
        }
    }

    @Test
    void eachHeartbeatHasAPingAndAnEvent() {
        start(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        try (RawWebSocket stream = open("?symbols=BTCUSDT")) {
            stream.frame(RawWebSocket.PING);
            assertThat(stream.frame(RawWebSocket.TEXT).text())
                    .matches("\\{\"event\":\"heartbeat\",\"id\":\"\\d+\",\"data\":\\{\"timestamp\": \\d+}}");
        }
    }

    @Test
    void aClientThatAnswersNoPingIsGivenUp() {
        start(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        try (RawWebSocket mute = open("?symbols=BTCUSDT")) {
            mute.rest();
        }
        node.awaitClients(0);
        assertThat(node.status().getJsonObject("websocket").getLong("silent")).isEqualTo(1);
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        start(HttpNode.plan());
        try (RawWebSocket stream = open("")) {
            stream.send(RawWebSocket.FIN | RawWebSocket.PING, "tick".getBytes(UTF_8));
            assertThat(stream.frame(RawWebSocket.PONG).text()).isEqualTo("tick");
        }
    }

    @Test
    void aCloseOfTheClientIsAnswered() {
        start(HttpNode.plan());
        try (RawWebSocket stream = open("")) {
            stream.send(RawWebSocket.FIN | RawWebSocket.CLOSE, (byte) 3, (byte) -24);
            assertThat(stream.frame(RawWebSocket.CLOSE).code()).isEqualTo(1000);
            assertThat(stream.rest()).isEmpty();
        }
        node.awaitClients(0);
        assertThat(node.get("/metrics").body()).contains("tickcast_streams_closed_total{cause=\"client\"} 1.0\n");
    }

    @Test
    void aClientThatVanishesLeavesNothing() {
        start(HttpNode.plan());
        RawWebSocket reset = open("");
        RawWebSocket closed = open("");
        node.awaitClients(2);
        reset.reset();
        closed.close();
        node.awaitClients(0);
        Await.until("no connection is left over", () -> connections() == 1);
    }

    @Test
    void aNodeThatStopsClosesTheConnections() {
        start(HttpNode.plan());
        try (RawWebSocket stream = open("")) {
            stream.next("connected");
            node.close();
            stream.rest();
        }
        start(HttpNode.plan());
    }

    @Test
    void anOldStreamEndsAndItsClientComesBack() {
        start(HttpNode.plan().set("TICKCAST_STREAM_MAX_AGE", "1s"));
        try (RawWebSocket stream = open("")) {
            assertThat(stream.frame(RawWebSocket.CLOSE).code()).isEqualTo(1001);
        }
    }

    @Test
    void aStreamBeyondALimitIsToldWhenToComeBack() {
        start(HttpNode.plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "1").set("TICKCAST_STREAM_MAX_PER_ADDRESS", "2"));
        try (RawWebSocket first = open("");
                RawWebSocket second = open("")) {
            assertThat(second.line()).matches("\\{\"event\":\"overloaded\",\"retry\":\\d+,\"data\":\\{.*}}");
            assertThat(second.frame().code()).isEqualTo(1013);
            first.next("connected");
            // Its place of an address is free again.
            try (RawWebSocket third = open("")) {
                assertThat(third.next("overloaded").data()).contains("no room");
            }
        }
        node.awaitClients(0);
    }

    @Test
    void streamsOfOneAddressAreLimitedAcrossTransports() {
        start(HttpNode.plan().set("TICKCAST_STREAM_MAX_PER_ADDRESS", "1"));
        try (SseClient sse = node.greeted("");
                RawWebSocket socket = open("")) {
            assertThat(socket.next("overloaded").data()).contains("one address");
            assertThat(socket.frame().code()).isEqualTo(1013);
            assertThat(sse.status()).isEqualTo(200);
        }
    }

    @Test
    void aSlowClientGetsTheNewestPriceAndNoBacklog() {
        start(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096"));
        try (RawWebSocket slow = RawWebSocket.open(RawHttp.connectNarrow(node.port()), URI + FIELDS + "&interval=0");
                SseClient fast = node.greeted(FIELDS + "&interval=0")) {
            int time = 0;
            while (streams().getLong("conflated_ticks") == 0) {
                int from = time + 1;
                time += 100;
                node.publish(IntStream.rangeClosed(from, time)
                        .mapToObj(n -> tick("BTCUSDT", n, Integer.toString(n)))
                        .toArray(Tick[]::new));
                fast.next("price", 100);
            }
            node.publish(tick("BTCUSDT", time + 1, "77777"));
            int got = 0;
            while (!slow.next("price").raw("price").equals("77777")) {
                got++;
            }
            assertThat(got).isLessThan(time);
        }
    }

    @Test
    void aClientThatNeverReadsIsCut() {
        start(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096").set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        RawWebSocket stuck = RawWebSocket.open(RawHttp.connectNarrow(node.port()), URI + "?interval=0");
        int[] time = {0};
        Await.until("it is cut", () -> {
            node.publish(IntStream.rangeClosed(1, 100)
                    .mapToObj(n -> tick("BTCUSDT", ++time[0], Integer.toString(n)))
                    .toArray(Tick[]::new));
            return streams().getLong("cut_for_slowness") == 1;
        });
        node.awaitClients(0);
        stuck.close();
        Await.until("no byte waits", () -> unsent() == 0);
    }

    @Test
    void aClientThatTakesNoAnswersIsCutAlthoughItMissesNoPrice() {
        start(HttpNode.plan()
                .set("TICKCAST_STREAM_SEND_BUFFER", "4096")
                .set("TICKCAST_STREAM_HEARTBEAT", "1s")
                .set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        RawWebSocket stuck = RawWebSocket.open(RawHttp.connectNarrow(node.port()), URI + "?symbols=BTCUSDT");
        String ping = "{\"op\":\"ping\",\"ref\":\"" + "x".repeat(60_000) + "\"}";
        stuck.send(ping).send(ping);
        Await.until("answers wait", () -> unsent() > 60_000);
        Await.until("it is cut", () -> node.status().getJsonObject("websocket").getLong("silent") == 1);
        node.awaitClients(0);
        assertThat(streams().getLong("cut_for_slowness")).isZero();
        stuck.close();
    }

    @Test
    void aClientThatClosesAndTakesNoAnswerIsCut() {
        start(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096").set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        RawWebSocket stuck = RawWebSocket.open(RawHttp.connectNarrow(node.port()), URI + "?symbols=BTCUSDT&interval=0");
        int[] time = {0};
        Await.until("a part of a flush waits", () -> {
            node.publish(IntStream.rangeClosed(1, 5)
                    .mapToObj(n -> tick("BTCUSDT", ++time[0], Integer.toString(n)))
                    .toArray(Tick[]::new));
            return unsent() > 0;
        });
        stuck.send(RawWebSocket.FIN | RawWebSocket.CLOSE, (byte) 3, (byte) -24);
        node.awaitClients(0);
        Await.until("no connection is left over", () -> connections() == 1);
        stuck.close();
    }

    @Test
    void aClientThatPingsAndNeverReadsIsAnsweredNoMoreThanItTakes() {
        start(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096"));
        RawWebSocket stuck = RawWebSocket.open(RawHttp.connectNarrow(node.port()), URI + "?symbols=BTCUSDT");
        byte[] payload = new byte[125];
        Thread flood = new Thread(() -> {
            try {
                while (true) {
                    stuck.send(RawWebSocket.FIN | RawWebSocket.PING, payload);
                }
            } catch (UncheckedIOException e) {
                // The test has closed it.
            }
        });
        flood.start();
        try (SseClient other = node.greeted(FIELDS + "&interval=0")) {
            for (int n = 1; n <= 50; n++) {
                node.publish(tick("BTCUSDT", n, Integer.toString(n)));
                other.next("price");
                assertThat(unsent()).isLessThan(300_000);
            }
        } finally {
            stuck.close();
        }
        node.awaitClients(0);
    }

    @Test
    void brokenFramesEndWithTheirCodeAndNothingElseNotices() {
        start(HttpNode.plan());
        record Fault(int code, Consumer<RawWebSocket> send) {}
        byte[] large = new byte[65_537];
        List<Fault> faults = List.of(
                new Fault(1002, socket -> socket.sendUnmasked(RawWebSocket.FIN | RawWebSocket.TEXT, (byte) '{')),
                new Fault(1002, socket -> socket.send(0xf1, (byte) 1)),
                new Fault(1002, socket -> socket.send(RawWebSocket.FIN | 3)),
                new Fault(1002, socket -> socket.send(RawWebSocket.FIN, (byte) 1)),
                new Fault(1002, socket -> socket.send(RawWebSocket.PING)),
                new Fault(1003, socket -> socket.send(RawWebSocket.FIN | RawWebSocket.BINARY, (byte) 1)),
                new Fault(1007, socket -> socket.send(RawWebSocket.FIN | RawWebSocket.TEXT, (byte) 0xff)),
                new Fault(1009, socket -> socket.send(RawWebSocket.FIN | RawWebSocket.TEXT, large)));
        for (Fault fault : faults) {
            try (RawWebSocket socket = open("")) {
                fault.send.accept(socket);
                assertThat(socket.frame(RawWebSocket.CLOSE).code()).isEqualTo(fault.code);
            }
        }
        node.awaitClients(0);
        assertThat(node.status().getJsonObject("websocket").getLong("faults")).isEqualTo(faults.size());
    }

    @Test
    void garbageOfAnyKindEndsTheConnectionAndTheNodeServesOn() {
        start(HttpNode.plan());
        Random random = new Random(11);
        for (int round = 0; round < 100; round++) {
            byte[] noise = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(noise);
            try (RawWebSocket socket = open("")) {
                socket.sendBytes(noise);
            }
        }
        node.awaitClients(0);
        Await.until("no connection is left over", () -> connections() == 1);
        assertThat(node.status().getJsonObject("errors").getMap()).containsOnly(entry("500", 0));
    }

    @Test
    void aRequestThatIsNoHandshakeIsToldWhatToSend() {
        start(HttpNode.plan());
        RawAnswer plain = node.get(URI);
        assertThat(plain.error(426)).contains("WebSocket");
        assertThat(plain.header("upgrade")).contains("websocket");
        assertThat(plain.header("sec-websocket-version")).contains("13");
        assertThat(node.get(URI, "Upgrade: websocket").status()).isEqualTo(426);
        assertThat(node.request("HEAD", URI, "").status()).isEqualTo(426);
        assertThat(node.post(URI, "").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 8",
                "Sec-WebSocket-Key: c2hvcnQ=",
                "Content-Length: 5",
                "Transfer-Encoding: chunked"
            })
    void aFaultOfTheHandshakeIsRefused(String header) {
        start(HttpNode.plan());
        assertThat(ask("", header).status()).isIn(400, 426);
        assertThat(streams().getLong("opened")).isZero();
    }

    @Test
    void onlyGetOpensAStream() {
        start(HttpNode.plan());
        try (RawHttp http = node.connect()) {
            RawAnswer answer = http.send(
                            "HEAD " + URI + " HTTP/1.1",
                            "Host: a",
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                    .head();
            assertThat(answer.status()).isEqualTo(426);
        }
        assertThat(streams().getLong("opened")).isZero();
    }

    @Test
    void ofTheOfferedProtocolsJsonAloneIsConfirmed() {
        start(HttpNode.plan());
        String header = "sec-websocket-protocol";
        assertThat(ask("", header + ": bearer.secret, json").header(header)).contains("json");
        assertThat(ask("", header + ": bearer.secret, JSON").header(header)).isEmpty();
        assertThat(ask("").header(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?symbols=%0D%0AX-Forged:%201",
                "?fields=nothing",
                "?interval=-1",
                "?exchange=none",
                "?candles=1m%0A",
                "?symbols="
            })
    void aBadParameterIsRefusedBeforeTheUpgrade(String query) {
        start(HttpNode.plan());
        RawAnswer answer = ask(query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().toString()).doesNotContainIgnoringCase("forged");
    }

    @Test
    void noTextOfAClientMakesALine() {
        start(HttpNode.plan());
        for (String end : List.of("%0D%0A", "%0A", "%E2%80%A8", "%C2%85", "%00")) {
            try (RawWebSocket stream = open("?lastEventId=1" + end + "%7B%22event%22:%22price%22%7D")) {
                assertThat(stream.frame(RawWebSocket.TEXT).text()).doesNotContain("\"event\":\"price\"");
            }
        }
    }

    @Test
    void overHttp2ThePathIsRefused() {
        start(HttpNode.plan().wire(Wire.H2C));
        try (SseClient answer =
                SseClient.open(node.clients(), node.port(), URI, Map.of("Accept", "*/*"), Wire.H2C.client())) {
            assertThat(answer.status()).isEqualTo(426);
        }
    }

    @Test
    void pagesOfSitesThatAreNotListedAreRefused() {
        start(HttpNode.plan().set("TICKCAST_HTTP_CORS_ORIGINS", "https://shop.example"));
        assertThat(ask("", "Origin: https://evil.example").status()).isEqualTo(403);
        assertThat(ask("", "Origin: null").status()).isEqualTo(403);
        for (String origin : List.of("https://shop.example", "http://127.0.0.1", "https://127.0.0.1")) {
            try (RawWebSocket stream = open("", "Origin: " + origin)) {
                stream.next("connected");
            }
        }
    }

    @Test
    void withoutAListOfSitesOnlyPagesOfThisOneMayRead() {
        start(HttpNode.plan().set("TICKCAST_HTTP_CORS_ORIGINS", ""));
        assertThat(ask("", "Origin: https://evil.example").status()).isEqualTo(403);
        try (RawWebSocket stream = open("", "Origin: http://127.0.0.1")) {
            stream.next("connected");
        }
    }

    @Test
    void framesThatComeBeforeTheAnswerDoNotHarmTheNode() {
        start(HttpNode.plan());
        try (RawHttp http = node.connect()) {
            http.sendBytes(("GET " + URI + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nGET /"
                            + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .getBytes(UTF_8));
            assertThat(http.head().status()).isEqualTo(101);
        }
        node.awaitClients(0);
        Await.until("no connection is left over", () -> connections() == 1);
    }
}
