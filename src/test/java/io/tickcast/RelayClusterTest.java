package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.cluster.Cluster;
import io.tickcast.config.Settings;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.market.BusAddresses;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The relay in a cluster: one node has the upstream for the clients of all. */
@Tag("cluster")
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayClusterTest {
    private static final String TRADES = "btcusdt@aggTrade";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedBinance binance = Await.result(ScriptedBinance.start(vertx, List.of("BTCUSDT")));
    private final List<Node> nodes = new ArrayList<>();
    private long number;

    @AfterEach
    void close() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Await.result(nodes.get(i).stop());
        }
        Await.result(vertx.close());
    }

    private Node node(ClusterFiles files, int index) {
        Map<String, String> settings = new HashMap<>(files.settings(index));
        settings.put("TICKCAST_RELAY_BINANCE_ENABLED", "true");
        settings.put("TICKCAST_FEED_BINANCE_ENDPOINTS", binance.endpoint().toString());
        settings.put("TICKCAST_FEED_BACKOFF_MIN", "20ms");
        Node node = Await.result(Node.start(TestSettings.with(settings), false));
        nodes.add(node);
        return node;
    }

    private static RawWebSocket open(Node node, String stream) {
        return RawWebSocket.open(RawHttp.connect(node.port()), "/binance/ws/" + stream);
    }

    private static JsonObject counts(Node node) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.send("GET /api/sse/status HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer()
                    .json()
                    .getJsonObject("data")
                    .getJsonObject("relay");
        }
    }

    private String push() {
        number++;
        String trade = Frames.trade("BTCUSDT", number, number, number, 1_768_028_400_000L + number, "1.0");
        assertThat(Await.result(binance.push(TRADES, trade))).isEqualTo(1);
        return trade;
    }

    private Connection upstream() {
        Connection upstream = Await.result(binance.nextConnection());
        Await.result(upstream.subscribed(1));
        return upstream;
    }

    /** Sends trades until the client has one: the nodes learn from each other what is wanted. */
    private void awaitTrades(RawWebSocket client) {
        long timer = vertx.setPeriodic(50, due -> binance.push(TRADES, "{\"e\":\"aggTrade\",\"a\":-1}"));
        client.frame(RawWebSocket.TEXT);
        vertx.cancelTimer(timer);
    }

    private static void assertNext(RawWebSocket client, String trade) {
        String text = client.frame(RawWebSocket.TEXT).text();
        while (text.contains("\"a\":-1")) {
            text = client.frame(RawWebSocket.TEXT).text();
        }
        assertThat(text).isEqualTo(trade);
    }

    /** The ids of the node that has the upstream and of another one, from what they report. */
    private static List<String> ids(Vertx bus) {
        Map<Boolean, String> ids = new ConcurrentHashMap<>();
        MessageConsumer<JsonObject> reports = bus.eventBus()
                .consumer(
                        BusAddresses.RELAY_STATE,
                        message -> ids.put(
                                message.body().getBoolean("holds"),
                                message.body().getString("id")));
        Await.until("both nodes have reported", () -> ids.size() == 2);
        Await.result(reports.unregister());
        return List.of(ids.get(true), ids.get(false));
    }

    /** A frame of the node that has the upstream, as if others before it had been lost. */
    private static Buffer afterALoss(String holder) {
        return Buffer.buffer()
                .appendInt(holder.hashCode() | 1)
                .appendLong(1_000_000_000_000L)
                .appendByte((byte) 0)
                .appendString(Frames.combined(TRADES, "{\"e\":\"late\"}"));
    }

    @Test
    void clientsOfANodeThatFramesWereLostToAreClosed() {
        ClusterFiles files = new ClusterFiles(directory, 3);
        Node one = node(files, 0);
        try (RawWebSocket atOne = open(one, TRADES)) {
            upstream();
            Node two = node(files, 1);
            Settings settings = TestSettings.with(files.settings(2));
            Vertx bus = Await.result(
                            Cluster.join(settings.cluster(), "bus", TestSettings.setup(settings), new VertxOptions()))
                    .vertx();
            try (RawWebSocket atTwo = open(two, TRADES);
                    RawWebSocket idle = open(two, "0")) {
                List<String> ids = ids(bus);
                awaitTrades(atTwo);
                bus.eventBus().send(BusAddresses.relayFrames(ids.get(1)), afterALoss(ids.get(0)));
                RawWebSocket.Frame end = atTwo.frame();
                while (end.opcode() == RawWebSocket.TEXT) {
                    assertThat(end.text()).doesNotContain("late");
                    end = atTwo.frame();
                }
                assertThat(end.code()).isEqualTo(1008);
                idle.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
                assertThat(idle.frame(RawWebSocket.TEXT).text()).contains("\"id\":1");
                assertNext(atOne, push());
            } finally {
                Await.result(bus.close());
            }
        }
    }

    @Test
    void oneNodeHasTheUpstreamForAllAndAnotherTakesOver() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        Node one = node(files, 0);
        try (RawWebSocket atOne = open(one, TRADES)) {
            upstream();
            Node two = node(files, 1);
            try (RawWebSocket atTwo = open(two, TRADES);
                    RawWebSocket other = open(two, TRADES)) {
                awaitTrades(atTwo);
                for (int i = 0; i < 3; i++) {
                    String trade = push();
                    assertNext(atOne, trade);
                    assertNext(atTwo, trade);
                    assertNext(other, trade);
                }
                assertThat(binance.attempts().count()).isEqualTo(1);
                Await.until("the numbers are counted", () -> counts(one).getInteger("upstream_connections") == 1);
                assertThat(counts(two).getInteger("upstream_connections")).isZero();

                Await.result(nodes.remove(0).stop());
                upstream();
                String trade = push();
                assertNext(atTwo, trade);
                assertNext(other, trade);
                assertThat(binance.attempts().count()).isEqualTo(2);
            }
        }
    }
}
