package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.lease.LeasePeers;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes, of which one at a time runs each file, and what the first cannot run. */
@Tag("slow")
class PassedOnTest extends WithVerticles {
    private static final String BROKEN = "ticks.on(";

    private Path first;
    private Path second;
    private Duration overdue = Duration.ofMinutes(10);

    @BeforeEach
    void folders() throws IOException {
        first = Files.createDirectory(folder.resolve("first"));
        second = Files.createDirectory(folder.resolve("second"));
    }

    private void start(String node, Path files, String trusted) {
        Await.result(vertx.deployVerticle(new ScriptsVerticle(
                files,
                TestSettings.with(Map.of(
                                "TICKCAST_VERTICLES_FOLDER",
                                files.toString(),
                                "TICKCAST_VERTICLES_TRUSTED",
                                trusted,
                                "TICKCAST_VERTICLES_CALL_LIMIT",
                                "5s"))
                        .verticles(),
                node,
                node,
                Optional.of(new LeasePeers(() -> Set.of("first", "second"), overdue)),
                List.of("binance"),
                Map.of(),
                List.of(),
                Optional.empty(),
                new Liveness())));
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void awaitState(String node, String state) {
        states.next(report -> report.getString("node").equals(node)
                && report.getJsonArray("files").stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(file -> file.getString("state").equals(state)));
    }

    @Test
    void aFileThatIsBrokenOnOneNodeRunsOnAnother() throws IOException {
        write(first, "a.js", BROKEN);
        write(second, "a.js", ECHO);
        start("first", first, "true");
        awaitState("first", "broken");
        start("second", second, "true");
        awaitState("second", "running");

        tick(BTC, "1");
        assertThat(signal("echo")).contains("\"1\"");
    }

    @Test
    void oneThatFailsTooOftenIsTriedByTheNextNode() throws IOException {
        write(first, "a.js", "ticks.on('*', () => { throw new Error('here') })");
        write(second, "a.js", ECHO);
        start("first", first, "true");
        awaitState("first", "running");
        for (int i = 1; i <= ScriptHost.MAX_FAILURES; i++) {
            tick(BTC, "1." + i);
            int failures = i;
            Await.until(
                    "it failed",
                    () -> log.containing("WARN a.js: line 1: Error: here").size() == failures);
        }
        start("second", second, "true");
        awaitState("second", "running");
    }

    @Test
    void aNodeThatRunsNoTrustedFilesLeavesThemToOthers() throws IOException {
        write(first, "a.groovy", "ticks.on('*') { signals.publish('heard', 1) }");
        write(second, "a.groovy", "ticks.on('*') { signals.publish('heard', 2) }");
        start("first", first, "false");
        awaitState("first", "broken");
        start("second", second, "true");
        awaitState("second", "running");
    }

    @Test
    void whereItIsTheFilesFaultEachNodeTriesOnceUntilItChanges() throws IOException {
        write(first, "a.js", BROKEN);
        write(second, "a.js", BROKEN);
        start("first", first, "true");
        start("second", second, "true");
        awaitState("first", "broken");
        awaitState("second", "broken");
        assertThat(log.containing("a.js cannot be run")).hasSize(2);

        write(first, "a.js", ECHO);
        awaitState("first", "running");
        tick(BTC, "1");
        assertThat(signal("echo")).contains("\"1\"");
        assertThat(log.containing("a.js cannot be run")).hasSize(2);
    }

    /** As one that hangs or is cut off does, for as long as the cluster lists it. */
    @Test
    void aFileWhoseHolderIsNotHeardRunsWithoutItsLock() throws IOException {
        Await.result(vertx.sharedData().getLock("verticle.a.js"));
        write(second, "a.js", ECHO);
        overdue = Duration.ofMillis(500);
        start("second", second, "true");
        awaitState("second", "running");
        assertThat(log.containing(
                        "One node has the lock of a.js, and does not answer: this node runs it without the lock"))
                .hasSize(1);

        tick(BTC, "1");
        assertThat(signal("echo")).contains("\"1\"");
    }

    @Test
    void aFileWhoseHolderIsHeardIsLeftToIt() throws IOException {
        Await.result(vertx.sharedData().getLock("verticle.a.js"));
        overdue = Duration.ZERO;
        write(second, "a.js", ECHO);
        write(second, "b.js", "log.info('b runs')");
        JsonObject holder = new JsonObject()
                .put("id", "first")
                .put("node", "first")
                .put("holds", new JsonArray().add("a.js"))
                .put("files", new JsonArray());
        vertx.setPeriodic(1, 20, timer -> vertx.eventBus().publish(BusAddresses.VERTICLES_STATE, holder));
        states.next(report -> report.getString("node").equals("first"));
        start("second", second, "true");
        log.awaitLine("b.js: b runs");
        awaitState("second", "waiting");
        assertThat(log.containing("is not heard")).isEmpty();
    }
}
