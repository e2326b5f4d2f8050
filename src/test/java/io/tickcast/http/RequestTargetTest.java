package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.OddTargets;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawHttp2;
import io.tickcast.testing.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request target that a proxy may read as another path is refused, over either version of HTTP. */
class RequestTargetTest {
    private static HttpNode node;
    private static LogLines log;

    @BeforeAll
    static void start() {
        log = new LogLines("ROOT");
        node = HttpNode.plan().wire(Wire.H2C).start();
    }

    @AfterAll
    static void stop() {
        node.close();
        assertThat(log.of(Level.WARN)).isEmpty();
        assertThat(log.of(Level.ERROR)).isEmpty();
        log.close();
    }

    private static RawAnswer ask(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        List.of(headers).forEach(header -> request.append(header).append("\r\n"));
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.sendBytes(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1))
                    .answer();
        }
    }

    private static long refused() {
        return node.status().getJsonObject("errors").getLong("400", 0L);
    }

    static List<String> odd() {
        return OddTargets.of("/metrics");
    }

    @ParameterizedTest
    @MethodSource("odd")
    void anOddTargetIsABadRequestOverHttp1(String target) {
        long before = refused();
        RawAnswer answer = ask(target, "Host: 127.0.0.1");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().getInteger("code")).isZero();
        assertThat(answer.header("content-type")).contains("application/json; charset=utf-8");
        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        assertThat(refused()).isEqualTo(before + 1);
    }

    @Test
    void anOddTargetIsABadRequestOverHttp2AndOthersGoOnOnItsConnection() {
        List<String> targets =
                odd().stream().filter(target -> !target.isEmpty()).toList();
        long before = refused();
        try (RawHttp2 http = RawHttp2.connect(node.port()).greet()) {
            int stream = 1;
            int answers = 0;
            for (String target : targets) {
                // Without an end: a body may follow, and the node must not wait for it.
                http.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.request("GET", target));
                // A field with a control character is no HTTP/2 and has no answer.
                if (target.chars().noneMatch(Character::isISOControl)) {
                    assertThat(http.status()).as(target).isEqualTo(400);
                    answers++;
                }
                assertThat(http.next(RawHttp2.RST_STREAM).stream()).isEqualTo(stream);
                stream += 2;
            }
            http.frame(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    stream,
                    RawHttp2.request("GET", "/health/live"));
            assertThat(http.status()).isEqualTo(200);
            assertThat(refused()).isEqualTo(before + answers);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?x",
                "/api/prices?exchange=binance",
                "/api/prices?x=/../y//z",
                "/api/prices?x=%2e%2F%5c",
                "/api/prices?x=a\\b|\"<>",
                "/api/prices?x=a/./b",
                "/api/prices?",
                "/health/live",
                "/page/main.js",
                "http://127.0.0.1/api/prices",
                "HTTP://127.0.0.1/health/live"
            })
    void aTargetInItsNormalFormIsServed(String target) {
        assertThat(ask(target, "Host: 127.0.0.1", "Connection: close").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a.b",
                "/.well-known/x",
                "/x..",
                "/...",
                "/api/prices/%E5%B8%81",
                "/api/prices/%e5%b8%81",
                "/a%20b",
                "/a%2Cb",
                "/;x",
                "/%00",
                "/metrics%00",
                "/metrics%0a",
                "/metrics%20"
            })
    void aPathOfUsualEscapesAndDotsIsLookedUp(String target) {
        assertThat(ask(target, "Host: 127.0.0.1", "Connection: close").status()).isEqualTo(404);
    }

    @Test
    void anAbsoluteTargetOfAnotherHostIsABadRequest() {
        assertThat(ask("http://other.example/health/live", "Host: 127.0.0.1").status())
                .isEqualTo(400);
        assertThat(ask("ftp://127.0.0.1/health/live", "Host: 127.0.0.1").status())
                .isEqualTo(400);
    }
}
