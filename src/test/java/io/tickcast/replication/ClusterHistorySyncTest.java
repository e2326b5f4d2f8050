package io.tickcast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tickcast.cluster.Cluster;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.config.Settings;
import io.tickcast.http.HttpVerticle;
import io.tickcast.http.NodeInfo;
import io.tickcast.http.SharedHttp;
import io.tickcast.http.WebFiles;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.Gap;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClients;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals and gaps of the nodes of one cluster, and clients that move from one node to the other. */
@Tag("cluster")
class ClusterHistorySyncTest {
    private final Vertx clients = Vertx.vertx();
    private final List<Vertx> nodes = new ArrayList<>();
    private ClusterFiles files;
    private int published;
    private volatile boolean closing;

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        closing = true;
        Await.result(clients.close());
        // The youngest first, so that the oldest, which leads, is not replaced in vain.
        Collections.reverse(nodes);
        nodes.forEach(node -> Await.result(node.close()));
    }

    /** @return its port */
    private int start(int number) {
        Map<String, String> plan = new HashMap<>(files.settings(number));
        // A client of a node that has just started was there less than this ago.
        plan.put("TICKCAST_CLUSTER_CLOCK_TOLERANCE", "0ms");
        plan.put("TICKCAST_CLUSTER_BUS_HEARTBEAT", "200ms");
        Settings settings = TestSettings.with(plan);
        Cluster cluster = Await.result(Cluster.join(
                settings.cluster(),
                settings.node().name(),
                TestSettings.setup(settings),
                new VertxOptions().setEventLoopPoolSize(2)));
        Vertx vertx = cluster.vertx();
        nodes.add(vertx);
        vertx.eventBus().registerDefaultCodec(Tick.class, new TickCodec());
        Liveness liveness = new Liveness();
        PeerTracker peers = new PeerTracker(
                vertx,
                settings.cluster().busHeartbeat(),
                Duration.ofMinutes(1),
                () -> closing ? Set.of() : others(cluster),
                cluster.id(),
                settings.node().name(),
                cluster.channel(),
                () -> {});
        Await.result(peers.start(liveness));
        HttpVerticle http = new HttpVerticle(
                settings,
                new NodeInfo(settings.node().name(), "1", System.nanoTime(), false),
                TestSettings.primary(settings),
                SharedHttp.of(
                        vertx,
                        settings,
                        WebFiles.load(),
                        liveness,
                        new SystemResolver(vertx),
                        RestClients.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)),
                List.of(),
                new NodeReplication(
                        vertx, Optional.of(peers), settings.cluster().busHeartbeat(), false, 1));
        Await.result(vertx.deployVerticle(http));
        return http.port();
    }

    private static Set<String> others(Cluster cluster) {
        return cluster.members().stream()
                .map(member -> member.id())
                .filter(id -> !id.equals(cluster.id()))
                .collect(Collectors.toSet());
    }

    private SseClient open(int port, String id) {
        return open(port, "/api/sse/signals", id);
    }

    private SseClient open(int port, String path, String id) {
        return SseClient.open(clients, port, path, id.isEmpty() ? Map.of() : Map.of("Last-Event-ID", id));
    }

    private void publish(int node, int count) {
        IntStream.range(0, count)
                .forEach(i -> new Signal(
                                "movers",
                                Integer.toString(++published),
                                System.currentTimeMillis(),
                                "node" + node,
                                "movers.js")
                        .publish(nodes.get(node).eventBus()));
    }

    private static List<String> next(SseClient client, int count) {
        return client.next("movers", count).stream().map(SseEvent::data).toList();
    }

    private static String[] all(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @Test
    void aClientThatMovesToAnotherNodeMissesNothing() {
        files = new ClusterFiles(directory, 2);
        int first = start(0);
        int second = start(1);
        String id;
        try (SseClient witness = open(second, "")) {
            witness.next("connected");
            try (SseClient client = open(first, "")) {
                client.next("connected");
                publish(1, 5);
                assertThat(next(client, 5)).containsExactly(all(1, 5));
                id = client.lastEventId();
            }
            publish(0, 20);
            next(witness, 25);
        }
        assertGoesOn(open(second, id));
    }

    private void assertGoesOn(SseClient back) {
        try (back) {
            assertThat(back.next().name()).isEqualTo("connected");
            List<String> got = new ArrayList<>();
            do {
                SseEvent event = back.next();
                assertThat(event.name()).isEqualTo("movers");
                got.add(event.data());
            } while (!got.contains(Integer.toString(published)));
            assertThat(got).endsWith(all(6, published));
            publish(0, 1);
            assertThat(next(back, 1)).containsExactly(Integer.toString(published));
        }
    }

    @Test
    void aNodeThatJoinsTakesWhatAnotherHasKept() {
        files = new ClusterFiles(directory, 2);
        int first = start(0);
        String id;
        try (SseClient client = open(first, "")) {
            client.next("connected");
            publish(0, 5);
            assertThat(next(client, 5)).containsExactly(all(1, 5));
            id = client.lastEventId();
            publish(0, 3_000);
            next(client, 3_000);
        }
        try (LogLines log = new LogLines(HistorySync.class.getName())) {
            int second = start(1);
            try (SseClient stranger = open(second, "")) {
                stranger.next("connected");
                assertThat(next(stranger, 1)).as("the newest of the name").containsExactly(Integer.toString(published));
            }
            assertGoesOn(open(second, id));
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void aNodeWithoutAnOlderOneSaysThatSomethingIsMissing() {
        files = new ClusterFiles(directory, 1);
        long before = System.currentTimeMillis() - 1_000;
        int port = start(0);
        try (SseClient client = open(port, Long.toString(before))) {
            assertThat(client.next().name()).isEqualTo("connected");
            assertThat(client.next().name()).isEqualTo("reset");
        }
    }

    @Test
    void aClientIsToldOfAGapOnANodeThatJoinedAfterIt() {
        files = new ClusterFiles(directory, 2);
        int first = start(0);
        String prices = "/api/sse/prices?interval=0";
        JsonObject gap = new Gap("binance", "BTCUSDT", 5, 8).toJson();
        String id;
        try (SseClient witness = open(first, prices, "")) {
            witness.next("connected");
            nodes.get(0).eventBus().publish(BusAddresses.TICKS, Ticks.tick("BTCUSDT", 1, "1"));
            id = witness.next("price").id();
            nodes.get(0).eventBus().publish(BusAddresses.GAPS, gap);
            witness.next("gap");
        }
        try (SseClient back = open(start(1), prices, id)) {
            assertThat(back.next("gap").json()).isEqualTo(gap);
            nodes.get(0).eventBus().publish(BusAddresses.TICKS, Ticks.tick("BTCUSDT", 2, "2"));
            SseEvent event;
            do {
                event = back.next();
                assertThat(event.name()).as("not a second gap").isEqualTo("price");
            } while (!event.raw("price").equals("2"));
        }
    }
}
