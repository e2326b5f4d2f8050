package io.tickcast.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits of a node: connections, the age of streams; the length and the lateness of a request. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamLimitsTest {
    /** Long enough for good requests on a busy machine. */
    private static final String HEADER_TIMEOUT = "2s";

    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
    }

    private JsonObject status() {
        return new JsonObject(node.get("/api/sse/status").body()).getJsonObject("data");
    }

    @Test
    void aConnectionTooManyIsClosed() {
        node = HttpNode.plan().set("TICKCAST_HTTP_MAX_CONNECTIONS", "2").start();
        try (RawHttp first = alive()) {
            RawHttp second = alive();
            try (RawHttp third = node.connect()) {
                assertThat(third.rest()).isEmpty();
            }
            assertThat(isAlive(second)).isTrue();
            assertThat(connections(first).getInteger("refused")).isEqualTo(1);
            assertThat(connections(first).getInteger("open")).isEqualTo(2);
            second.close();
            Await.until("its place is free", () -> connections(first).getInteger("open") == 1);
            alive().close();
        }
    }

    private static JsonObject connections(RawHttp by) {
        return by.send("GET /api/sse/status HTTP/1.1", "Host: a")
                .answer()
                .json()
                .getJsonObject("data")
                .getJsonObject("connections");
    }

    @Test
    void aConnectionTooManyOfAnAddressIsClosed() {
        node = HttpNode.plan().set("TICKCAST_HTTP_MAX_PER_ADDRESS", "1").start();
        try (RawHttp first = alive()) {
            try (RawHttp second = node.connect()) {
                assertThat(second.rest()).isEmpty();
            }
            assertThat(connections(first).getInteger("too_many_of_an_address")).isEqualTo(1);
            assertThat(connections(first).getInteger("open")).isEqualTo(1);
        }
    }

    @Test
    void aTrustedProxyHasAsManyAsItNeeds() {
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_MAX_PER_ADDRESS", "1")
                .set("TICKCAST_HTTP_TRUSTED_PROXIES", "127.0.0.1")
                .start();
        try (RawHttp first = alive();
                RawHttp second = alive()) {
            assertThat(connections(first).getInteger("open")).isEqualTo(2);
            assertThat(isAlive(second)).isTrue();
        }
    }

    private RawHttp alive() {
        RawHttp connection = node.connect();
        assertThat(isAlive(connection)).isTrue();
        return connection;
    }

    private static boolean isAlive(RawHttp connection) {
        return connection.send("GET /health/live HTTP/1.1", "Host: a").answer().status() == 200;
    }

    @Test
    void theBoundsOfARequestAreSettings() {
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_MAX_URL", "2000")
                .set("TICKCAST_HTTP_MAX_HEADERS", "1500")
                .set("TICKCAST_HTTP_MAX_BODY", "300")
                .set("TICKCAST_STREAM_MAX_SYMBOLS", "2")
                .start();
        assertThat(node.get("/health/live?" + "x".repeat(1_900)).status()).isEqualTo(200);
        assertThat(unreadable("GET /health/live?" + "x".repeat(1_984))).isEqualTo(414);
        assertThat(node.get("/health/live", "X-Long: " + "x".repeat(1_000)).status())
                .isEqualTo(200);
        assertThat(unreadable("GET /health/live HTTP/1.1\r\nX-Long: " + "x".repeat(1_493)))
                .isEqualTo(431);
        assertThat(node.post("/api/sse/test-broadcast", " ".repeat(300)).status())
                .isEqualTo(400);
        RawAnswer large = node.post("/api/sse/test-broadcast", " ".repeat(301));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.body()).contains("larger than 300 bytes");
        RawAnswer many = node.get("/api/sse/prices?symbols=BTCUSDT,ETHUSDT,BNBUSDT");
        assertThat(many.status()).isEqualTo(400);
        assertThat(many.body()).contains("symbols: name 1 to 2,");

        assertThat(node.get("/metrics").body())
                .contains(
                        "tickcast_http_errors_total{status=\"400\"} 2.0",
                        "tickcast_http_errors_total{status=\"413\"} 1.0",
                        "tickcast_http_errors_total{status=\"414\"} 1.0",
                        "tickcast_http_errors_total{status=\"431\"} 1.0");
    }

    /** Sends not a byte more than it takes to be refused: one that is left unread could cost the answer. */
    private int unreadable(String request) {
        try (RawHttp http = node.connect()) {
            return http.sendBytes(request.getBytes(StandardCharsets.US_ASCII))
                    .answer()
                    .status();
        }
    }

    @Test
    void aStreamEndsAtItsAgeAndNotMoreThanAFifthEarlier() {
        node = HttpNode.plan().set("TICKCAST_STREAM_MAX_AGE", "3s").start();
        long opened = System.nanoTime();
        SseClient prices = node.greeted("");
        SseClient signals = node.signals("");
        for (SseClient client : List.of(prices, signals)) {
            Await.result(client.ended());
            // However busy the machine is: it can only make this longer.
            assertThat(Duration.ofNanos(System.nanoTime() - opened)).isGreaterThanOrEqualTo(Duration.ofMillis(2_400));
        }
        Await.until(
                "their connections are gone",
                () -> status().getJsonObject("connections").getInteger("open") == 1);
        assertThat(node.get("/metrics").body()).contains("tickcast_streams_closed_total{cause=\"age\"} 2.0");
    }

    @Test
    void whoWasToldToSendItsBodyIsWatchedNextTimeToo() {
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_HEADER_TIMEOUT", HEADER_TIMEOUT)
                .start();
        try (RawHttp http = node.connect()) {
            http.send(
                    "POST /api/sse/test-broadcast HTTP/1.1",
                    "Host: localhost",
                    "Expect: 100-continue",
                    "Content-Length: 2");
            assertThat(http.head().status()).isEqualTo(100);
            http.sendBytes("{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(http.answer().status()).isEqualTo(400);
            http.sendBytes("GET /hea".getBytes(StandardCharsets.US_ASCII));
            assertThat(http.rest()).startsWith("HTTP/1.1 408 ");
        }
    }

    /** Nothing else would: it is no stream any more that is watched, and the end of it waits behind a full socket. */
    @Test
    void whoDoesNotTakeTheEndOfItsStreamIsCut() {
        node = oldBeforeSlow().start();
        long flow = node.flow(4);
        try (RawHttp stuck = RawHttp.connectNarrow(node.port())) {
            stuck.send("GET /api/sse/prices HTTP/1.1", "Host: a");
            awaitAged();
            Await.until(
                    "its connection is gone",
                    () -> status().getJsonObject("connections").getInteger("open") == 1);
        }
        node.stopFlow(flow);
    }

    @Test
    void whoDoesNotTakeTheEndOfItsStreamOfHttp2IsCut() {
        node = oldBeforeSlow().wire(Wire.H2C).start();
        Promise<Throwable> cut = Promise.promise();
        HttpClientOptions narrow = Wire.H2C.client();
        narrow.getInitialSettings().setInitialWindowSize(10);
        HttpClient client = node.clients().createHttpClient(narrow);
        Await.result(client.request(HttpMethod.GET, node.port(), "127.0.0.1", "/api/sse/prices")
                .compose(HttpClientRequest::send)
                .onSuccess(stuck -> stuck.pause().exceptionHandler(cut::tryComplete)));
        awaitAged();
        assertThat(Await.result(cut.future())).isInstanceOf(StreamResetException.class);
        // Not before: Vert.x closes an unreferenced client at the next garbage collection.
        Await.result(client.close());
    }

    private static HttpNode.Plan oldBeforeSlow() {
        return HttpNode.plan()
                .set("TICKCAST_STREAM_MAX_AGE", "1s")
                .set("TICKCAST_STREAM_SLOW_TIMEOUT", "5s")
                .set("TICKCAST_SYMBOLS", "S0,S1,S2,S3");
    }

    private void awaitAged() {
        Await.until(
                "it has ended",
                () -> node.get("/metrics").body().contains("tickcast_streams_closed_total{cause=\"age\"} 1.0"));
    }

    @Test
    void aHeadThatIsNotDoneInTimeIsTheEndOfItsConnection() {
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_HEADER_TIMEOUT", HEADER_TIMEOUT)
                .set("TICKCAST_STREAM_HEARTBEAT", "50ms")
                .start();
        // The stream first: the time of each connection begins as soon as it is there.
        try (SseClient stream = node.greeted("");
                RawHttp silent = node.connect();
                RawHttp second = node.connect()) {
            second.send("GET /health/live HTTP/1.1", "Host: a");
            assertThat(second.answer().status()).isEqualTo(200);
            RawHttp slow = node.connect()
                    .sendBytes("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(StandardCharsets.UTF_8));
            second.sendBytes("GET /hea".getBytes(StandardCharsets.UTF_8));

            assertThat(slow.rest()).startsWith("HTTP/1.1 408 ");
            assertThat(second.rest()).startsWith("HTTP/1.1 408 ");
            slow.close();
            assertThat(silent.rest()).isEmpty();
            assertThat(node.get("/metrics").body()).contains("tickcast_http_errors_total{status=\"408\"} 2.0");
            for (int i = 0; i < 10; i++) {
                stream.next("heartbeat");
            }
        }
    }
}
