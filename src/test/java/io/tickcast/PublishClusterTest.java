package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prices that are posted to one node of a cluster are on the streams of all. */
@Tag("cluster")
class PublishClusterTest {
    private static final long TIME = 1_768_028_400_000L;

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
        Map<String, String> settings = new HashMap<>(files.settings(number));
        settings.put("TICKCAST_FEED_PUBLISHED_SOURCES", "desk");
        settings.put("TICKCAST_FEED_PUBLISHED_STALE_AFTER", "1h");
        Node node = Await.result(Node.start(TestSettings.with(settings), false));
        nodes.add(node);
        return node;
    }

    private static JsonObject post(Node node, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (RawHttp http = RawHttp.connect(node.port())) {
            RawAnswer answer = http.send(
                            "POST /api/ticks HTTP/1.1",
                            "Host: 127.0.0.1",
                            "Connection: close",
                            "Content-Length: " + bytes.length)
                    .sendBytes(bytes)
                    .answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            return answer.json().getJsonObject("data");
        }
    }

    private static String tick(long n) {
        return "{\"exchange\":\"desk\",\"symbol\":\"EURUSD\",\"price\":\"1.0" + n + "\",\"event_time\":" + (TIME + n)
                + '}';
    }

    private static JsonArray feeds(Node node) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.send("GET /api/sse/status HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer()
                    .json()
                    .getJsonObject("data")
                    .getJsonArray("feeds");
        }
    }

    private static List<String> states(Node node) {
        return feeds(node).stream()
                .map(JsonObject.class::cast)
                .map(feed -> feed.getString("state")
                        + ' '
                        + feed.getJsonObject("line", new JsonObject()).getString("node"))
                .sorted()
                .toList();
    }

    @Test
    void twoNodesTakeTheTicksOfASourceAsTwoLines() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Node one = node(files, 0);
        Node two = node(files, 1);
        try (SseClient client =
                SseClient.open(vertx, two.port(), "/api/sse/prices?exchange=desk&interval=0&fields=price,event_time")) {
            client.next("connected");
            assertThat(client.next("feed").json().getString("state")).isEqualTo("down");
            assertThat(post(one, tick(1)).getInteger("accepted")).isEqualTo(1);
            SseEvent price = client.next("price");
            assertThat(price.data())
                    .isEqualTo("{\"exchange\": \"desk\", \"price\": 1.01, \"event_time\": " + (TIME + 1) + "}");

            // A node that has a tick by the bus takes it from its own publisher as a repeat.
            long[] n = {1};
            Await.until("the other node knows the tick", () -> {
                n[0]++;
                post(one, tick(n[0]));
                while (client.next("price").json().getLong("event_time") != TIME + n[0]) {}
                return post(two, tick(n[0])).getInteger("repeated") == 1;
            });
            post(two, tick(n[0] + 1));
            assertThat(client.next("price").json().getLong("event_time")).isEqualTo(TIME + n[0] + 1);

            Await.until(
                    "both are lines",
                    () -> states(one).equals(List.of("live node0", "live node1"))
                            && states(two).equals(List.of("live node0", "live node1")));

            // The source is live as long as one of its publishers is.
            Await.result(nodes.remove(0).stop());
            Await.until(
                    "one line is gone",
                    () -> feeds(two).stream()
                            .map(JsonObject.class::cast)
                            .map(feed -> feed.getJsonObject("line"))
                            .anyMatch(line -> line.getString("node").equals("node0")
                                    && line.getString("state").equals("down")));
            assertThat(feeds(two).getJsonObject(0).getString("state")).isEqualTo("live");
            post(two, tick(n[0] + 2));
            assertThat(client.next("price").json().getLong("event_time")).isEqualTo(TIME + n[0] + 2);
        }
    }
}
