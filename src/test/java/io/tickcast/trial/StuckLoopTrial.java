package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event loop that is none of HTTP stands still: the node says so, and ends when it does not go on. */
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
    try (JarProcess node = JarProcess.startIn(
        List.of("-XX:ActiveProcessorCount=1"), directory, Map.of(), "--demo")) {
      int port = node.port();
      node.line("binance is live");
      JsonObject loop = loopWithoutHttp(port);
      assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);

      Files.writeString(folder.resolve("Suffocate.java"), SUFFOCATE.formatted(loop.getString("thread")));
      Await.until("it is not alive", () -> get(port, "/health/live").statusCode() == 503);
      assertThat(get(port, "/health/live").body()).contains("The event loop of " + loop.getString("runs") + " is stuck");
      assertThat(node.exitStatus()).isEqualTo(STUCK);
      assertThat(node.out()).anyMatch(line -> line.contains("stuck for 30 s"))
          .as("where it stands").anyMatch(line -> line.contains("LockSupport.park"));
    }
  }

  private static JsonObject loopWithoutHttp(int port) {
    return new JsonObject(get(port, "/api/sse/status").body()).getJsonObject("data").getJsonArray("loops").stream()
        .map(JsonObject.class::cast).filter(loop -> !loop.getString("runs").contains("http")).findFirst().orElseThrow();
  }

  private static HttpResponse<String> get(int port, String path) {
    try {
      return HttpClient.newHttpClient().send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }
}
