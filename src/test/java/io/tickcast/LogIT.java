package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.JarProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fat jar logs by {@code log.format: json}, and what by no format. */
class LogIT {
  private static final String TOKEN = "token-of-the-admin";
  private static final String PASSWORD = "password-of-redis";

  @TempDir
  private Path directory;

  @Test
  void eachLineIsAnObjectAndNoneHasASecret() {
    // Nothing listens on port 1: what goes wrong with a password at hand is logged, too.
    Map<String, String> environment = Map.of("TICKCAST_LOG_FORMAT", "json", "TICKCAST_ADMIN_TOKEN", TOKEN,
        "TICKCAST_CACHE_STORE", "redis", "TICKCAST_CACHE_REDIS_PORT", "1", "TICKCAST_CACHE_REDIS_PASSWORD", PASSWORD);
    try (JarProcess node = JarProcess.start(directory, environment, "--demo")) {
      assertThat(node.port()).isPositive();
      node.terminate();
      assertThat(node.exitStatus()).isZero();
      // What the fixture says of an output that ended in its midst is none of the log.
      assertThat(node.out()).filteredOn(line -> !line.startsWith("(cut off")).isNotEmpty()
          .allSatisfy(line -> assertThat(new JsonObject(line).getMap())
          .containsKeys("timestamp", "level", "loggerName", "formattedMessage"));
      assertThat(node.out()).anyMatch(line -> line.contains("\"level\":\"WARN\""));
      assertThat(node.out()).noneMatch(line -> line.contains(TOKEN) || line.contains(PASSWORD));
      assertThat(node.err()).noneMatch(line -> line.contains(TOKEN) || line.contains(PASSWORD));
    }
  }
}
