package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.tickcast.cluster.Cluster;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.config.Settings;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.liveness.Liveness;
import io.tickcast.testing.Authority;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.ShippedFiles;
import io.tickcast.testing.TcpGate;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that work, beside members that do not. */
@Tag("cluster")
class NeighboursTest {
    private static final String SYMBOL = "RVNUSDT";
    private static final long TIME = 1_768_028_400_000L;
    private static final String BEAT = "500ms";
    private static final String FILE = "log.info('it runs')";

    /** Metrics that are not there before one. */
    private static final Set<String> UNTIL_A_FAILURE = Set.of(
            "tickcast_cache_faults_total", "tickcast_cache_reports_malformed_total", "tickcast_verticle_last_error");

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedBinance exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
    private final List<Node> nodes = new ArrayList<>();
    private final List<Cluster> clusters = new ArrayList<>();
    private final List<HazelcastInstance> strangers = new ArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private long published;

    @AfterEach
    void close() {
        hanging.countDown();
        strangers.forEach(HazelcastInstance::shutdown);
        for (int i = clusters.size() - 1; i >= 0; i--) {
            Await.result(clusters.get(i).vertx().close());
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Await.result(nodes.get(i).stop());
        }
        Await.result(vertx.close());
    }

    private Node node(Map<String, String> ofCluster, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(ofCluster);
        environment.put("TICKCAST_SYMBOLS", SYMBOL);
        environment.put("TICKCAST_CLUSTER_BUS_HEARTBEAT", BEAT);
        environment.putAll(more);
        Node node =
                Await.result(Node.start(TestSettings.fedBy(exchange.endpoint(), exchange.rest(), environment), false));
        nodes.add(node);
        return node;
    }

    /** A member that has Vert.x' bus and nothing else: no word of it can be read. */
    private Cluster member(Map<String, String> ofCluster) {
        Settings settings = TestSettings.with(ofCluster);
        Cluster cluster = Await.result(Cluster.join(
                settings.cluster(),
                settings.node().name(),
                TestSettings.setup(settings),
                new VertxOptions().setEventLoopPoolSize(1)));
        clusters.add(cluster);
        return cluster;
    }

    /** A node that is heard and has a file's lock, and then hangs while its Hazelcast lives. */
    private void memberThatHangs(Map<String, String> ofCluster) {
        Cluster cluster = member(ofCluster);
        Await.result(cluster.vertx().sharedData().getLock("verticle.a.js"));
        Await.result(new PeerTracker(
                        cluster.vertx(),
                        Duration.ofMillis(500),
                        Duration.ofMinutes(1),
                        Set::of,
                        cluster.id(),
                        "hangs",
                        cluster.channel(),
                        () -> {})
                .start(new Liveness()));
        Await.until("it is heard", () -> status(nodes.get(0)).contains("\"hangs\""));
        cluster.vertx().runOnContext(v -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A plain Hazelcast of the same cluster name. */
    private void stranger(Map<String, String> ofCluster) throws IOException {
        try (FileInputStream xml = new FileInputStream(ofCluster.get("TICKCAST_CLUSTER_CONFIG"))) {
            strangers.add(Hazelcast.newHazelcastInstance(new XmlConfigBuilder(xml)
                    .build()
                    .setProperty("hazelcast.logging.type", "slf4j")
                    .setProperty("hazelcast.socket.bind.any", "false")
                    .setProperty("hazelcast.phone.home.enabled", "false")));
        }
    }

    private static RawAnswer get(Node node, String path) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.send("GET " + path + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer();
        }
    }

    private static String status(Node node) {
        return get(node, "/api/sse/status").body();
    }

    /** Metrics of what parts and nodes report on the event bus, and that this node lacks. */
    private static List<String> unreported(Node node) {
        String scrape = get(node, "/metrics").body();
        List<String> documented = ShippedFiles.all(
                "`(tickcast_(?:cache|cluster|feed|ticks|verticle)_\\w+)`", ShippedFiles.text("docs/metrics.md"));
        assertThat(documented).hasSizeGreaterThan(30);
        return documented.stream()
                // These nodes keep no candles.
                .filter(name -> !name.startsWith("tickcast_feed_candle_"))
                .filter(name -> !UNTIL_A_FAILURE.contains(name) && !scrape.contains("\n# TYPE " + name + " "))
                .toList();
    }

    private void publish() {
        Await.result(exchange.publish(SYMBOL, Frames.ticker(SYMBOL, TIME + ++published, "0.01990000")));
    }

    private void makeReady(Node node) {
        Await.until("it is ready", () -> {
            publish();
            return get(node, "/health/ready").status() == 200;
        });
    }

    @Test
    void anEstablishedNodeOutlivesEveryKindOfSickMember() throws Exception {
        ClusterFiles files = new ClusterFiles(directory, 5).givenUpAfter(6);
        Authority authority = new Authority(Files.createDirectory(directory.resolve("authority")));
        Path verticles = Files.createDirectory(directory.resolve("verticles"));
        Node node = node(files.settings(0), Map.of("TICKCAST_VERTICLES_FOLDER", verticles.toString()));
        makeReady(node);
        try (LogLines log = new LogLines("io.tickcast");
                LogLines ofVertx = new LogLines("io.vertx.spi", Level.WARN)) {
            memberThatHangs(files.settings(1));
            Files.writeString(verticles.resolve("a.js"), FILE);
            member(files.settings(2));
            stranger(files.settings(3));
            log.awaitLine("is not a Tickcast node");
            // It gives up after this node would have, which has been without an answer for longer.
            Node newcomer = node(files.settings(4), authority.settings("node4"));
            newcomer.lost().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
            assertThat(node.lost().isComplete()).isFalse();
            assertThat(get(node, "/health/ready").status()).isEqualTo(200);
            assertThat(status(node)).contains("\"deaf\":false", "\"silent\":[", "node4 at 127.0.0.1:");
            log.awaitLine("node4 at ");
            assertThat(log.containing("its heartbeats have never arrived"))
                    .anyMatch(line -> line.contains("node4") && line.contains("cluster.tls is set there and not here"));
            assertThat(log.containing("its heartbeats do not arrive")).anyMatch(line -> line.contains("It hangs"));
            assertThat(log.containing("This node is still isolated"))
                    .singleElement()
                    .asString()
                    .contains("cluster.tls", "cluster.port", "version");
            log.awaitLine("One node has the lock of a.js, and does not answer: this node runs it without the lock");
            log.awaitLine("a.js: it runs");
            strangers.get(0).shutdown();
            log.awaitLine("which was not a Tickcast node, has left");
            assertThat(ofVertx.all()).as("no stack trace for each").isEmpty();
        }
    }

    @Test
    void whereTheNetworkNoLongerCarriesTheBusBothServeOn() throws IOException {
        ClusterFiles files = new ClusterFiles(directory, 2).givenUpAfter(6);
        Path verticles = Files.createDirectory(directory.resolve("verticles"));
        Files.writeString(verticles.resolve("a.js"), FILE);
        List<TcpGate> gates = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int bus = freePort(20_000 + i * 5_000);
            TcpGate gate = Await.result(TcpGate.open(vertx, bus));
            gates.add(gate);
            node(
                    files.settings(i),
                    Map.of(
                            "TICKCAST_CLUSTER_PORT",
                            Integer.toString(bus),
                            "TICKCAST_CLUSTER_PUBLIC_PORT",
                            Integer.toString(gate.port()),
                            "TICKCAST_VERTICLES_FOLDER",
                            verticles.toString()));
            makeReady(nodes.get(i));
        }
        Await.until(
                "they hear each other",
                () -> nodes.stream().allMatch(node -> status(node).contains("\"silent\":[]")));
        Await.until(
                "the reports have all that metrics are made of",
                () -> nodes.stream().allMatch(node -> unreported(node).isEmpty()));
        try (LogLines log = new LogLines("io.tickcast")) {
            gates.forEach(gate -> Await.result(gate.refuse()));
            gates.forEach(gate -> Await.result(gate.reset()));
            Await.until(
                    "each says so",
                    () -> log.containing("No node receives heartbeats of another")
                                    .size()
                            == 2);
            Await.until(
                    "the other one feeds, too",
                    () -> !log.containing("the lock of line 1, and does not answer: this node runs it without the lock")
                            .isEmpty());
            Await.until(
                    "the other one runs the file, too",
                    () -> !log.containing("the lock of a.js, and does not answer: this node runs it without the lock")
                            .isEmpty());
            log.awaitLine("a.js: it runs");
            Await.until("both get prices of their own", () -> {
                publish();
                return nodes.stream()
                        .allMatch(node -> get(node, "/api/prices/" + SYMBOL)
                                                .json()
                                                .getJsonObject("data")
                                                .getLong("event_time")
                                        == TIME + published
                                && get(node, "/health/ready").status() == 200);
            });
            assertThat(nodes).noneMatch(node -> node.lost().isComplete());
            gates.forEach(gate -> Await.result(gate.allow()));
            Await.until(
                    "they hear each other",
                    () -> nodes.stream().allMatch(node -> status(node).contains("\"silent\":[]")));
            Await.until(
                    "one has given the line up",
                    () -> !log.containing("this node releases it").isEmpty());
            log.awaitLine("Another node runs a.js too, as happens after a split of the cluster; this node stops it");
        }
    }

    /**
     * Free, and outside the ephemeral range, so that no other process takes it before it is used.
     *
     * @param first of 5,000
     */
    private static int freePort(int first) {
        // By the process, for two at the same time.
        int port = first + (int) (ProcessHandle.current().pid() % 5_000);
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            return freePort(first + 1);
        }
    }
}
