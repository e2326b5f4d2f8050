package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WholeAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the verticles' folder in the fat jar, on one node and on two. */
class VerticlesIT {
    private final Vertx vertx = Vertx.vertx();
    /** A field, since Vert.x closes an unreferenced client at the next garbage collection. */
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
        return Await.result(WholeAnswer.to(http.request(HttpMethod.GET, port, "127.0.0.1", "/api/sse/status")))
                .body()
                .toJsonObject()
                .getJsonObject("data")
                .getJsonArray("verticles")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Names of the nodes on which this file runs. */
    private List<String> running(int port, String file) {
        return verticles(port).stream()
                .filter(verticle -> verticle.getString("file").equals(file)
                        && verticle.getString("state").equals("running"))
                .map(verticle -> verticle.getString("node"))
                .sorted()
                .toList();
    }

    @Test
    void aFileOfEachLanguageSpeaksToBrowsers() throws IOException {
        write(
                "one.js",
                "timer.every(50, () => signals.publish('js', ticks.last('BTCUSDT')?.demo ? '\u4ef7\u683c' : ''))");
        write(
                "two.groovy",
                "timer.every(50) { signals.publish('groovy',"
                        + " ticks.last('BTCUSDT').map { it.demo }.orElse(null) ? '\u4ef7\u683c' : '') }");
        write(
                "Three.java",
                "public class Three extends io.tickcast.script.TickVerticle { @Override public void begin() {"
                        + " timer.every(50, () -> signals.publish(\"java\","
                        + " ticks.last(\"BTCUSDT\").map(tick -> tick.demo).orElse(false) ? \"\u4ef7\u683c\" : \"\")); } }");
        // Files are UTF-8 whatever the locale is. Three languages that start at once make each other slow.
        try (JarProcess node = JarProcess.start(
                        directory, Map.of("TICKCAST_VERTICLES_CALL_LIMIT", "5s", "LC_ALL", "C"), "--demo");
                SseClient client = SseClient.open(vertx, node.port(), "/api/sse/signals")) {
            for (int begun = 0; begun < 3; begun++) {
                node.line(" (one\\.js|two\\.groovy|Three\\.java) runs");
            }
            for (String language : List.of("js", "groovy", "java")) {
                assertThat(Stream.generate(() -> client.next(language).data())
                                .filter("\"\u4ef7\u683c\""::equals)
                                .findFirst())
                        .isPresent();
            }
            node.terminate();
            assertThat(node.exitStatus()).isZero();
            assertThat(node.err())
                    .filteredOn(line -> !line.matches(JarIT.UNSAFE_WARNING))
                    .isEmpty();
            assertThat(node.complaints()).isEmpty();
        }
    }

    @Test
    void aNodeWithoutFilesLoadsNoLanguage() throws IOException {
        Path classes = directory.resolve("classes.txt");
        try (JarProcess node =
                JarProcess.startIn(List.of("-Xlog:class+load:file=" + classes), directory, Map.of(), "--demo")) {
            node.line("binance is live");
            write("later.js", "log.info('here')");
            node.line("later.js: here");
            assertThat(Files.readAllLines(classes)).anyMatch(line -> line.contains("com.oracle.truffle"));
        }
        List<String> before = Files.readAllLines(classes).stream()
                .takeWhile(line -> !line.contains(" io.tickcast.script.ScriptHost "))
                .toList();
        assertThat(before)
                .hasSizeGreaterThan(1_000)
                .noneMatch(line ->
                        line.contains("com.oracle.truffle") || line.contains("org.graalvm") || line.contains("groovy"));
    }

    /** Each start of it has an origin of its own, and counts. */
    private static final String SINGLE = """
      const origin = Math.random()
      let number = 0
      timer.every(20, () => signals.publish('single', { origin, number: ++number }))
      """;

    private static final Map<String, String> EDGE = Map.of("TICKCAST_FEED_ENABLED", "false");

    private static List<JsonObject> some(SseClient client) {
        return client.next("single", 10).stream().map(SseEvent::json).toList();
    }

    /** With these, the signals of the file until some of another origin have come. */
    private static List<JsonObject> untilAnotherSpeaks(SseClient client, List<JsonObject> before) {
        // The one that ends may have said its last before it was told to.
        List<JsonObject> heard = new ArrayList<>(before);
        while (heard.stream()
                        .map(signal -> signal.getDouble("origin"))
                        .distinct()
                        .count()
                < 2) {
            heard.add(client.next("single").json());
        }
        client.next("single", 50).forEach(event -> heard.add(event.json()));
        return heard;
    }

    @Test
    void aFileRunsOnOneNodeOrOnEveryAndAnotherTakesOverFromOneThatDies() throws IOException {
        write("single.js", SINGLE);
        write("both.js", "timer.every(50, () => signals.publish('both', 1))");
        Files.writeString(directory.resolve("conf/tickcast.yaml"), "verticles: {files: {both: {instances: every}}}");
        ClusterFiles files = new ClusterFiles(directory, 2);
        try (JarProcess first = node(files, 0, EDGE)) {
            int firstPort = first.port();
            Await.until(
                    "it runs both",
                    () -> running(firstPort, "single.js").equals(List.of("node0"))
                            && running(firstPort, "both.js").equals(List.of("node0")));
            try (JarProcess second = node(files, 1, EDGE)) {
                int port = second.port();
                try (SseClient client = SseClient.open(vertx, port, "/api/sse/signals?names=single")) {
                    Await.until(
                            "the second runs what runs on every node",
                            () -> running(port, "both.js").size() == 2);
                    assertThat(running(port, "single.js")).containsExactly("node0");
                    assertThat(verticles(port))
                            .anyMatch(verticle -> verticle.getString("file").equals("single.js")
                                    && verticle.getString("node").equals("node1")
                                    && verticle.getString("state").equals("waiting"));
                    List<JsonObject> before = some(client);

                    first.kill();
                    assertThat(untilAnotherSpeaks(client, before)).doesNotHaveDuplicates();
                    // What the dead node said last stays a while in the status.
                    Await.until(
                            "it runs on the second alone",
                            () -> running(port, "single.js").equals(List.of("node1")));
                    assertThat(running(port, "both.js")).contains("node1");
                }
            }
        }
    }

    /** Not one signal comes twice, and none of the node that stops after the first of the node that took over. */
    @Test
    void anotherNodeTakesOverFromOneThatStops() throws IOException {
        write("single.js", SINGLE);
        ClusterFiles files = new ClusterFiles(directory, 2);
        try (JarProcess first = node(files, 0, EDGE)) {
            int firstPort = first.port();
            first.line("single.js runs");
            // Ending the open streams there takes time, and the file must stay silent meanwhile.
            try (JarProcess second = node(files, 1, EDGE);
                    SseClient held = SseClient.open(vertx, firstPort, "/api/sse/prices")) {
                int port = second.port();
                try (SseClient client = SseClient.open(vertx, port, "/api/sse/signals?names=single")) {
                    List<JsonObject> before = some(client);
                    first.terminate();
                    List<JsonObject> heard = untilAnotherSpeaks(client, before);
                    assertThat(first.exitStatus()).isZero();
                    assertThat(held.ended().isComplete()).isTrue();
                    client.next("single", 50).forEach(event -> heard.add(event.json()));

                    Map<Double, List<Integer>> numbers = heard.stream()
                            .collect(Collectors.groupingBy(
                                    signal -> signal.getDouble("origin"),
                                    LinkedHashMap::new,
                                    Collectors.mapping(signal -> signal.getInteger("number"), Collectors.toList())));
                    assertThat(numbers)
                            .hasSize(2)
                            .allSatisfy((origin, its) -> assertThat(its)
                                    .isEqualTo(IntStream.range(its.get(0), its.get(0) + its.size())
                                            .boxed()
                                            .toList()));
                    assertThat(heard)
                            .extracting(signal -> signal.getDouble("origin"))
                            .isSortedAccordingTo(Comparator.comparing(List.copyOf(numbers.keySet())::indexOf));
                    assertThat(running(port, "single.js")).containsExactly("node1");
                }
                second.terminate();
                assertThat(second.exitStatus()).isZero();
            }
            assertThat(first.err())
                    .filteredOn(line -> !line.matches(JarIT.UNSAFE_WARNING))
                    .isEmpty();
            assertThat(first.complaints()).isEmpty();
        }
    }

    private JarProcess node(ClusterFiles files, int number, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(files.settings(number));
        settings.putAll(more);
        return JarProcess.start(directory, settings);
    }
}
