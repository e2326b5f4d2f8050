package io.tickcast.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bounds of HTTP/2, and where it is not spoken at all. */
class Http2Test {
    private static final String STREAM = "/api/sse/prices";
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final String[] UPGRADE = {
        "Host: 127.0.0.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"
    };

    private HttpNode node = HttpNode.plan()
            .wire(Wire.H2C)
            .set("TICKCAST_HTTP_STREAMS_PER_CONNECTION", "7")
            .start();

    private final LogLines log = new LogLines("ROOT");

    @AfterEach
    void close() {
        log.close();
        node.close();
    }

    private RawAnswer upgrade(RawHttp http, String uri) {
        String[] lines = new String[UPGRADE.length + 1];
        lines[0] = "GET " + uri + " HTTP/1.1";
        System.arraycopy(UPGRADE, 0, lines, 1, UPGRADE.length);
        return http.send(lines).answer();
    }

    @Test
    void aClientIsToldTheBounds() {
        try (SseClient stream = node.greeted("")) {
            assertThat(stream.connection().remoteSettings().getMaxConcurrentStreams())
                    .isEqualTo(7);
            assertThat(stream.connection().remoteSettings().getMaxHeaderListSize())
                    .isEqualTo(24_576);
            assertThat(stream.connection().remoteSettings().getInitialWindowSize())
                    .isEqualTo(16_384);
        }
    }

    /** Known as rapid reset: requests cost the server more than the client that takes each back at once. */
    @Test
    void whoTakesBackRequestAfterRequestLosesTheConnection() {
        HttpClient client = node.clients().createHttpClient(Wire.H2C.client());
        Promise<Void> ended = Promise.promise();
        try (SseClient stream = SseClient.open(client, node.port(), STREAM, Map.of())) {
            HttpConnection connection = stream.connection();
            connection.closeHandler(ended::tryComplete);
            takeBack(client, 300, ended.future());
            Await.result(ended.future());
        }
        node.awaitClients(0);
        assertThat(node.get("/health/live").status()).as("others are served").isEqualTo(200);
    }

    private void takeBack(HttpClient client, int times, Future<Void> ended) {
        client.request(HttpMethod.GET, node.port(), "127.0.0.1", STREAM).onSuccess(request -> {
            request.exceptionHandler(gone -> {});
            request.end()
                    .onComplete(sent -> request.reset(8).onComplete(taken -> {
                        if (times > 1 && !ended.isComplete()) {
                            takeBack(client, times - 1, ended);
                        }
                    }));
        });
    }

    /** The request itself, which a proxy has seen, may be answered; but nothing may follow it. */
    @Test
    void aConnectionOfHttp11ThatIsToBecomeOneOfHttp2IsEnded() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            String[] lines = {"GET /health/live HTTP/1.1", UPGRADE[0], UPGRADE[1], UPGRADE[2], UPGRADE[3]};
            assertThat(http.send(lines).rest()).as("until the end").startsWith("HTTP/1.1 101 ");
        }
        Await.until(
                "only the one that asks is left",
                () -> node.get("/api/sse/status")
                                .json()
                                .getJsonObject("data")
                                .getJsonObject("connections")
                                .getInteger("open")
                        == 1);
        assertThat(log.all()).isEmpty();
    }

    @Test
    void withoutTlsItIsNotSpokenUnlessASettingSaysSo() {
        node.close();
        node = HttpNode.start();
        try (RawHttp http = RawHttp.connect(node.port())) {
            assertThat(upgrade(http, "/health/live").status())
                    .as("of HTTP/1.1, as if it had not asked")
                    .isEqualTo(200);
        }
        try (RawHttp http = RawHttp.connect(node.port())) {
            assertThat(http.sendBytes(PREFACE.getBytes(StandardCharsets.US_ASCII))
                            .rest())
                    .contains(" 505 ");
        }
    }
}
