package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.SseClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of the fat jar by {@code log.format: json}, and by no format. */
class LogIT {
    private static final String TOKEN = "token-of-the-admin";
    private static final String PASSWORD = "password-of-redis";

    @TempDir
    private Path directory;

    @Test
    void eachLineIsAnObjectAndNoneHasASecret() {
        // Nothing listens on port 1: the failure is logged while a password is in use.
        Map<String, String> environment = Map.of(
                "TICKCAST_LOG_FORMAT",
                "json",
                "TICKCAST_ADMIN_TOKEN",
                TOKEN,
                "TICKCAST_CACHE_STORE",
                "redis",
                "TICKCAST_CACHE_REDIS_PORT",
                "1",
                "TICKCAST_CACHE_REDIS_PASSWORD",
                PASSWORD);
        try (JarProcess node = JarProcess.start(directory, environment, "--demo")) {
            assertThat(node.port()).isPositive();
            node.terminate();
            assertThat(node.exitStatus()).isZero();
            // The fixture's own message about a cut output does not belong to the log.
            assertThat(node.out())
                    .filteredOn(line -> !line.startsWith("(cut off"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(new JsonObject(line).getMap())
                            .containsKeys("timestamp", "level", "loggerName", "formattedMessage"));
            assertThat(node.out()).anyMatch(line -> line.contains("\"level\":\"WARN\""));
            assertThat(node.out()).noneMatch(line -> line.contains(TOKEN) || line.contains(PASSWORD));
            assertThat(node.err()).noneMatch(line -> line.contains(TOKEN) || line.contains(PASSWORD));
        }
    }

    /** As in a terminal after Ctrl-S, or behind a collector of logs that is stuck. */
    @Test
    void aNodeWhoseOutputNobodyTakesLosesLinesAndNothingElse() throws IOException {
        floodOf(500);
        Vertx vertx = Vertx.vertx();
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo")) {
            int port = node.port();
            assertThat(node.line("stdout +x{100}$").group())
                    .as("what code prints is a line like others")
                    .isNotEmpty();
            node.leaveOutput();
            Await.until("lines are dropped", () -> dropped(node) > 0);
            try (SseClient client = SseClient.open(vertx, port, "/api/sse/prices")) {
                client.next("price", 50);
            }
            assertThat(node.get("/health/live").status()).isEqualTo(200);
            node.takeOutput();
            node.line("lines of the log were dropped: nothing read the output");
            node.leaveOutput();
            long before = dropped(node);
            Await.until("lines are dropped again", () -> dropped(node) > before);
            node.terminate();
            assertThat(node.exitStatus()).isZero();
        } finally {
            Await.result(vertx.close());
        }
    }

    @Test
    void linesForAnOutputThatIsGoneAreCounted() throws IOException {
        floodOf(1);
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo")) {
            assertThat(node.port()).as("said in the output that ends now").isPositive();
            node.closeOutput();
            Await.until("lines are lost", () -> dropped(node) > 2);
        }
    }

    @Test
    void whatCodePrintsIsBoundedAndCounted() throws IOException {
        write("Burst.java", """
        public class Burst extends io.tickcast.script.TickVerticle {
          @Override public void begin() {
            for (int i = 0; i < 1_000; i++) { System.out.println("burst"); }
            System.err.println("the end");
          }
        }
        """);
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo")) {
            node.line("stderr +the end$");
            long dropped = log(node).getLong("printed_dropped");
            assertThat(dropped).isPositive();
            assertThat(node.out()).filteredOn(line -> line.endsWith("burst")).hasSize((int) (1_000 - dropped));
            assertThat(node.out()).anyMatch(line -> line.contains("More than 100 lines are printed in a second"));
        }
    }

    /** A trusted file that logs that many lines, 20 times a second, and prints one more. */
    private void floodOf(int lines) throws IOException {
        write("Flood.java", """
        public class Flood extends io.tickcast.script.TickVerticle {
          @Override public void begin() {
            String line = "x".repeat(100);
            org.slf4j.Logger log = org.slf4j.LoggerFactory.getLogger("flood");
            timer.every(50, () -> {
              System.out.println(line);
              for (int i = 0; i < %d; i++) { log.info(line); }
            });
          }
        }
        """.formatted(lines));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(
                Files.createDirectories(directory.resolve("conf/verticles")).resolve(file), text);
    }

    private static long dropped(JarProcess node) {
        return log(node).getLong("dropped");
    }

    private static JsonObject log(JarProcess node) {
        return node.get("/api/sse/status").json().getJsonObject("data").getJsonObject("log");
    }
}
