package io.tickcast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.LogLines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScriptStatusTrackerTest {
    private final ScriptStatusTracker scripts = new ScriptStatusTracker();

    private static JsonObject state(String id, String... files) {
        JsonArray all = new JsonArray();
        for (String file : files) {
            all.add(new JsonObject().put("file", file));
        }
        return new JsonObject().put("id", id).put("files", all);
    }

    private static JsonArray files(String... files) {
        return state("", files).getJsonArray("files");
    }

    @Test
    void tellsWhatEachNodeSaidLast() {
        scripts.heard(state("b", "x.js"), 0);
        scripts.heard(state("a", "x.js", "y.js"), 0);
        scripts.heard(state("b", "z.js"), 0);

        assertThat(scripts.toJson(0)).isEqualTo(files("x.js", "y.js", "z.js"));
    }

    @Test
    void aNodeThatIsSilentIsForgotten() {
        scripts.heard(state("a", "x.js"), 0);
        scripts.heard(state("b", "y.js"), TimeUnit.SECONDS.toNanos(3));

        assertThat(scripts.toJson(TimeUnit.SECONDS.toNanos(6))).isEqualTo(files("y.js"));
    }

    @Test
    void whatIsNoStateIsDroppedAndNotLoggedEachTime() {
        scripts.heard(state("a", "x.js"), 0);
        try (LogLines log = new LogLines("io.tickcast.replication")) {
            for (Object wrong : new Object[] {
                null,
                "text",
                new JsonObject(),
                state("a").put("id", 5),
                state("a").put("files", new JsonObject()),
                new JsonObject().putNull("id").put("files", new JsonArray())
            }) {
                scripts.heard(wrong, 0);
            }
            assertThat(log.containing("WARN Dropped a message that is not a state of verticles"))
                    .hasSize(3);
        }
        assertThat(scripts.toJson(0)).isEqualTo(files("x.js"));
    }
}
