package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.ProcessSockets;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TcpGate;
import io.tickcast.testing.WholeAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two fat jars as one cluster. */
class ClusterIT {
    private static final String SYMBOL = "RVNUSDT";
    private static final String STREAM = "/api/sse/prices?fields=event_time&interval=0";

    private final Vertx vertx = Vertx.vertx();
    /** A field, since Vert.x closes an unreferenced client at the next garbage collection. */
    private final HttpClient http = vertx.createHttpClient();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private JarProcess node(ClusterFiles files, int number, Map<String, String> more, String... arguments) {
        Map<String, String> settings = new HashMap<>(files.settings(number));
        // Only the option joins.
        settings.remove("TICKCAST_CLUSTER_ENABLED");
        settings.put("TICKCAST_SYMBOLS", SYMBOL);
        settings.putAll(more);
        return JarProcess.start(directory, settings, arguments);
    }

    @Test
    void aClientOfOneNodeGetsThePricesThatTheOtherTakesFromTheExchange() {
        ScriptedBinance exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
        ClusterFiles files = new ClusterFiles(directory, 2);
        try (JarProcess edge =
                node(files, 0, Map.of("TICKCAST_FEED_ENABLED", "false", "TICKCAST_SYMBOLS", "RVN*"), "--cluster")) {
            int port = edge.port();
            try (JarProcess ingest = node(
                            files,
                            1,
                            Map.of(
                                    "TICKCAST_SYMBOLS",
                                    "RVN*",
                                    "TICKCAST_FEED_BINANCE_ENDPOINTS",
                                    exchange.endpoint().toString(),
                                    "TICKCAST_FEED_BINANCE_REST",
                                    exchange.rest().toString()),
                            "--cluster");
                    SseClient client = SseClient.open(vertx, port, "/api/sse/prices?fields=price,event_time")) {
                ingest.port();
                // Neither node has a symbol in its settings: the exchange's list says which there are.
                assertThat(client.next("symbols").json().getJsonArray("added")).containsExactly(SYMBOL);
                Await.result(exchange.subscribed(1));
                Await.result(exchange.publish(SYMBOL, Frames.ticker(SYMBOL, 1_704_868_500_123L, "0.01990000")));

                assertThat(client.next("price").data())
                        .isEqualTo("{\"price\": 0.01990000, \"event_time\": 1704868500123}");
                assertThat(client.next("feed").json().getString("exchange")).isEqualTo("binance");

                testBroadcast(ingest);
                assertThat(client.next("price").raw("price")).isEqualTo("95000.50");

                ingest.terminate();
                assertThat(ingest.exitStatus()).isZero();
                edge.line("node1 at 127\\.0\\.0\\.1:\\d+ left the cluster, which is now: node0");
                assertThat(ingest.err())
                        .filteredOn(line -> !line.matches(JarIT.UNSAFE_WARNING))
                        .isEmpty();
            }
            edge.terminate();
            assertThat(edge.exitStatus()).isZero();
            assertThat(edge.err())
                    .filteredOn(line -> !line.matches(JarIT.UNSAFE_WARNING))
                    .isEmpty();
            assertThat(edge.complaints()).isEmpty();
            assertThat(edge.out())
                    .anyMatch(line -> line.matches(".* cluster test-\\S+ of 1 \\(node0\\); .*"))
                    .anyMatch(line ->
                            line.matches(".* node1 at 127\\.0\\.0\\.1:\\d+ joined the cluster, which is now: .*"));
        }
    }

    private void testBroadcast(JarProcess node) {
        int status = Await.result(http.request(HttpMethod.POST, node.port(), "127.0.0.1", "/api/sse/test-broadcast")
                .compose(
                        request -> request.send(Buffer.buffer("{\"symbol\": \"" + SYMBOL + "\", \"price\": 95000.50}")))
                .map(response -> response.statusCode()));
        assertThat(status).isEqualTo(200);
    }

    /** It tells the others a port of the bus that is not its own, so nothing that they publish reaches it. */
    @Test
    void anIsolatedNodeLogsItAndExitsForARestart() {
        ClusterFiles files = new ClusterFiles(directory, 2).givenUpAfter(2);
        Map<String, String> edge = Map.of("TICKCAST_FEED_ENABLED", "false", "TICKCAST_CLUSTER_BUS_HEARTBEAT", "200ms");
        Map<String, String> unreachable = new HashMap<>(edge);
        unreachable.put("TICKCAST_CLUSTER_PUBLIC_PORT", "1");
        try (JarProcess other = node(files, 0, edge, "--cluster")) {
            other.port();
            try (JarProcess deaf = node(files, 1, unreachable, "--cluster")) {
                int port = deaf.port();
                deaf.line("This node is isolated from its cluster: 1 other nodes are members");
                assertThat(get(port, "/health/ready")).contains("isolated from the other nodes");
                assertThat(get(port, "/api/sse/status")).contains("\"deaf\":true");
                assertThat(deaf.exitStatus()).isEqualTo(70);
            }
            other.terminate();
            assertThat(other.exitStatus()).isZero();
            assertThat(other.out()).noneMatch(line -> line.contains("receives"));
        }
    }

    /** It misses ticks without noticing, so it ends its streams before they get later ones. */
    @Test
    void aNodeThatWasCutOffFromTheBusLetsItsClientsMissNothing() throws IOException {
        ScriptedBinance exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
        ClusterFiles files = new ClusterFiles(directory, 2);
        int bus = ClusterFiles.freePort();
        TcpGate gate = Await.result(TcpGate.open(vertx, bus));
        Map<String, String> feeding = Map.of(
                "TICKCAST_FEED_BINANCE_ENDPOINTS", exchange.endpoint().toString(),
                "TICKCAST_FEED_BINANCE_REST", exchange.rest().toString());
        Map<String, String> behindTheGate = Map.of(
                "TICKCAST_FEED_ENABLED",
                "false",
                "TICKCAST_CLUSTER_PORT",
                Integer.toString(bus),
                "TICKCAST_CLUSTER_PUBLIC_PORT",
                Integer.toString(gate.port()));
        AtomicLong published = new AtomicLong();
        vertx.setPeriodic(
                100, timer -> exchange.publish(SYMBOL, NumberedTicks.frame(SYMBOL, published.incrementAndGet())));
        try (JarProcess ingest = node(files, 0, feeding, "--cluster")) {
            ingest.line("binance is live");
            try (JarProcess edge = node(files, 1, behindTheGate, "--cluster")) {
                int port = edge.port();
                SseClient client = SseClient.open(vertx, port, STREAM);
                List<SseEvent> got = new ArrayList<>(client.next("price", 20));
                Await.result(gate.refuse());
                Await.result(gate.reset());
                long cutAt = published.get();
                Await.until("no line has reported for more than 4 s", () -> published.get() > cutAt + 60);
                Await.result(gate.allow());
                Await.result(client.ended());
                got.addAll(client.rest());
                Await.until(
                        "it takes clients again",
                        () -> get(port, "/health/ready").contains("\"ready\":true"));
                try (SseClient again = back(port, client.lastEventId())) {
                    long last = published.get() + 10;
                    while (got.stream().noneMatch(event -> NumberedTicks.number(event) == last)) {
                        got.add(again.next());
                    }
                }
                NumberedTicks.assertNoneMissing(got);
            }
        }
    }

    /** Comes back until it is let in, as an EventSource does: one event loop may take clients before the other. */
    private SseClient back(int port, String lastEventId) {
        while (true) {
            SseClient client = SseClient.open(vertx, port, STREAM, Map.of("Last-Event-ID", lastEventId));
            if (client.next().name().equals("connected")) {
                return client;
            }
            client.close();
        }
    }

    /** Of a price's tick; 0 for any other event. */
    private String get(int port, String path) {
        return Await.result(WholeAnswer.to(http.request(HttpMethod.GET, port, "127.0.0.1", path)))
                .body()
                .toString();
    }

    /** No messages, TLS, a request, lengths that cannot be, heads of Hazelcast's protocols, and nothing at all. */
    @Test
    void whoHammersAtThePortsOfTheClusterFillsNoLogAndStopsNobody() throws IOException {
        List<byte[]> garbage = List.of(
                "\u001b[31m no message".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {22, 3, 1, 2, 0, 1, 0, 1, -4, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1),
                new byte[50],
                new byte[] {-1, -1, -1, -5, 1, 2, 3},
                new byte[] {0, 0, 0, 8, -1, -1, -1, -1, -1, -1, -1, -1},
                "HZC garbage".getBytes(StandardCharsets.ISO_8859_1),
                "CP2 garbage".getBytes(StandardCharsets.ISO_8859_1),
                new byte[0]);
        ClusterFiles files = new ClusterFiles(directory, 2);
        Map<String, String> edge = Map.of("TICKCAST_FEED_ENABLED", "false");
        List<Socket> open = new ArrayList<>();
        try (JarProcess node = node(files, 0, edge, "--cluster")) {
            int port = node.port();
            Set<Integer> ports = new HashSet<>(ProcessSockets.listeningPorts(node.pid()));
            ports.remove(port);
            assertThat(ports).as("of members and of the bus").hasSize(2);
            for (int at : ports) {
                for (int i = 0; i < 20 * garbage.size(); i++) {
                    Socket socket = new Socket("127.0.0.1", at);
                    open.add(socket);
                    socket.getOutputStream().write(garbage.get(i % garbage.size()));
                }
            }
            node.line("Malformed bytes arrived at the port of the event bus .*32 times so far");
            try (JarProcess other = node(files, 1, edge, "--cluster")) {
                other.port();
                node.line("node1 at 127\\.0\\.0\\.1:\\d+ joined the cluster");
                Await.until(
                        "they hear each other",
                        () -> get(port, "/api/sse/status").contains("\"node\":\"node1\""));
            }
            assertThat(node.out())
                    .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                    .as("of 360 connections")
                    .hasSizeLessThan(60);
            assertThat(node.out()).noneMatch(line -> line.startsWith("\tat ") || line.indexOf('\u001b') >= 0);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void aNodeWithoutItsFileDoesNotStart() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--cluster");
                JarProcess check = JarProcess.start(directory, Map.of(), "--cluster", "--check")) {
            for (JarProcess process : List.of(node, check)) {
                assertThat(process.exitStatus()).isEqualTo(2);
                assertThat(process.err())
                        .singleElement()
                        .asString()
                        .startsWith("cluster.config is " + directory.resolve("cluster.xml"))
                        .contains("there is no such file");
                assertThat(process.out()).isEmpty();
            }
        }
    }

    @Test
    void anAddressThatCannotBeHadStopsTheStartAndIsNamed() {
        ClusterFiles files = new ClusterFiles(directory, 1);
        try (JarProcess node = node(files, 0, Map.of("TICKCAST_CLUSTER_HOST", "203.0.113.1"), "--cluster")) {
            assertThat(node.exitStatus()).isEqualTo(1);
            assertThat(node.out())
                    .filteredOn(line -> !line.contains(" has been blocked for "))
                    .singleElement()
                    .asString()
                    .contains(
                            "the event bus cannot listen at 203.0.113.1:0",
                            "choose another cluster.host or cluster.port");
        }
    }

    @Test
    void aNodeThatIsAloneLoadsNothingOfHazelcast() throws IOException {
        Path classes = directory.resolve("classes.log");
        try (JarProcess node =
                JarProcess.startIn(List.of("-Xlog:class+load:file=" + classes), directory, Map.of(), "--demo")) {
            node.port();
            node.terminate();
            node.exitStatus();
        }
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains(" io.tickcast.Node "))
                .noneMatch(line -> line.contains("hazelcast"));
    }
}
