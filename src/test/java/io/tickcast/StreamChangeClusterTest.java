package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream of one node of a cluster is changed by a request to another. */
@Tag("cluster")
class StreamChangeClusterTest {
    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Await.result(nodes.get(i).stop());
        }
        Await.result(vertx.close());
    }

    private Node node(ClusterFiles files, int number) {
        Node node = Await.result(Node.start(TestSettings.with(files.settings(number)), false));
        nodes.add(node);
        return node;
    }

    private static RawAnswer change(Node node, JsonObject connected, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.send(
                            "PATCH /api/sse/streams/" + connected.getString("stream") + " HTTP/1.1",
                            "Host: 127.0.0.1",
                            "Connection: close",
                            "X-Stream-Key: " + connected.getString("key"),
                            "Content-Length: " + bytes.length)
                    .sendBytes(bytes)
                    .answer();
        }
    }

    @Test
    void anyNodeTakesTheChange() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Node one = node(files, 0);
        Node two = node(files, 1);
        JsonObject connected;
        try (SseClient client = SseClient.open(vertx, one.port(), "/api/sse/prices?symbols=BTCUSDT")) {
            connected = client.next("connected").json();
            RawAnswer answer = change(two, connected, "{\"add\":[\"ETHUSDT\",\"NOSUCHUSDT\"]}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().getJsonObject("data").getJsonArray("symbols"))
                    .isEqualTo(new JsonArray().add("BTCUSDT").add("ETHUSDT"));
            assertThat(answer.json().getJsonObject("data").getJsonArray("unknown_symbols"))
                    .isEqualTo(new JsonArray().add("NOSUCHUSDT"));
        }
        Await.until(
                "the stream has ended",
                () -> change(two, connected, "{\"interval\":1}").status() == 404);
    }
}
