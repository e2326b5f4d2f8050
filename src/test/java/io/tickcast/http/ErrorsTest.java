package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of a client is reported to the client, as JSON, and not to the log. */
class ErrorsTest extends WithSharedNode {
    private void assertError(RawAnswer answer, int status) {
        answer.error(status);
        assertThat(log.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x",
                "/api",
                "/api/",
                "/api/sse",
                "/api/sse/price",
                "/api/prices/BTCUSDT/x",
                "/health",
                "/%00",
                "/%0A",
                "/a%20b",
                "/%E2%80%A8",
                "/币",
                "/\"",
                "/<script>",
                "/;x"
            })
    void whereNothingIsIsNotFound(String path) {
        assertError(node.get(path), 404);
    }

    @Test
    void aLongPathIsShownShort() {
        RawAnswer answer = node.get("/" + "x".repeat(1_000));
        assertError(answer, 404);
        assertThat(answer.json().getString("message")).hasSizeLessThan(150);
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/sse/prices", "PUT,/api/sse/prices", "DELETE,/api/prices", "POST,/api/prices/BTCUSDT",
        "GET,/api/sse/test-broadcast", "POST,/api/sse/status", "POST,/health/live", "POST,/"
    })
    void anotherMethodIsNotAllowed(String method, String path) {
        RawAnswer answer = node.request(method, path, "");
        assertError(answer, 405);
        assertThat(answer.header("allow")).contains(path.endsWith("broadcast") ? "POST" : "GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/%", "/%zz", "/%1", "/x%", "/api/prices/%", "/api/prices/%zz", "/api/prices/%2", "/api/%gg/x"})
    void aPathWithABrokenEscapeIsABadRequest(String path) {
        assertError(node.get(path), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/sse/prices?symbols=%",
                "/api/sse/prices?symbols=%zz",
                "/api/sse/prices?symbols=BTC%2",
                "/api/sse/prices?%=x",
                "/api/prices?exchange=%",
                "/api/prices/BTCUSDT?exchange=%zz"
            })
    void aQueryWithABrokenEscapeIsABadRequest(String uri) {
        assertError(node.get(uri), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/sse/prices?interval=x", "/api/sse/prices?fields=x", "/api/prices?exchange=x"})
    void aBadParameterIsABadRequest(String uri) {
        assertError(node.get(uri), 400);
    }

    @Test
    void aBadBodyIsABadRequest() {
        assertError(node.post("/api/sse/test-broadcast", "{"), 400);
        assertError(node.post("/api/sse/test-broadcast", " ".repeat(5_000)), 413);
    }

    @Test
    void aQueryMayNameAllSymbolsThatMayBeNamed() {
        RawAnswer answer = node.get("/api/sse/prices?symbols=" + "1000SATSUSDT,".repeat(1_000));
        assertError(answer, 400);
        assertThat(answer.json().getString("message")).contains("this node has none of");
    }

    /** Sends not a byte more than it takes to be refused: one that is left unread could cost the answer. */
    private static RawAnswer unreadable(String request) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.sendBytes(request.getBytes(StandardCharsets.US_ASCII)).answer();
        }
    }

    @Test
    void aQueryWithoutEndIsRefused() {
        assertError(unreadable("GET /api/sse/prices?symbols=" + "A".repeat(16_357)), 414);
    }

    @Test
    void headersWithoutEndAreRefused() {
        assertError(unreadable("GET /api/prices HTTP/1.1\r\nX-Long: " + "x".repeat(8_185)), 431);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "nonsense", "\u0016\u0003\u0001 TLS", "GET / HTTP/1.1\r\nbad header"})
    void whatIsNoHttpIsABadRequest(String request) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            assertError(http.send(request).answer(), 400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /hea",
                "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /api/sse/prices HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /api/sse/test-broadcast HTTP/1.1\r\nHost: localhost\r\n" + "Content-Length: 9\r\n\r\n{"
            })
    void aConnectionThatBreaksIsNoLineOfTheLog(String sent) {
        int open = connections();
        RawHttp http = RawHttp.connect(node.port());
        http.sendBytes(sent.getBytes(StandardCharsets.US_ASCII));
        if (sent.startsWith("GET /") && sent.endsWith("\n")) {
            http.head();
        }
        Await.until("it is there", () -> connections() == open + 1);
        http.reset();
        Await.until("it is gone", () -> connections() == open);
        assertThat(log.all()).isEmpty();
    }

    /** Besides the one that asks. */
    private static int connections() {
        return node.get("/api/sse/status")
                        .json()
                        .getJsonObject("data")
                        .getJsonObject("connections")
                        .getInteger("open")
                - 1;
    }

    @Test
    void everyAnswerSaysWhatABrowserMayMakeOfIt() {
        for (String path :
                List.of("/", "/x", "/api/prices", "/api/prices/X", "/api/sse/prices?fields=x", "/health/live")) {
            assertThat(node.get(path).header("x-content-type-options")).as(path).contains("nosniff");
            assertThat(node.get(path).header("referrer-policy")).as(path).contains("no-referrer");
            assertThat(node.get(path).header("content-security-policy").orElseThrow())
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'");
        }
    }
}
