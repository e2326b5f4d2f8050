package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that end their side of the connection behind the request, as {@code nc -N} does. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HalfClosedTest extends WithTokens {
    private static final String VERSION = " HTTP/1.1";
    /** Together longer than what the sockets take. */
    private static final int PRICES = 3_000;

    private static final int ANSWERS = 5;

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/prices", "/api/prices/NONE", "/api/sse/status", "/metrics", "/health/live", "/", "/nothing"
            })
    void getTheirAnswer(String uri) {
        String token = bearer(ISSUER.token());
        RawAnswer whole = get(node, uri, token);
        RawAnswer half = halfClosed(node, "GET " + uri + VERSION, "Host: 127.0.0.1", token);
        assertThat(half.status()).isEqualTo(whole.status());
        assertThat(half.body()).isNotEmpty();
        Await.until("no connection is left", () -> connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void getAllTheirAnswers(boolean nativeTransport) {
        HttpNode.Plan plan = nativeTransport ? plan() : plan().javaTransport();
        String token = bearer(ISSUER.token());
        try (HttpNode other = plan.start()) {
            get(other, "/api/prices", token);
            try (RawHttp http = other.connect()) {
                http.send("GET /api/prices" + VERSION, "Host: a", token)
                        .send("POST " + TICKET + VERSION, "Host: a", "Content-Length: 0", token)
                        .finish();
                assertThat(http.answer().json().getInteger("code")).isEqualTo(1);
                assertThat(http.answer().json().getJsonObject("data").getString("ticket"))
                        .isNotEmpty();
                assertThat(http.rest()).isEmpty();
            }
        }
    }

    /** The node leaves their requests unread while they read slowly, and the answers come from a worker. */
    @Test
    void getLongAnswersThatTheyReadSlowly() {
        Tick[] many =
                IntStream.range(0, PRICES).mapToObj(i -> tick("S" + i, 1, "1")).toArray(Tick[]::new);
        try (HttpNode open = HttpNode.plan().warm(many).start();
                RawHttp http = RawHttp.connectNarrow(open.port())) {
            http.send("GET /api/prices" + VERSION, "Host: a");
            String status = http.firstLine().orElseThrow();
            for (int i = 1; i < ANSWERS; i++) {
                http.send("GET /api/prices" + VERSION, "Host: a");
                // After this the only event loop has read everything that was sent before.
                assertThat(open.get("/health/live").status()).isEqualTo(200);
            }
            http.finish();
            assertThat(open.get("/health/live").status()).isEqualTo(200);
            assertThat((status + http.rest()).split(status, -1)).hasSize(1 + ANSWERS);
            Await.until(
                    "no connection is left",
                    () -> open.status().getJsonObject("connections").getInteger("open") == 1);
        }
    }

    @Test
    void leaveNothingBehindWhoseRequestIsNotWhole() {
        get(node, "/api/prices", bearer(ISSUER.token()));
        for (String part : List.of(
                "",
                "GET /api/pri",
                "GET /api/prices" + VERSION + "\r\nHost: a\r\n",
                "POST /api/sse/test-broadcast" + VERSION + "\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{")) {
            try (RawHttp http = node.connect()) {
                http.sendBytes(part.getBytes(StandardCharsets.US_ASCII)).finish();
                assertThat(http.rest()).as(part).isEmpty();
            }
        }
        Await.until("no connection is left", () -> connections() == 0);
    }

    @Test
    void haveNoStreamSinceTheyCannotBeToldFromThoseWhoLeft() {
        try (HttpNode open = HttpNode.plan().warm(tick("BTCUSDT", 1, "1")).start();
                RawHttp http = open.connect()) {
            http.send("GET " + STREAM + VERSION, "Host: a");
            assertThat(http.head().status()).isEqualTo(200);
            open.awaitClients(1);
            http.finish();
            http.rest();
            open.awaitClients(0);
        }
        // With a token the stream would begin when their side is closed already.
        get(node, "/api/prices", bearer(ISSUER.token()));
        try (RawHttp http = node.connect()) {
            http.send("GET " + STREAM + VERSION, "Host: a", bearer(ISSUER.token()))
                    .finish();
            http.rest();
        }
        Await.until("no connection is left", () -> connections() == 0);
    }

    private static RawAnswer halfClosed(HttpNode node, String... lines) {
        try (RawHttp http = node.connect()) {
            return http.send(lines).finish().answer();
        }
    }

    /** But for the one that asks. */
    private int connections() {
        return get(node, "/api/sse/status", bearer(ISSUER.token()))
                        .json()
                        .getJsonObject("data")
                        .getJsonObject("connections")
                        .getInteger("open")
                - 1;
    }
}
