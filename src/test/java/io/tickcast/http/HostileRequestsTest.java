package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.http.connection.ErrorCounts;
import io.tickcast.net.LongAnswers;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests made to be taken for something else: for two, for a file, for a line of an answer or of the log. */
// A connection that is let go on against the rules does not end, and reading from a socket cannot be interrupted.
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileRequestsTest extends WithSharedNode {
    private static final String BROADCAST = "POST /api/sse/test-broadcast HTTP/1.1\r\nHost: localhost\r\n";
    private static final String BODY = "{\"symbol\":\"BTCUSDT\",\"price\":9}";
    private static final String LENGTH = "Content-Length: 30\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String CHUNKS = "1e\r\n" + BODY + "\r\n0\r\n\r\n";
    private static final String REST = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String BEHIND = "GET /health/live" + REST;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d (\\d{3}) ");
    private static final Pattern ENDS_OR_TURNS_A_LINE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    /** The statuses of all answers until the connection ends. */
    private static List<Integer> statuses(String requests) {
        try (RawHttp http = node.connect()) {
            return STATUS.matcher(send(http, requests).rest())
                    .results()
                    .map((MatchResult found) -> Integer.valueOf(found.group(1)))
                    .toList();
        }
    }

    /** Each character as one byte. */
    private static RawHttp send(RawHttp http, String bytes) {
        return http.sendBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "TLS_HTTP_1_1"})
    void clientsThatBreakOffWithARequestBehindTheirStreamAreNoLinesOfTheLog(Wire wire) {
        try (HttpNode streaming = HttpNode.plan().wire(wire).start()) {
            for (int i = 0; i < 200; i++) {
                RawHttp http = streaming.connect().send("GET /api/sse/prices HTTP/1.1", "Host: localhost");
                assertThat(http.head().status()).isEqualTo(200);
                send(http, i % 2 == 0 ? BEHIND : BROADCAST + LENGTH + "\r\n" + BODY.substring(9))
                        .reset();
            }
            streaming.awaitClients(0);
            streaming.stream("").next("connected");
        }
        assertThat(log.of(Level.WARN)).isEmpty();
        assertThat(log.of(Level.ERROR)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LENGTH + CHUNKED + "\r\n" + BODY,
                LENGTH + CHUNKED + "\r\n" + CHUNKS,
                CHUNKED + "Content-Length: 0\r\n\r\n" + CHUNKS,
                LENGTH + "Transfer-Encoding:\r\n chunked\r\n\r\n" + CHUNKS,
                LENGTH + "Content-Length: 0\r\n\r\n" + BODY,
                LENGTH + LENGTH + "\r\n" + BODY,
                "Content-Length: 30, 0\r\n\r\n" + BODY,
                "Content-Length: -1\r\n\r\n" + BODY,
                "Content-Length: +30\r\n\r\n" + BODY,
                "Content-Length: 0x1e\r\n\r\n" + BODY,
                "Content-Length: 99999999999999999999\r\n\r\n" + BODY,
                "Content-Length : 30\r\n\r\n" + BODY,
                "Content-Length:\r\n 30\r\n\r\n" + BODY,
                "X-A: b\n" + LENGTH + "\r\n" + BODY,
                "X-A: b\r" + LENGTH + "\r\n" + BODY,
                "X-A: b\0\r\n" + LENGTH + "\r\n" + BODY,
                "Transfer-Encoding: xchunked\r\n\r\n" + CHUNKS,
                "Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKS,
                "Transfer-Encoding: \u000bchunked\r\n\r\n" + CHUNKS,
                CHUNKED + CHUNKED + "\r\n" + CHUNKS,
                CHUNKED + "\r\nFFFFFFFFFFFFFFFF1\r\n" + BODY,
                CHUNKED + "\r\n100000005\r\n" + BODY,
                CHUNKED + "\r\n-5\r\n" + BODY,
                CHUNKED + "\r\nzz\r\n" + BODY,
                CHUNKED + "\r\n0x1e\r\n" + BODY + "\r\n0\r\n\r\n",
                CHUNKED + "\r\n1e;a\n" + BODY + "\r\n0\r\n\r\n",
                CHUNKED + "\r\n1e\n" + BODY + "\n0\n\n",
                CHUNKED + "\r\n1e\r\n" + BODY + "XX0\r\n\r\n",
                CHUNKED + "\r\n1e\r\n" + BODY + "\r\n0\r\nbad trailer\r\n\r\n"
            })
    void whoseEndIsInDoubtIsRefusedWithAllThatIsBehindIt(String request) {
        try (SseClient stream = node.greeted("?symbols=BTCUSDT")) {
            assertThat(statuses(BROADCAST + request + BEHIND))
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(status -> status == 400);
            node.publish(tick("BTCUSDT", System.nanoTime(), "1.25"));
            assertThat(stream.next("price").raw("price"))
                    .as("the first that came")
                    .isEqualTo("1.25");
        }
        assertThat(log.all()).isEmpty();
    }

    @Test
    void linesThatEndWithoutACarriageReturnAreNone() {
        assertThat(statuses("GET /health/live HTTP/1.1\nHost: localhost\n\n" + BEHIND))
                .containsExactly(400);
        assertThat(statuses("GET /health/live HTTP/1.1\r\n Host: localhost\r\n\r\n" + BEHIND))
                .containsExactly(400);
    }

    @Test
    void aFoldedLineIsNoHeaderOfItsOwn() {
        assertThat(statuses(BROADCAST + "X-A: b\r\n Content-Length: " + BEHIND.length() + "\r\n\r\n" + BEHIND))
                .as("what would be the body is a request")
                .containsExactly(400, 200);
    }

    @Test
    void theBodyOfARefusedRequestIsNoRequest() {
        String inside = "Content-Length: " + BEHIND.length() + "\r\n\r\n" + BEHIND;
        for (String refused : List.of(
                "POST /nowhere HTTP/1.1\r\nHost: localhost\r\n",
                BROADCAST + "Via: 1.1 proxy\r\n",
                BROADCAST + "Expect: x\r\n",
                "GET /api/prices?exchange=x HTTP/1.1\r\nHost: localhost\r\n")) {
            assertThat(statuses(refused + inside + BEHIND))
                    .as(refused)
                    .hasSize(2)
                    .endsWith(200)
                    .first()
                    .matches(status -> status >= 400);
        }
    }

    @Test
    void whoNamesTwoOriginsIsOfNone() {
        assertThat(statuses("GET /health/live HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.example\r\n"
                        + "Origin: https://b.example\r\n\r\n" + BEHIND))
                .startsWith(400);
    }

    @Test
    void whoNamesTwoHostsIsOfNone() {
        for (String hosts :
                List.of("localhost\r\nHost: example.org", "example.org\r\nHost: localhost", "a\r\nhost: a")) {
            for (String request : List.of("GET /health/live", "GET /", "POST /api/sse/test-broadcast")) {
                String head = request + " HTTP/1.1\r\nHost: " + hosts + "\r\nConnection: close\r\n" + LENGTH;
                assertThat(statuses(head + "\r\n" + BODY)).as(head).containsExactly(400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../pom.xml",
                "/client/../../conf/tickcast.yaml",
                "/client/../sse.js",
                "/client/%2e%2e/%2e%2e/conf/tickcast.yaml",
                "/client/%2E./sse.js",
                "/%252e%252e/%252e%252e/pom.xml",
                "/client%2fsse.js",
                "/client%2F..%2F..%2Fpom.xml",
                "/client%5csse.js",
                "/client\\sse.js",
                "/..\\..\\pom.xml",
                "/client/sse.js%00",
                "/client/sse.js\0",
                "/client/sse.js%00.png",
                "/client/sse.js%2500",
                "/client//sse.js",
                "//client/sse.js",
                "/./client/sse.js",
                "/client/./sse.js",
                "/client/sse.js/",
                "/client/sse.js/.",
                "/client/sse.js;a=b",
                "/client/sse.js.",
                "/CLIENT/SSE.JS",
                "/client/sse.js%20",
                "/client/sse.js::$DATA",
                "/client/..%c0%af..%c0%afpom.xml",
                "/%e0%80%ae%e0%80%ae/pom.xml",
                "http://localhost/../../pom.xml",
                "http://localhost/client/../../conf/tickcast.yaml",
                "http://example.org//etc/passwd",
                "file:///etc/passwd",
                "jar:file:/pom.xml",
                "//etc/passwd",
                "/proc/self/environ",
                "client/sse.js",
                "*",
                "/.git/config",
                "/WEB-INF/web.xml",
                "/io/tickcast/Tickcast.class",
                "/META-INF/MANIFEST.MF",
                "/C:/pom.xml",
                "/~root/.bashrc"
            })
    void noNameOfAFileLeadsToAnyOther(String target) {
        RawAnswer answer = raw("GET " + target + REST);
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.json().getInteger("code")).isZero();
        assertNothingForged(answer);
    }

    private static RawAnswer raw(String request) {
        try (RawHttp http = node.connect()) {
            return send(http, request).answer();
        }
    }

    private void assertNothingForged(RawAnswer answer) {
        assertThat(answer.headers()).doesNotContainKey("x-forged");
        assertThat(answer.json().getString("message")).doesNotContainPattern(ENDS_OR_TURNS_A_LINE);
        assertThat(log.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/sse/prices?symbols=",
                "/api/sse/prices?fields=",
                "/api/sse/prices?interval=1",
                "/api/sse/prices?exchange=binance",
                "/api/sse/prices?signals=movers",
                "/api/sse/signals?names=movers",
                "/api/prices?exchange=binance",
                "/api/prices/BTCUSDT",
                "/api/prices/BTCUSDT?exchange=",
                "/client/sse.js",
                "/"
            })
    void nothingInATargetMakesALine(String target) {
        for (String end :
                List.of("%0A", "%0D", "%0D%0A", "%00", "%E2%80%A8", "%E2%80%A9", "%C2%85", "%0B", "%E2%80%AE")) {
            RawAnswer answer = node.get(target + end + "X-Forged:1" + end + end + "data:1" + end + end);
            assertThat(answer.status()).as(end).isIn(400, 404);
            assertNothingForged(answer);
        }
        // As they are, in the bytes of the request.
        for (String end : List.of("\r", "\0", "\u0085", "\u00e2\u0080\u00a8", "\u007f")) {
            assertNothingForged(raw("GET " + target + end + "X-Forged:1" + REST));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept-Language",
                "Accept-Encoding",
                "Accept",
                "Origin",
                "Last-Event-ID",
                "Cookie",
                "Authorization",
                "X-Forwarded-For",
                "Forwarded",
                "User-Agent",
                "X-Request-Id",
                "Host"
            })
    void nothingInAHeaderMakesALine(String header) {
        String host = header.equals("Host") ? "" : "Host: localhost\r\n";
        String head = "GET /api/sse/prices HTTP/1.1\r\n" + host + header + ": en";
        for (String end : List.of("\r", "\n", "\0", "\n\n", "\r\r")) {
            assertThat(statuses(head + end + "X-Forged: 1\r\n\r\n" + BEHIND))
                    .as(end)
                    .containsExactly(400);
        }
        for (String end : List.of("\u0085", "\u00e2\u0080\u00a8", "%0d%0a", "\\r\\n")) {
            try (RawHttp http = node.connect()) {
                RawAnswer answer =
                        send(http, head + end + "X-Forged: 1\r\n\r\n").head();
                assertThat(answer.status())
                        .isEqualTo(
                                switch (header) {
                                    case "Host" -> 400;
                                    case "Origin" -> 403;
                                    default -> 200;
                                });
                assertThat(answer.headers().toString()).doesNotContainIgnoringCase("forged");
                if (answer.status() == 200) {
                    assertThat(http.chunk().orElseThrow())
                            .doesNotContainIgnoringCase("forged")
                            .contains("event: connected");
                }
            }
        }
        assertThat(log.all()).isEmpty();
    }

    @Test
    void aRequestThatFailsIsOneLineOfTheLogWhateverItsAddressIs() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new JsonResponses(new ErrorCounts(new SimpleMeterRegistry()), new LongAnswers(vertx))
                    .errorsOf(router, path -> 1_000);
            router.route().handler(context -> {
                throw new IllegalStateException("broken");
            });
            HttpServer server =
                    Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
            for (String end : List.of("\u0085", "\u2028", "\u0001", "\u007f", "%0A", "%E2%80%A8")) {
                try (RawHttp http = RawHttp.connect(server.actualPort())) {
                    String line = "M".repeat(900) + " /a" + end + "ERROR_forged HTTP/1.1";
                    assertThat(http.send(line, "Host: a", "Connection: close")
                                    .answer()
                                    .status())
                            .isEqualTo(500);
                }
            }
            assertThat(log.all())
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(line)
                            .hasSizeLessThan(200)
                            .startsWith("ERROR MMM")
                            .doesNotContainPattern(ENDS_OR_TURNS_A_LINE));
        } finally {
            Await.result(vertx.close());
        }
    }
}
