package io.tickcast.sse.wire;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whichever way the frames take, the client reads the same. */
@Tag("slow")
class SseConnectionTest {
    private static final String URI = "/api/sse/prices?fields=symbol,price";

    /** Time at which all ticks came, in µs: later than the start of the node, so that it is the id. */
    private long received;

    enum Way {
        DIRECT(true, HttpVersion.HTTP_1_1, "identity", "socket"),
        DIRECT_JAVA(true, HttpVersion.HTTP_1_1, "identity", "channel"),
        PUBLIC(false, HttpVersion.HTTP_1_1, "identity", "response"),
        HTTP_1_0(true, HttpVersion.HTTP_1_0, "identity", "response"),
        HTTP_2(true, HttpVersion.HTTP_2, "identity", "response"),
        TLS(true, Wire.TLS_HTTP_1_1, "identity", "channel"),
        TLS_PUBLIC(false, Wire.TLS_HTTP_1_1, "identity", "response"),
        TLS_HTTP_2(true, Wire.TLS_HTTP_2, "identity", "response"),
        GZIP_TLS(true, Wire.TLS_HTTP_1_1, "gzip", "channel"),
        GZIP_DIRECT(true, HttpVersion.HTTP_1_1, "gzip", "socket"),
        GZIP_PUBLIC(false, HttpVersion.HTTP_1_1, "gzip", "response"),
        GZIP_HTTP_1_0(true, HttpVersion.HTTP_1_0, "gzip", "response"),
        GZIP_HTTP_2(true, HttpVersion.HTTP_2, "gzip", "response");

        final boolean direct;
        final HttpVersion version;
        final Wire wire;
        final String encoding;
        /** Path that its frames must take, by the guards of the shipped server. */
        final String path;

        Way(boolean direct, HttpVersion version, String encoding, String path) {
            this(direct, version, version == HttpVersion.HTTP_2 ? Wire.H2C : Wire.HTTP_1_1, encoding, path);
        }

        Way(boolean direct, Wire wire, String encoding, String path) {
            this(direct, wire.version(), wire, encoding, path);
        }

        Way(boolean direct, HttpVersion version, Wire wire, String encoding, String path) {
            this.path = path;
            this.direct = direct;
            this.version = version;
            this.wire = wire;
            this.encoding = encoding;
        }

        HttpNode node() {
            return node(HttpNode.plan());
        }

        HttpNode node(HttpNode.Plan plan) {
            return (this == DIRECT_JAVA ? plan.javaTransport() : plan)
                    .wire(wire)
                    .encoding(encoding)
                    .set("TICKCAST_STREAM_DIRECT", Boolean.toString(direct))
                    .start();
        }

        SseClient open(HttpNode node) {
            SseClient body = SseClient.open(
                    node.clients(),
                    node.port(),
                    URI,
                    Map.of("Accept-Encoding", encoding),
                    wire.client().setProtocolVersion(version).setKeepAlive(version != HttpVersion.HTTP_1_0));
            body.awaitText("event: feed");
            return body;
        }
    }

    private Tick nth(int n) {
        if (received == 0) {
            received = Micros.now();
        }
        return builder("BTCUSDT", n, Integer.toString(n)).receivedAt(received).build();
    }

    private String event(int n) {
        return "event: price\nid: " + (received / 1_000 + NodeClock.system().era())
                + "\ndata: {\"symbol\": \"BTCUSDT\", \"price\": " + n + "}\n\n";
    }

    private String events(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(this::event).collect(Collectors.joining());
    }

    /** The text after the greeting, which ends with an id of its own. */
    private static String live(SseClient body) {
        String text = body.text();
        return text.substring(text.indexOf("event: price"));
    }

    @ParameterizedTest
    @EnumSource
    void theClientReadsEveryByteOfTheEventsAndAnEndInOrder(Way way) {
        try (HttpNode node = way.node();
                SseClient body = way.open(node)) {
            node.publish(nth(1));
            node.publish(IntStream.rangeClosed(2, 500).mapToObj(this::nth).toArray(Tick[]::new));
            body.awaitText(event(500));
            node.publish(nth(501));
            body.awaitText(event(501));
            Await.result(node.drain());
            Await.result(body.ended());
            assertThat(live(body)).startsWith(events(1, 501));
            assertThat(live(body).substring(events(1, 501).length()))
                    .matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingFollowsTheEnd(Way way) {
        try (HttpNode node = way.node(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
                SseClient body = way.open(node)) {
            node.publish(nth(1));
            body.awaitText(event(1));
            Await.result(node.drain());
            Await.result(body.ended());
            String whole = body.text();
            node.hold(nth(2));
            assertThat(body.text()).isEqualTo(whole);
            assertThat(whole).matches("(?s).*\nretry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyStreamsReadTheSameFrame(Way way) {
        try (HttpNode node = way.node()) {
            List<SseClient> bodies = new ArrayList<>(
                    Stream.generate(() -> way.open(node)).limit(20).toList());
            node.publish(IntStream.rangeClosed(1, 100).mapToObj(this::nth).toArray(Tick[]::new));
            bodies.forEach(body -> body.awaitText(event(100)));
            bodies.remove(7).close();
            node.publish(nth(101));
            bodies.forEach(body -> body.awaitText(event(101)));
            Await.result(node.drain());
            bodies.forEach(body -> Await.result(body.ended()));
            assertThat(bodies).allSatisfy(body -> assertThat(live(body)).startsWith(events(1, 101)));
            bodies.forEach(SseClient::close);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "PUBLIC"})
    void aConnectionEndsWithItsStream(Way way) {
        try (HttpNode node = way.node();
                RawHttp http = RawHttp.connect(node.port())) {
            http.send("GET " + URI + " HTTP/1.1", "Host: 127.0.0.1").head();
            node.publish(nth(1));
            Await.result(node.drain());
            String last = "";
            for (Optional<String> chunk = http.chunk(); chunk.isPresent(); chunk = http.chunk()) {
                last = chunk.get();
            }
            assertThat(last).endsWith("\n\n").contains("retry: ");
            assertThat(http.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "DIRECT_JAVA", "PUBLIC"})
    void aRequestBehindAStreamWaitsForItsEnd(Way way) {
        try (HttpNode node = way.node();
                RawHttp http = RawHttp.connect(node.port())) {
            String request = " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            http.sendBytes(("GET " + URI + request + "GET /api/prices" + request).getBytes(StandardCharsets.US_ASCII));
            assertThat(http.head().header("content-type")).contains("text/event-stream; charset=utf-8");
            node.publish(nth(1));
            StringBuilder body = new StringBuilder();
            while (body.indexOf(event(1)) < 0) {
                body.append(http.chunk().orElseThrow());
            }
            node.publish(nth(2));
            assertThat(http.chunk()).contains(event(2));
            Await.result(node.drain());
            assertThat(http.chunk().orElseThrow()).startsWith("retry: ");
            assertThat(http.chunk()).isEmpty();
            // The connection ends with the stream, or with the answer that waited.
            assertThat(http.rest()).matches("(?s)(HTTP/1\\.1 200 OK\\R.*)?");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "DIRECT_JAVA", "PUBLIC"})
    void aClientThatResetsItsConnectionAmidAFrameLeavesNothingBehind(Way way) {
        try (HttpNode node = way.node(HttpNode.plan().set("TICKCAST_STREAM_SEND_BUFFER", "4096"));
                RawHttp broken = RawHttp.connectNarrow(node.port());
                SseClient other = way.open(node)) {
            broken.send("GET " + URI + " HTTP/1.1", "Host: 127.0.0.1").head();
            int last = 0;
            while (node.status().getJsonObject("streams").getInteger("behind") == 0) {
                int first = last + 1;
                last += 100;
                node.publish(
                        IntStream.rangeClosed(first, last).mapToObj(this::nth).toArray(Tick[]::new));
                other.awaitText(event(last));
            }
            assertThat(node.status().getJsonObject("unsent").getLong("bytes")).isPositive();
            broken.reset();
            node.awaitClients(1);
            Await.until(
                    "no byte waits", () -> node.status().getJsonObject("unsent").getLong("bytes") == 0);
            node.publish(nth(last + 1));
            other.awaitText(event(last + 1));
            assertThat(live(other)).startsWith(events(1, last + 1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIRECT", "PUBLIC"})
    void aStreamAskedForBehindAnswersThatAreStillUnreadBeginsWithItsHead(Way way) {
        try (HttpNode node = way.node();
                RawHttp http = RawHttp.connectNarrow(node.port())) {
            Tick[] book =
                    IntStream.range(0, 300).mapToObj(i -> tick("S" + i, 1, "1")).toArray(Tick[]::new);
            node.publish(book);
            node.hold(tick("BTCUSDT", 1, "1"));
            int answers = 20;
            for (int i = 0; i < answers; i++) {
                http.send("GET /api/prices HTTP/1.1", "Host: 127.0.0.1");
            }
            http.send("GET " + URI + "&symbols=BTCUSDT HTTP/1.1", "Host: 127.0.0.1");
            for (int i = 0; i < answers; i++) {
                assertThat(http.answer().status()).isEqualTo(200);
            }
            assertThat(http.head().header("content-type")).contains("text/event-stream; charset=utf-8");
            node.publish(nth(7));
            node.hold(nth(8));
            StringBuilder body = new StringBuilder();
            while (body.indexOf(event(8)) < 0) {
                body.append(http.chunk().orElseThrow());
            }
            assertThat(body.toString()).startsWith("retry: ").contains("event: connected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamTakesTheCheapestPathThatIsOpenToIt(Way way) {
        try (HttpNode node = way.node()) {
            SseClient body = way.open(node);
            assertThat(paths(node)).containsOnly(entry(way.path, 1));
            assertThat(node.get("/metrics").body())
                    .contains("tickcast_stream_connections{path=\"" + way.path + "\"} 1.0\n");
            body.close();
            Await.until("it is gone", () -> paths(node).isEmpty());
        }
    }

    /** The paths that streams take just now, and how many do. */
    private static Map<String, Object> paths(HttpNode node) {
        JsonObject paths = node.status().getJsonObject("streams").getJsonObject("paths");
        return paths.stream()
                .filter(path -> !path.getValue().equals(0))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
