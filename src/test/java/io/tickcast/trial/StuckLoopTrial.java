package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event loop that serves no HTTP is stuck: the node reports it, and exits when it stays stuck. */
class StuckLoopTrial {
    private static final int STUCK = 71;
    private static final String SUFFOCATE = """
      public class Suffocate extends io.tickcast.script.TickVerticle {
        @Override public void begin() {
          ((io.vertx.core.internal.VertxInternal) vertx).eventLoopGroup().forEach(loop -> loop.execute(() -> {
            while (Thread.currentThread().getName().equals("%s")) {
              java.util.concurrent.locks.LockSupport.park();
            }
          }));
        }
      }
      """;

    @TempDir
    private Path directory;

    @Test
    void aNodeWithALoopThatStandsStillSaysSoAndEnds() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("conf/verticles"));
        // HTTP has one loop then, and the cache another.
        try (JarProcess node =
                JarProcess.startIn(List.of("-XX:ActiveProcessorCount=1"), directory, Map.of(), "--demo")) {
            node.line("binance is live");
            JsonObject loop = loopWithoutHttp(node);
            assertThat(node.get("/health/live").status()).isEqualTo(200);

            Files.writeString(folder.resolve("Suffocate.java"), SUFFOCATE.formatted(loop.getString("thread")));
            Await.until("it is not alive", () -> node.get("/health/live").status() == 503);
            assertThat(node.get("/health/live").body())
                    .contains("The event loop of " + loop.getString("runs") + " is stuck");
            assertThat(node.exitStatus()).isEqualTo(STUCK);
            assertThat(node.out())
                    .anyMatch(line -> line.contains("stuck for 30 s"))
                    .as("where it stands")
                    .anyMatch(line -> line.contains("LockSupport.park"));
        }
    }

    private static JsonObject loopWithoutHttp(JarProcess node) {
        return node.get("/api/sse/status").json().getJsonObject("data").getJsonArray("loops").stream()
                .map(JsonObject.class::cast)
                .filter(loop -> !loop.getString("runs").contains("http"))
                .findFirst()
                .orElseThrow();
    }
}
