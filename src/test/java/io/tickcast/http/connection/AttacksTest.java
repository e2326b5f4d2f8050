package io.tickcast.http.connection;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that are too many, too slow or too long. They are answered or refused, and cost the other clients nothing.
 */
// A connection that is let go on against the rules does not end, and reading from a socket cannot be interrupted.
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttacksTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int BODY_MEGABYTES = 32;

    private final LogLines log = new LogLines("ROOT");
    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
        log.close();
    }

    /** Sends bytes to a peer that may have closed the connection already. */
    private static boolean isSent(RawHttp http, String bytes) {
        try {
            http.sendBytes(bytes.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (UncheckedIOException e) {
            assertThat(e.getCause()).isExactlyInstanceOf(SocketException.class);
            return false;
        }
    }

    /** All that came before the connection ended, or nothing where it broke; to wait in vain is a failure. */
    private static String untilItsEnd(RawHttp http) {
        try {
            return http.rest();
        } catch (UncheckedIOException e) {
            assertThat(e.getCause()).isExactlyInstanceOf(SocketException.class);
            return "";
        }
    }

    /** False where the connection ended instead; to wait in vain is a failure. */
    private static boolean isAnswered(RawHttp http) {
        try {
            return http.firstLine().filter("HTTP/1.1 200 OK"::equals).isPresent();
        } catch (UncheckedIOException e) {
            assertThat(e.getCause()).isExactlyInstanceOf(SocketException.class);
            return false;
        }
    }

    private static JsonObject status(RawHttp by) {
        return by.send("GET /api/sse/status HTTP/1.1", "Host: a")
                .answer()
                .json()
                .getJsonObject("data");
    }

    private static JsonObject connections(RawHttp by) {
        return status(by).getJsonObject("connections");
    }

    @Test
    void aCrowdAndThoseWhoNeverFinishAskingAreEndedAndTheStreamsGoOn() {
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_MAX_CONNECTIONS", "2000")
                .set("TICKCAST_HTTP_HEADER_TIMEOUT", "5s")
                .start();
        List<RawHttp> dribblers = new ArrayList<>();
        List<RawHttp> crowd = new ArrayList<>();
        long answered = 0;
        try (RawHttp watch = node.connect();
                SseClient stream = node.greeted("?symbols=BTCUSDT&fields=symbol,event_time")) {
            int before = connections(watch).getInteger("open");
            for (int i = 0; i < 500; i++) {
                dribblers.add(node.connect());
                dribblers.get(i).sendBytes("GET /health/live HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            }
            for (int hundred = 1; hundred <= 20; hundred++) {
                node.publish(tick("BTCUSDT", hundred, "1"));
                dribblers.forEach(slow -> isSent(slow, "x"));
                List<RawHttp> newcomers = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    RawHttp one = node.connect();
                    newcomers.add(one);
                    isSent(one, "GET /api/prices HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                crowd.addAll(newcomers);
                // Before the next ones come: on a busy machine a connection may be over before the crowd is complete.
                answered += newcomers.stream().filter(AttacksTest::isAnswered).count();
            }
            crowd.forEach(one -> isSent(one, "GET /api/prices HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            assertThat(answered).isGreaterThan(1_000);
            assertThat(connections(watch).getLong("refused")).isLessThanOrEqualTo(2_000 - answered);
            crowd.forEach(RawHttp::close);
            Await.until("those who dribble are ended", () -> {
                dribblers.forEach(slow -> isSent(slow, "x"));
                return connections(watch).getInteger("open") == before;
            });
            JsonObject errors = status(watch).getJsonObject("errors");
            assertThat(errors.fieldNames().stream().filter(code -> errors.getLong(code) > 0))
                    .containsExactly("408");
            assertThat(dribblers)
                    .allSatisfy(slow -> assertThat(untilItsEnd(slow)).matches("(HTTP/1.1 408 [^{]*)?"));
            assertThat(stream.next("price", 20).stream().map(SseEvent::json).map(price -> price.getLong("event_time")))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 20).boxed().toList());
            assertThat(connections(watch).getInteger("open")).isEqualTo(before);
        } finally {
            dribblers.forEach(RawHttp::close);
            crowd.forEach(RawHttp::close);
        }
        assertThat(log.all()).isEmpty();
    }

    /** @param chunked in chunks, of which there is no last; otherwise of a terabyte */
    @ParameterizedTest
    @CsvSource({
        "GET /api/sse/prices,200,false", "GET /api/sse/prices,200,true", "GET /api/sse/signals,200,false",
        "GET /api/prices,200,false", "GET /api/prices,200,true", "GET /client/sse.js,200,false",
        "GET /api/prices?exchange=x,400,false", "GET /nowhere,404,true", "POST /api/prices,405,false",
        "POST /api/sse/test-broadcast,413,false", "POST /api/sse/test-broadcast,413,true"
    })
    void aBodyWithoutEndIsNotKept(String request, int status, boolean chunked) {
        node = HttpNode.start();
        byte[] megabyte = (chunked ? "100000\r\n" + "x".repeat(MEGABYTE) + "\r\n" : "x".repeat(MEGABYTE))
                .getBytes(StandardCharsets.US_ASCII);
        try (RawHttp http = node.connect()) {
            http.send(
                    request + " HTTP/1.1",
                    "Host: localhost",
                    chunked ? "Transfer-Encoding: chunked" : "Content-Length: 1000000000000");
            if (status != 413 || !chunked) {
                assertThat(http.head().status()).as("before any of the body").isEqualTo(status);
            }
            long before = usedBytes();
            for (int i = 0; i < BODY_MEGABYTES; i++) {
                http.sendBytes(megabyte);
            }
            if (status == 413 && chunked) {
                assertThat(http.head().status()).isEqualTo(status);
            }
            assertThat(usedBytes()).isLessThan(before + BODY_MEGABYTES * MEGABYTE / 2);
            assertThat(node.get("/health/live").status()).isEqualTo(200);
        }
        assertThat(log.all()).isEmpty();
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() + PlatformDependent.usedDirectMemory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "-", "1 ", "1,", "\u0661"})
    void anIdOfAnyLengthIsOneOrNone(String piece) {
        node = HttpNode.start();
        String id = piece.repeat(7_800 / piece.getBytes(StandardCharsets.UTF_8).length);
        for (String path : List.of("/api/sse/prices", "/api/sse/signals")) {
            try (SseClient stream = SseClient.open(node.clients(), node.port(), path, Map.of("Last-Event-ID", id))) {
                assertThat(stream.next().name()).isEqualTo("connected");
                assertThat(stream.next("reset").data()).hasSizeLessThan(1_000);
            }
            try (RawHttp http = node.connect()) {
                // Not a byte more than it takes to be refused: one that is left unread could cost the answer.
                RawAnswer answer = http.sendBytes(("GET " + path + " HTTP/1.1\r\nLast-Event-ID: " + "9".repeat(8_178))
                                .getBytes(StandardCharsets.US_ASCII))
                        .answer();
                assertThat(answer.status()).isEqualTo(431);
            }
        }
        node.awaitClients(0);
        assertThat(log.all()).isEmpty();
    }
}
