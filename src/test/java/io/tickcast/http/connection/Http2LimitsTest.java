package io.tickcast.http.connection;

import static io.tickcast.testing.RawHttp2.CONTINUATION;
import static io.tickcast.testing.RawHttp2.END_HEADERS;
import static io.tickcast.testing.RawHttp2.END_STREAM;
import static io.tickcast.testing.RawHttp2.GO_AWAY;
import static io.tickcast.testing.RawHttp2.HEADERS;
import static io.tickcast.testing.RawHttp2.RST_STREAM;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.KeyServer;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawHttp2;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.PoolOptions;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of a connection of HTTP/2 over TLS, and causes that end a stream on it but not the connection. */
@Tag("slow")
class Http2LimitsTest {
    private static final String STREAM = "/api/sse/prices";
    private static final int PROTOCOL_ERROR = 1;
    private static final int STREAM_CLOSED = 5;
    private static final int REFUSED_STREAM = 7;
    /** Place of the last byte of its error. */
    private static final int GO_AWAY_ERROR = 7;

    private static final int ALLOWED_STREAMS = 3;
    /** Of a literal header field whose name is not in a table. */
    private static final byte NEW_NAME = 0;

    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
    }

    private void start() {
        node = HttpNode.plan()
                .wire(Wire.TLS_HTTP_2)
                .set("TICKCAST_HTTP_STREAMS_PER_CONNECTION", Integer.toString(ALLOWED_STREAMS))
                .start();
    }

    private void assertOthersAreServed() {
        assertThat(node.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void streamsBeyondThoseAllowedAreRefusedAndTheOthersGoOn() {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            for (int i = 0; i <= ALLOWED_STREAMS; i++) {
                http.frame(HEADERS, END_STREAM | END_HEADERS, 1 + 2 * i, RawHttp2.request("GET", STREAM));
            }
            RawHttp2.Frame reset = http.next(RST_STREAM);
            assertThat(reset.stream()).isEqualTo(1 + 2 * ALLOWED_STREAMS);
            assertThat(reset.error()).isEqualTo(REFUSED_STREAM);
            node.awaitClients(ALLOWED_STREAMS);
            node.publish(tick("BTCUSDT", 1, "95000.25"));
            RawHttp2.Frame price = http.next(RawHttp2.DATA);
            while (!new String(price.payload(), StandardCharsets.UTF_8).contains("95000.25")) {
                price = http.next(RawHttp2.DATA);
            }
        }
        node.awaitClients(0);
    }

    @Test
    void headersThatAreTooLongAreRefusedAndNoStreamOpens() {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            Buffer block = Buffer.buffer(RawHttp2.request("GET", STREAM));
            for (int i = 0; i < 250; i++) {
                // 100 bytes each, as they are counted.
                block.appendByte(NEW_NAME)
                        .appendByte((byte) 1)
                        .appendString("x")
                        .appendByte((byte) 67)
                        .appendString("y".repeat(67));
            }
            byte[] bytes = block.getBytes();
            http.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(bytes, 16_000))
                    .frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(bytes, 16_000, bytes.length));
            RawHttp2.Frame answer = http.next(HEADERS);
            assertThat(new String(answer.payload(), StandardCharsets.UTF_8))
                    .as("a literal status")
                    .contains("431");
        }
        node.awaitClients(0);
        assertOthersAreServed();
    }

    /** A head without end, in frames that are each allowed. */
    @Test
    void aFloodOfHeadersIsTheEndOfItsConnection() {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            http.frame(HEADERS, END_STREAM, 1, RawHttp2.request("GET", STREAM));
            int sent = 0;
            while (sent < 1_000 && !http.isEnded()) {
                try {
                    http.frame(CONTINUATION, 0, 1, new byte[10_000]);
                    sent++;
                } catch (UncheckedIOException e) {
                    break;
                }
            }
            assertThat(sent).as("frames that were taken").isLessThan(100);
        }
        assertOthersAreServed();
    }

    @Test
    void framesOfNothingAreNotTakenForEver() {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            http.frame(HEADERS, END_STREAM, 1, RawHttp2.request("GET", STREAM));
            Buffer many = Buffer.buffer();
            for (int i = 0; i < 1_000; i++) {
                many.appendBytes(RawHttp2.frameOf(CONTINUATION, 0, 1, 0));
            }
            http.send(many.getBytes());
            http.next(GO_AWAY);
        }
        assertOthersAreServed();
    }

    /** A setting that cannot be, another one, none at all, the other version of HTTP, and no protocol. */
    @Test
    void whoBreaksItsRulesIsCountedAndFillsNoLog() {
        start();
        byte[] push = {0, 2, 0, 0, 0, 5};
        byte[] window = {0, 4, -1, -1, -1, -1};
        List<byte[]> greetings = List.of(
                greeting(push),
                greeting(window),
                greeting(new byte[5]),
                "GET /\u001b[31m HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1),
                new byte[64]);
        try (LogLines log = new LogLines("ROOT")) {
            for (int i = 0; i < 40; i++) {
                try (RawHttp2 http = RawHttp2.connectTls(node.port()).send(greetings.get(i % greetings.size()))) {
                    http.next(GO_AWAY);
                }
            }
            assertThat(node.status().getJsonObject("connections").getInteger("http2_failed"))
                    .isEqualTo(40);
            assertThat(log.containing("A client broke the rules of HTTP/2"))
                    .hasSize(6)
                    .last()
                    .asString()
                    .contains("(32 so far)");
            // Those of Vert.x, which the shipped configuration leaves out.
            assertThat(log.of(Level.WARN)).hasSize(6);
        }
        assertThat(node.get("/metrics").body()).contains("tickcast_connections_http2_failed_total 40.0");
        assertOthersAreServed();
    }

    private static byte[] greeting(byte[] settings) {
        return Buffer.buffer(RawHttp2.PREFACE)
                .appendBytes(RawHttp2.frameOf(RawHttp2.SETTINGS, 0, 0, settings.length, settings))
                .getBytes();
    }

    @Test
    void aMethodThatIsNoneEndsItsRequestAlone() {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            http.frame(HEADERS, END_STREAM | END_HEADERS, 1, RawHttp2.requestBy("GE T", STREAM));
            RawHttp2.Frame reset = http.next(RST_STREAM);
            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.error()).isEqualTo(PROTOCOL_ERROR);
            http.frame(HEADERS, END_STREAM | END_HEADERS, 3, RawHttp2.request("GET", "/health/live"));
            assertThat(http.status()).isEqualTo(200);
        }
        assertThat(node.status().getJsonObject("errors").getInteger("400")).isEqualTo(1);
    }

    private static void ask(RawHttp2 http, int stream, int flags, String path) {
        http.frame(HEADERS, flags | END_HEADERS, stream, RawHttp2.request("GET", path));
    }

    private static void awaitEndOf(RawHttp2 http, int stream) {
        RawHttp2.Frame frame = http.next(RawHttp2.DATA);
        while (frame.stream() != stream || (frame.flags() & END_STREAM) == 0) {
            frame = http.next(RawHttp2.DATA);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 5, " + STREAM_CLOSED, "5, 3, " + PROTOCOL_ERROR})
    void aStreamThatItsClientHasEndedOrThatIsOutOfOrderIsTheEndOfItsConnection(int first, int second, int error) {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            ask(http, first, END_STREAM, "/health/live");
            awaitEndOf(http, first);
            ask(http, second, END_STREAM, "/health/live");
            RawHttp2.Frame end = http.next(GO_AWAY);
            assertThat(end.payload()[GO_AWAY_ERROR]).isEqualTo((byte) error);
            assertThat(http.next()).isEmpty();
        }
        assertThat(node.status().getJsonObject("connections").getInteger("http2_failed"))
                .isEqualTo(1);
        assertOthersAreServed();
    }

    @Test
    void whatWasUnderWayOnAStreamThatTheNodeResetCostsNoOtherStream() {
        start();
        try (RawHttp2 http = RawHttp2.connectTls(node.port()).greet()) {
            ask(http, 1, 0, "/a//b");
            assertThat(http.next(RST_STREAM).stream()).isEqualTo(1);
            http.frame(RawHttp2.DATA, END_STREAM, 1, new byte[10]);
            ask(http, 3, END_STREAM, "/health/live");
            awaitEndOf(http, 3);
        }
    }

    @Test
    void itsTokenOrItsAgeEndsAStreamAndNotItsConnection() {
        Issuer issuer = Issuer.ec("one", 256);
        Vertx vertx = Vertx.vertx();
        try {
            node = HttpNode.plan()
                    .wire(Wire.TLS_HTTP_2)
                    .askingForTokens()
                    .set("TICKCAST_AUTH_JWT_JWKS", new KeyServer(vertx, KeyServer.showing(Issuer.jwks(issuer))).url())
                    .set("TICKCAST_STREAM_MAX_AGE", "3s")
                    .start();
            Map<String, String> lasting = bearer(issuer.token());
            HttpClient client =
                    node.clients().createHttpClient(Wire.TLS_HTTP_2.client(), new PoolOptions().setHttp2MaxSize(1));
            SseClient[] old = new SseClient[1];
            Await.until("the keys are here", () -> {
                old[0] = SseClient.open(client, node.port(), STREAM, lasting);
                return old[0].status() == 200;
            });
            SseClient expiring = SseClient.open(
                    client,
                    node.port(),
                    STREAM,
                    bearer(issuer.token(Issuer.claims().put("exp", Issuer.now() + 2))));
            expiring.next("expired");
            Await.result(expiring.ended());
            Await.result(old[0].ended());
            assertThat(old[0].retries()).hasSize(2);
            assertThat(node.get("/metrics").body())
                    .contains(
                            "tickcast_streams_closed_total{cause=\"age\"} 1.0",
                            "tickcast_streams_closed_total{cause=\"expired\"} 1.0");
            SseClient next = SseClient.open(client, node.port(), STREAM, lasting);
            next.next("connected");
            assertThat(next.connection()).isSameAs(old[0].connection()).isSameAs(expiring.connection());
        } finally {
            Await.result(vertx.close());
        }
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }
}
