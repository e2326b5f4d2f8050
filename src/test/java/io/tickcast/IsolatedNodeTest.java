package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.config.Settings;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster forgets what a node listens to, as it does now and then when it heals; the node is well otherwise. */
@Tag("cluster")
class IsolatedNodeTest {
    private static final String SYMBOL = "RVNUSDT";
    private static final String STREAM = "/api/sse/prices?fields=symbol,event_time";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedBinance exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
    private final AtomicLong published = new AtomicLong();
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Await.result(nodes.get(i).stop());
        }
        Await.result(vertx.close());
    }

    private Node node(Map<String, String> ofCluster, boolean feeds) {
        Map<String, String> environment = new HashMap<>(ofCluster);
        environment.put("TICKCAST_SYMBOLS", SYMBOL);
        environment.put("TICKCAST_FEED_ENABLED", Boolean.toString(feeds));
        Settings settings = TestSettings.fedBy(exchange.endpoint(), exchange.rest(), environment);
        Node node = Await.result(Node.start(settings, false));
        nodes.add(node);
        return node;
    }

    /** Whatever this node has registered on the event bus. */
    private static void forget(String name) {
        HazelcastInstance member = Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance ->
                        name.equals(instance.getCluster().getLocalMember().getAttribute("tickcast.node")))
                .findFirst()
                .orElseThrow();
        String id = member.getCluster().getLocalMember().getAttribute("__vertx.nodeId");
        MultiMap<String, HazelcastRegistrationInfo> registered = member.getMultiMap("__vertx.subs");
        registered.entrySet().stream()
                .filter(entry -> entry.getValue().unwrap().nodeId().equals(id))
                .forEach(entry -> registered.remove(entry.getKey(), entry.getValue()));
    }

    /** Of a price's tick; 0 for any other event. */
    @Test
    void itsClientsMissNothingAndItHearsAgain() {
        ClusterFiles files = new ClusterFiles(directory, 2);
        node(files.settings(0), true);
        Node edge = node(files.settings(1), false);
        vertx.setPeriodic(
                50, timer -> exchange.publish(SYMBOL, NumberedTicks.frame(SYMBOL, published.incrementAndGet())));
        SseClient client = SseClient.open(vertx, edge.port(), STREAM);
        List<SseEvent> got = new ArrayList<>(client.next("price", 20));

        try (LogLines log = new LogLines(PeerTracker.class.getPackageName())) {
            forget(files.settings(1).get("TICKCAST_NODE_NAME"));
            Await.result(client.ended());
            log.awaitLine("This node receives its own heartbeats again");
            assertThat(log.containing("This node is isolated from its cluster"))
                    .as("it need not wait for that")
                    .isEmpty();
        }
        got.addAll(client.rest());
        String lastEventId = client.lastEventId();
        long last = published.get() + 40;
        while (got.stream().noneMatch(event -> NumberedTicks.number(event) == last)) {
            try (SseClient again = SseClient.open(vertx, edge.port(), STREAM, Map.of("Last-Event-ID", lastEventId))) {
                Await.until("it is turned away, or comes to the last", () -> {
                    got.addAll(again.rest());
                    return again.ended().isComplete()
                            || got.stream().anyMatch(event -> NumberedTicks.number(event) == last);
                });
                lastEventId = again.lastEventId().isEmpty() ? lastEventId : again.lastEventId();
            }
        }
        NumberedTicks.assertNoneMissing(got);
    }
}
