package io.tickcast.http.connection;

import static io.tickcast.testing.RawHttp2.CONTINUATION;
import static io.tickcast.testing.RawHttp2.END_STREAM;
import static io.tickcast.testing.RawHttp2.HEADERS;
import static io.tickcast.testing.RawHttp2.PREFACE;
import static io.tickcast.testing.RawHttp2.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.KeyServer;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawHttp2;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that a client does not finish in time end, though it sends a byte now and then. */
@Tag("slow")
class LateTest {
    private static final String HEADER_TIMEOUT = "TICKCAST_HTTP_HEADER_TIMEOUT";
    private static final String BROADCAST = "/api/sse/test-broadcast";
    /** Of a greeting of TLS: a record of 512 bytes, and the first of them. */
    private static final byte[] HELLO = HexFormat.of().parseHex("1603010200010001fc0303");
    /** Long enough for good requests on a busy machine. */
    private static final String LIMIT = "2s";

    private static final byte METHOD_GET = (byte) 0x82;

    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
    }

    private void start(Wire wire) {
        node = HttpNode.plan()
                .wire(wire)
                .set(HEADER_TIMEOUT, LIMIT)
                .set("TICKCAST_STREAM_HEARTBEAT", "50ms")
                .start();
    }

    private int late(String what) {
        return node.status().getJsonObject("late").getInteger(what);
    }

    @Test
    void aHandshakeThatIsNotDoneInTimeIsTheEndOfItsConnection() {
        start(Wire.TLS_HTTP_2);
        try (RawHttp silent = RawHttp.connect(node.port());
                RawHttp slow = RawHttp.connect(node.port()).sendBytes(HELLO)) {
            for (RawHttp http : List.of(silent, slow)) {
                assertThat(http.restOfBytes()).hasSizeLessThan(100);
            }
        }
        // Vert.x' own time-out of a handshake is longer, and is not counted.
        Await.until("both are counted", () -> late("handshake") == 2);
    }

    /** A connection, and the bytes of which it sends one now and then. */
    private record Dribble(RawHttp2 http, Iterator<Byte> bytes) {
        boolean isEnded() {
            if (http.isEnded()) {
                return true;
            }
            if (bytes.hasNext()) {
                http.send(bytes.next());
            }
            return false;
        }
    }

    private Dribble dribble(byte[] atOnce, byte... oneByOne) {
        List<Byte> bytes = new ArrayList<>();
        for (byte one : oneByOne) {
            bytes.add(one);
        }
        RawHttp2 http = RawHttp2.connectTls(node.port());
        return new Dribble(atOnce.length == 0 ? http : http.send(atOnce), bytes.iterator());
    }

    private static byte[] greeted(byte... more) {
        return Buffer.buffer(PREFACE)
                .appendBytes(RawHttp2.frameOf(SETTINGS, 0, 0, 0))
                .appendBytes(more)
                .getBytes();
    }

    private static byte[] manyContinuations() {
        Buffer frames = Buffer.buffer();
        for (int i = 0; i < 1_000; i++) {
            frames.appendBytes(RawHttp2.frameOf(CONTINUATION, 0, 1, 100, new byte[100]));
        }
        return frames.getBytes();
    }

    @Test
    void whatIsBegunOnHttp2AndNotDoneInTimeIsTheEndOfItsConnection() {
        start(Wire.TLS_HTTP_2);
        List<Dribble> dribbles = new ArrayList<>();
        try (SseClient stream = node.greeted("")) {
            dribbles.add(dribble(new byte[0]));
            dribbles.add(dribble(new byte[0], PREFACE));
            dribbles.add(dribble(PREFACE));
            dribbles.add(dribble(PREFACE, RawHttp2.frameOf(SETTINGS, 0, 0, 6_000, new byte[6_000])));
            dribbles.add(dribble(greeted(), RawHttp2.frameOf(HEADERS, END_STREAM, 1, 6_000, new byte[6_000])));
            dribbles.add(
                    dribble(greeted(RawHttp2.frameOf(HEADERS, END_STREAM, 1, 1, METHOD_GET)), manyContinuations()));
            dribbles.add(dribble(greeted(RawHttp2.frameOf(HEADERS, END_STREAM, 1, 1, METHOD_GET))));
            int count = dribbles.size();
            Await.until("all are ended", () -> {
                dribbles.removeIf(Dribble::isEnded);
                return dribbles.isEmpty();
            });
            assertThat(late("head")).isEqualTo(count);
            // A client that behaves outlives them all.
            stream.rest();
            stream.next("heartbeat", 3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2C"})
    void aBodyThatIsNotDoneInTimeIsTheEndOfItsRequestAlone(Wire wire) {
        start(wire);
        HttpClient client = node.clients().createHttpClient(wire.client());
        try (SseClient stream = SseClient.open(client, node.port(), "/api/sse/prices", Map.of());
                LogLines log = new LogLines("ROOT")) {
            Promise<Void> broken = Promise.promise();
            HttpClientRequest request =
                    Await.result(client.request(HttpMethod.POST, node.port(), "127.0.0.1", BROADCAST));
            request.setChunked(true).exceptionHandler(broken::tryFail);
            // Or the client would log it, beside the node.
            request.connection().exceptionHandler(broken::tryFail);
            long dribble = node.clients().setPeriodic(20, timer -> request.write("{"));
            HttpClientResponse response = Await.result(request.response());
            assertThat(response.statusCode()).isEqualTo(408);
            Await.until("nothing more is taken", () -> broken.future().failed());
            node.clients().cancelTimer(dribble);
            assertThat(late("body")).isEqualTo(1);
            stream.rest();
            stream.next("heartbeat", 3);
            if (wire.isHttp2()) {
                assertThat(request.connection()).isSameAs(stream.connection());
            }
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void aBodyThatComesAfterItsAnswerIsNotTakenForAHead() {
        start(Wire.HTTP_1_1);
        try (RawHttp http = node.connect()) {
            http.send("POST /none HTTP/1.1", "Host: a", "Content-Length: 3");
            assertThat(http.answer().status()).isEqualTo(404);
            http.sendBytes("abc".getBytes(StandardCharsets.US_ASCII));
            try (RawHttp silent = node.connect()) {
                assertThat(silent.rest())
                        .as("the time of what begins after the body is over")
                        .isEmpty();
            }
            assertThat(http.send("GET /health/live HTTP/1.1", "Host: a")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyThatNobodyWaitsForMustBeDoneInTimeToo() {
        Issuer issuer = Issuer.ec("one", 256);
        Vertx vertx = Vertx.vertx();
        try {
            KeyServer keys = new KeyServer(vertx, KeyServer.showing(Issuer.jwks(issuer)));
            node = HttpNode.plan()
                    .set(HEADER_TIMEOUT, LIMIT)
                    .askingForTokens()
                    .set("TICKCAST_AUTH_JWT_JWKS", keys.url())
                    .start();
            String bearer = "Authorization: Bearer " + issuer.token();
            Await.until(
                    "the keys are here", () -> node.get("/api/prices", bearer).status() == 200);
            try (RawHttp http = node.connect()) {
                http.send("POST /api/sse/ticket HTTP/1.1", "Host: a", "Content-Length: 9", bearer);
                assertThat(http.answer().status()).isEqualTo(200);
                assertThat(http.rest()).isEmpty();
            }
            assertThat(late("body")).isEqualTo(1);
        } finally {
            Await.result(vertx.close());
        }
    }
}
