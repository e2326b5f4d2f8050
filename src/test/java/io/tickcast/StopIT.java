package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.ProcessSockets;
import io.tickcast.testing.SseClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM at any moment of a node's start ends it in order. */
class StopIT {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static void assertEndedInOrder(JarProcess node) {
        node.terminate();
        assertThat(node.exitStatus()).isZero();
        assertThat(node.err())
                .filteredOn(line -> !line.matches(JarIT.UNSAFE_WARNING))
                .isEmpty();
        // A busy machine may make it warn of threads that wait.
        assertThat(node.out()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
    }

    /** The class is loaded: the settings are read, the libraries come, the verticles start, one after the other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.tickcast.config.Settings ",
                "io.vertx.core.impl.VertxImpl ",
                "io.tickcast.http.HttpVerticle ",
                "io.tickcast.script.ScriptsVerticle "
            })
    void atAnyMomentOfTheStartTheStatusIsZero(String loaded) throws IOException {
        Path classes = directory.resolve("classes.txt");
        try (JarProcess node =
                JarProcess.startIn(List.of("-Xlog:class+load:file=" + classes), directory, Map.of(), "--demo")) {
            Await.until(loaded + "is loaded", () -> contains(classes, " " + loaded));
            assertEndedInOrder(node);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStreamThatIsOpenBeforeTheStartIsDoneEndsWithItsEnd() throws IOException {
        // It takes its time to be compiled, and is not done when the signal comes.
        Path folder = Files.createDirectories(directory.resolve("conf/verticles"));
        Files.writeString(
                folder.resolve("Slow.java"),
                "public class Slow extends io.tickcast.script.TickVerticle {" + " @Override public void begin() { } }");
        int port = ClusterFiles.freePort();
        try (JarProcess node = JarProcess.start(
                directory, Map.of("TICKCAST_FEED_ENABLED", "false", "TICKCAST_HTTP_PORT", Integer.toString(port)))) {
            Await.until(
                    "it listens",
                    () -> ProcessSockets.listeningPorts(node.pid()).contains(port));
            try (SseClient client = SseClient.open(vertx, port, "/api/sse/prices")) {
                client.next("connected");
                int retriesBefore = client.retries().size();
                assertEndedInOrder(node);
                Await.result(client.ended());
                assertThat(client.retries()).as("told when to come back").hasSizeGreaterThan(retriesBefore);
            }
        }
    }
}
