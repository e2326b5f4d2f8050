package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.net.OpenFiles;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.WholeAnswer;
import io.tickcast.testing.Wire;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The headers of every answer, and answers to requests that Vert.x itself would answer. */
class JsonResponsesTest {
    private HttpNode node;

    @AfterEach
    void close() {
        node.close();
    }

    private static Tick[] ticks(int count) {
        return IntStream.range(0, count).mapToObj(i -> tick("S" + i, 1, "1")).toArray(Tick[]::new);
    }

    private static void assertNow(String date) {
        Instant said =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertThat(said).isBetween(Instant.now().minus(Duration.ofMinutes(2)), Instant.now());
        assertThat(date).matches("\\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerSaysWhenItWasGiven(Wire wire) {
        node = HttpNode.plan().wire(wire).start();
        HttpClient client = node.clients().createHttpClient(wire.client());
        for (String uri : List.of(
                "/",
                "/vendor/vue.js",
                "/api/prices",
                "/metrics",
                "/health/live",
                "/health/ready",
                "/nothing",
                "/api/sse/prices",
                "/api/sse/signals?signals=",
                "/api/sse/status",
                "/a//b")) {
            HttpClientResponse response = Await.result(client.request(HttpMethod.GET, node.port(), "127.0.0.1", uri)
                    .compose(request -> request.send()));
            assertThat(response.headers().getAll("Date")).as(uri).hasSize(1);
            assertNow(response.getHeader("Date"));
        }
        // Vert.x closes an unreferenced client at the next garbage collection, even in use.
        Await.result(client.close());
    }

    @Test
    void whoIsTooLateIsToldWhen() {
        node = HttpNode.plan().set("TICKCAST_HTTP_HEADER_TIMEOUT", "500ms").start();
        String[] late = new String[1];
        Await.until("the head has begun in time to be answered", () -> !(late[0] = answerToHalfAHead()).isEmpty());
        assertThat(late[0]).startsWith("HTTP/1.1 408 ");
        assertNow(late[0].lines()
                .filter(line -> line.startsWith("Date: "))
                .findFirst()
                .orElseThrow()
                .substring(6));
    }

    /** Empty where it came so late that the node had ended the connection, which had brought nothing. */
    private String answerToHalfAHead() {
        try (RawHttp http = node.connect()) {
            return http.sendBytes("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII))
                    .rest();
        } catch (UncheckedIOException ended) {
            return "";
        }
    }

    @ParameterizedTest
    @CsvSource({"FOO/7.7,400", "HTTP/3.0,505", "HTTP/2.0,505", "ICY/1.0,400"})
    void anotherProtocolIsRefusedInOursAndCounted(String version, int status) {
        node = HttpNode.start();
        try (RawHttp http = node.connect()) {
            String head = http.send("GET / " + version, "Host: a").rest();
            assertThat(head).startsWith("HTTP/1.1 " + status + " ").contains("{\"code\":0,\"message\":\"");
        }
        assertThat(node.status().getJsonObject("errors").getLong(Integer.toString(status)))
                .isEqualTo(1);
    }

    @Test
    void aLaterVersionOfHttp1IsSpokenTo() {
        node = HttpNode.start();
        try (RawHttp http = node.connect()) {
            assertThat(http.send("GET /health/live HTTP/1.7", "Host: a")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"/api/prices", "/metrics"})
    void aLongAnswerIsCompressedForClientsThatAllowIt(String uri) throws IOException {
        node = HttpNode.plan().warm(ticks(200)).start();
        int plain = node.get(uri, "Accept-Encoding: identity").body().length();
        HttpClient client = node.clients().createHttpClient();
        WholeAnswer answer = Await.result(WholeAnswer.to(client.request(HttpMethod.GET, node.port(), "127.0.0.1", uri)
                .map(request -> request.putHeader("Accept-Encoding", "gzip"))));
        HttpClientResponse response = answer.head();
        byte[] body = answer.body().getBytes();
        Await.result(client.close());
        assertThat(response.getHeader("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.headers().getAll("Vary")).anyMatch(vary -> vary.equalsIgnoreCase("Accept-Encoding"));
        assertThat(body.length).isLessThan(plain / 3);
        String text =
                new String(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).hasSizeBetween(plain - plain / 5, plain + plain / 5);
        RawAnswer other = node.get(uri);
        assertThat(other.headers()).doesNotContainKey("content-encoding");
        assertThat(other.headers().get("vary")).containsIgnoringCase("accept-encoding");
    }

    @Test
    void aThousandTimesTheSamePatternIsThePatternOnce() {
        node = HttpNode.plan()
                .set("TICKCAST_SYMBOLS", "BTCUSDT,BNBUSDT,BCHUSDT,ETHUSDT")
                .start();
        String many = "?symbols=" + "B*,".repeat(999) + "B*";
        assertThat(node.stream(many).next("connected").json().getJsonArray("symbols"))
                .containsExactly("BTCUSDT", "BNBUSDT", "BCHUSDT");
    }

    @Test
    void noMoreConnectionsAreAcceptedThanThereAreFilesFor() {
        node = HttpNode.plan().set("TICKCAST_HTTP_MAX_CONNECTIONS", "20000000").start();
        OpenFiles files = node.shared().openFiles();
        assertThat(files.open()).isPositive();
        assertThat(node.status().getJsonObject("connections").getLong("max"))
                .isEqualTo(files.forClients(20_000_000))
                .isLessThan(files.limit().orElse(Integer.MAX_VALUE) - files.open());
    }

    @Test
    void theMemoryOfNetworkBuffersIsCounted() {
        node = HttpNode.plan().warm(ticks(1)).start();
        node.greeted("");
        assertThat(node.status().getJsonObject("streams").getLong("direct_memory_bytes"))
                .isPositive();
    }
}
