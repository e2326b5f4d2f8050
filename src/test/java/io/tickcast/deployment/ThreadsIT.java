package io.tickcast.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.ShippedFiles;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The threads that a node may have, by the files for deployment, and those and the files that a large machine needs.
 */
class ThreadsIT {
    private static final int CPUS = 64;
    private static final int FILES = 1_024;
    private static final int CROWD_STEP = 50;

    @Test
    void aNodeOn64CpusNeedsHalfOfTheThreadsThatItMayHaveAndACrowdLeavesItFiles(@TempDir Path directory)
            throws IOException {
        ClusterFiles cluster = new ClusterFiles(directory, 2);
        try (JarProcess node = JarProcess.startBy(
                List.of("sh", "-c", "ulimit -n " + FILES + "; exec \"$@\"", "sh"),
                List.of("-Xmx256m", "-XX:ActiveProcessorCount=" + CPUS),
                directory,
                cluster.settings(0),
                "--demo")) {
            node.line("binance is live");
            assertThreads(threads(node));
            assertThatACrowdLeavesFiles(node, directory, cluster.settings(1));
        }
    }

    private static void assertThreads(int threads) {
        assertThat(threads).as("with at least one for each CPU").isGreaterThan(CPUS);
        int compose =
                Integer.parseInt(ShippedFiles.yaml("compose.yaml").get(0).text("services", "node1", "pids_limit"));
        int systemd =
                Integer.parseInt(ShippedFiles.one("^TasksMax=(\\d+)$", ShippedFiles.text("conf/tickcast.service")));
        assertThat(List.of(compose, systemd))
                .allSatisfy(limit -> assertThat(limit).isGreaterThan(2 * threads));
    }

    /**
     * Each thread takes 1 GiB of addresses here, and of those there are few: the limit of threads that root has, too.
     */
    @Test
    void aNodeThatCannotMakeItsThreadsEndsAndSaysWhichLimitsToRaise(@TempDir Path directory) {
        Tool.assume("prlimit", "apt-get install util-linux");
        try (JarProcess node = JarProcess.startBy(
                List.of("prlimit", "--as=" + (130L << 30)),
                List.of("-Xss1g", "-Xmx256m", "-XX:ActiveProcessorCount=" + CPUS),
                directory,
                new ClusterFiles(directory, 1).settings(0))) {
            assertThat(node.exitStatus()).isNotZero();
            assertThat(Stream.concat(node.out().stream(), node.err().stream()))
                    .anySatisfy(line -> assertThat(line).contains("TasksMax=", "pids_limit", "ulimit -u"));
        }
    }

    private static int threads(JarProcess node) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(node.pid()), "status"));
        return Integer.parseInt(ShippedFiles.one("^Threads:\\s+(\\d+)$", status));
    }

    /** Feed, bus, admin calls and a newcomer to the cluster all need some while no more clients are let in. */
    private static void assertThatACrowdLeavesFiles(JarProcess node, Path directory, Map<String, String> another) {
        int port = node.port();
        Vertx vertx = Vertx.vertx();
        List<RawHttp> crowd = new ArrayList<>();
        try (RawHttp admin = RawHttp.connect(port);
                SseClient stream = SseClient.open(vertx, port, "/api/sse/prices", Map.of(), Wire.HTTP_1_1.client())) {
            stream.next("price", 16);
            while (status(admin).getJsonObject("connections").getInteger("refused") == 0) {
                assertThat(crowd.size()).as("connections, none refused").isLessThan(FILES);
                for (int i = 0; i < CROWD_STEP; i++) {
                    crowd.add(RawHttp.connect(port).send("GET /api/sse/prices?interval=60000 HTTP/1.1", "Host: a"));
                }
                // A connection of the backlog is neither, yet.
                Await.until("each is open or refused", () -> {
                    JsonObject connections = status(admin).getJsonObject("connections");
                    return connections.getInteger("open") + connections.getInteger("refused") >= crowd.size();
                });
            }
            try (JarProcess newcomer = JarProcess.start(directory, another, "--demo")) {
                newcomer.port();
                Await.until(
                        "each is heard",
                        () -> status(admin)
                                        .getJsonObject("cluster")
                                        .getJsonArray("nodes")
                                        .size()
                                == 2);
                stream.rest();
                stream.next("price", 32);
                assertThat(admin.send("GET /metrics HTTP/1.1", "Host: a")
                                .answer()
                                .body())
                        .contains("\ntickcast_no_descriptors_total 0.0\n", "\ntickcast_cluster_silent_members 0.0\n");
            }
        } finally {
            crowd.forEach(RawHttp::close);
            Await.result(vertx.close());
        }
    }

    private static JsonObject status(RawHttp admin) {
        return admin.send("GET /api/sse/status HTTP/1.1", "Host: a")
                .answer()
                .json()
                .getJsonObject("data");
    }
}
