package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node in a JVM with little memory, and clients that ask for answers and do not read them. */
class PressureIT {
    private static final String FILE = "GET /vendor/vue.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n";
    private static final int PIPELINED_BYTES = 60_000;
    private static final int CROWD = 1_500;

    private final Vertx vertx = Vertx.vertx();
    private final List<RawHttp> deaf = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        deaf.forEach(RawHttp::close);
        Await.result(vertx.close());
    }

    private JarProcess start(Wire wire, String directMemory) {
        return JarProcess.startIn(
                List.of("-Xmx256m", "-XX:MaxDirectMemorySize=" + directMemory), directory, wire.settings(), "--demo");
    }

    private SseClient stream(Wire wire, int port) {
        return SseClient.open(vertx, port, "/api/sse/prices", Map.of(), wire.client());
    }

    /** On a connection of its own, which may be on any event loop. */
    private static JsonObject status(Wire wire, int port) {
        try (RawHttp http = RawHttp.connect(port, wire)) {
            return http.send("GET /api/sse/status HTTP/1.1", "Host: a")
                    .answer()
                    .json()
                    .getJsonObject("data");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "TLS_HTTP_1_1"})
    void pipelinedRequestsWhoseAnswersNobodyReadsStopNobody(Wire wire) {
        try (JarProcess node = start(wire, "64m")) {
            int port = node.port();
            try (SseClient stream = stream(wire, port)) {
                stream.next("price", 16);
                for (int i = 0; i < 4; i++) {
                    RawHttp http = RawHttp.connectNarrow(port, wire);
                    deaf.add(http.sendBytes(
                            FILE.repeat(PIPELINED_BYTES / FILE.length()).getBytes(StandardCharsets.US_ASCII)));
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(status(wire, port).getInteger("connected_clients"))
                            .isEqualTo(1);
                }
                stream.rest();
                stream.next("price", 32);
                // One answer a connection, whatever was asked for.
                assertThat(status(wire, port).getJsonObject("unsent").getLong("bytes"))
                        .isBetween(1L, 4 * 250_000L);
            }
        }
    }

    private static void limitFiles(JarProcess node, int most) throws Exception {
        Process limiting =
                new ProcessBuilder("prlimit", "--pid", Long.toString(node.pid()), "--nofile=" + most + ":").start();
        assertThat(limiting.waitFor()).isZero();
    }

    private static int openFiles(JarProcess node) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(node.pid()), "fd"))) {
            return (int) files.count();
        }
    }

    /** With a low limit from its start, and with one below what it needs, of which it cannot know. */
    @Test
    void aLackOfDescriptorsIsSaidInWordsAndPasses() throws Exception {
        try (JarProcess node = JarProcess.startBy(
                List.of("sh", "-c", "ulimit -n 128; exec \"$@\"", "sh"),
                List.of("-Xmx256m"),
                directory,
                Map.of(),
                "--demo")) {
            int port = node.port();
            Matcher said = node.line(
                    "ulimit -n \\d+.*no more than (\\d+) connections are accepted, so that (\\d+) files are left");
            assertThat(Integer.parseInt(said.group(1)))
                    .as("and as many in reserve, beside its own")
                    .isBetween(1, 64);
            assertThat(Integer.parseInt(said.group(2))).isEqualTo(128 - Integer.parseInt(said.group(1)));
            try (SseClient stream = stream(Wire.HTTP_1_1, port);
                    RawHttp admin = RawHttp.connect(port)) {
                stream.next("price", 16);
                assertThat(admin.send("GET /health/ready HTTP/1.1", "Host: a")
                                .answer()
                                .status())
                        .isEqualTo(200);
                int open = openFiles(node);
                limitFiles(node, open + 4);
                for (int i = 0; i < 20; i++) {
                    deaf.add(RawHttp.connect(port));
                }
                node.line("No file descriptor is left, .* raise the limit \\(ulimit -n\\)");
                stream.rest();
                stream.next("price", 32);
                assertThat(admin.send("GET /health/ready HTTP/1.1", "Host: a")
                                .answer()
                                .status())
                        .isEqualTo(200);
                limitFiles(node, 128);
                for (RawHttp waiting : deaf) {
                    assertThat(waiting.send("GET /health/ready HTTP/1.1", "Host: a")
                                    .answer()
                                    .status())
                            .isEqualTo(200);
                }
                String metrics = admin.send("GET /metrics HTTP/1.1", "Host: a", "Connection: close")
                        .answer()
                        .body();
                assertThat(metrics).containsPattern("(?m)^tickcast_no_descriptors_total [1-9]");
                assertThat(node.out())
                        .filteredOn(line -> line.contains("descriptor"))
                        .hasSizeBetween(1, 8);
                assertThat(node.stackTraces()).isEmpty();
            }
        }
    }

    @Test
    void aCrowdThatReadsNothingStopsNobody() {
        try (JarProcess node = start(Wire.HTTP_1_1, "128m")) {
            int port = node.port();
            try (SseClient stream = stream(Wire.HTTP_1_1, port)) {
                stream.next("price", 16);
                for (int i = 0; i < CROWD; i++) {
                    deaf.add(RawHttp.connectNarrow(port).sendBytes(FILE.getBytes(StandardCharsets.US_ASCII)));
                }
                for (int i = 0; i < 20; i++) {
                    JsonObject status = status(Wire.HTTP_1_1, port);
                    assertThat(status.getInteger("connected_clients")).isEqualTo(1);
                    assertThat(status.getJsonObject("unsent").getLong("bytes"))
                            .isLessThanOrEqualTo(status.getJsonObject("unsent").getLong("max") + 250_000L);
                }
                stream.rest();
                stream.next("price", 32);
            }
        }
    }
}
