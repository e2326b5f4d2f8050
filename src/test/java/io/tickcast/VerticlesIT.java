package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.SseClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the verticles' folder in the fat jar, on one node and on two. */
class VerticlesIT {
  private final Vertx vertx = Vertx.vertx();
  /** Held: one that nobody holds is closed when it is collected. */
  private final HttpClient http = vertx.createHttpClient();

  @TempDir
  private Path directory;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectories(directory.resolve("conf/verticles"));
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /** Of all nodes, as this one hears them. */
  private List<JsonObject> verticles(int port) {
    return Await.result(http.request(HttpMethod.GET, port, "127.0.0.1", "/api/sse/status")
            .compose(request -> request.send().compose(response -> response.body())))
        .toJsonObject().getJsonObject("data").getJsonArray("verticles").stream().map(JsonObject.class::cast).toList();
  }

  /** Names of the nodes on which this file runs. */
  private List<String> running(int port, String file) {
    return verticles(port).stream()
        .filter(verticle -> verticle.getString("file").equals(file) && verticle.getString("state").equals("running"))
        .map(verticle -> verticle.getString("node")).sorted().toList();
  }

  @Test
  void aFileOfEachLanguageSpeaksToBrowsers() throws IOException {
    write("one.js", "timer.every(50, () => signals.publish('js', ticks.last('BTCUSDT')?.demo ?? false))");
    write("two.groovy", "timer.every(50) { signals.publish('groovy', ticks.last('BTCUSDT').map { it.demo }.orElse(null)) }");
    write("Three.java", "public class Three extends io.tickcast.script.TickVerticle { @Override public void begin() {"
        + " timer.every(50, () -> signals.publish(\"java\", ticks.last(\"BTCUSDT\").map(tick -> tick.demo).orElse(false))); } }");
    // Three languages that start at once make each other slow.
    try (JarProcess node = JarProcess.start(directory, Map.of("TICKCAST_VERTICLES_CALL_LIMIT", "5s"), "--demo");
        SseClient client = SseClient.open(vertx, node.port(), "/api/sse/signals")) {
      for (String language : List.of("js", "groovy", "java")) {
        assertThat(Stream.generate(() -> client.next(language).data()).filter("true"::equals).findFirst()).isPresent();
      }
      node.terminate();
      assertThat(node.exitStatus()).isZero();
      assertThat(node.err()).filteredOn(line -> !line.matches(JarIT.UNSAFE_WARNING)).isEmpty();
      assertThat(node.out()).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
    }
  }

  @Test
  void aNodeWithoutFilesLoadsNoLanguage() throws IOException {
    Path classes = directory.resolve("classes.txt");
    try (JarProcess node = JarProcess.startIn(
        List.of("-Xlog:class+load:file=" + classes), directory, Map.of(), "--demo")) {
      node.line("binance is live");
      write("later.js", "log.info('here')");
      node.line("later.js: here");
      assertThat(Files.readAllLines(classes)).anyMatch(line -> line.contains("com.oracle.truffle"));
    }
    List<String> before = Files.readAllLines(classes).stream()
        .takeWhile(line -> !line.contains(" io.tickcast.script.ScriptHost ")).toList();
    assertThat(before).hasSizeGreaterThan(1_000)
        .noneMatch(line -> line.contains("com.oracle.truffle") || line.contains("org.graalvm") || line.contains("groovy"));
  }

  @Test
  void aFileRunsOnOneNodeOrOnEveryAndAnotherTakesOverFromOneThatDies() throws IOException {
    write("single.js", "timer.every(50, () => signals.publish('single', 1))");
    write("both.js", "timer.every(50, () => signals.publish('both', 1))");
    Files.writeString(directory.resolve("conf/tickcast.yaml"), "verticles: {files: {both: {instances: every}}}");
    ClusterFiles files = new ClusterFiles(directory, 2);
    Map<String, String> edge = Map.of("TICKCAST_FEED_ENABLED", "false");
    try (JarProcess first = node(files, 0, edge)) {
      int firstPort = first.port();
      Await.until("it runs both", () -> running(firstPort, "single.js").equals(List.of("node0"))
          && running(firstPort, "both.js").equals(List.of("node0")));
      try (JarProcess second = node(files, 1, edge);
          SseClient client = SseClient.open(vertx, second.port(), "/api/sse/signals?names=single")) {
        int port = portOf(second);
        Await.until("the second runs what runs on every node", () -> running(port, "both.js").size() == 2);
        assertThat(running(port, "single.js")).containsExactly("node0");
        assertThat(verticles(port)).anyMatch(verticle -> verticle.getString("file").equals("single.js")
            && verticle.getString("node").equals("node1") && verticle.getString("state").equals("waiting"));
        client.next("single");

        first.kill();
        Await.until("the second has taken over", () -> running(port, "single.js").equals(List.of("node1")));
        client.next("single");
        assertThat(running(port, "both.js")).contains("node1");
      }
    }
  }

  private JarProcess node(ClusterFiles files, int number, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(files.settings(number));
    settings.putAll(more);
    return JarProcess.start(directory, settings);
  }

  private static int portOf(JarProcess node) {
    return Integer.parseInt(node.out().stream()
        .map(line -> line.replaceAll(".*listens on 127\\.0\\.0\\.1:(\\d+);.*", "$1"))
        .filter(text -> text.matches("\\d+")).findFirst().orElseThrow());
  }
}
