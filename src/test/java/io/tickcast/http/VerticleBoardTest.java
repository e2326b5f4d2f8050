package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.LogLines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VerticleBoardTest {
  private final VerticleBoard board = new VerticleBoard();

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
    board.heard(state("b", "x.js"), 0);
    board.heard(state("a", "x.js", "y.js"), 0);
    board.heard(state("b", "z.js"), 0);

    assertThat(board.toJson(0)).isEqualTo(files("x.js", "y.js", "z.js"));
  }

  @Test
  void aNodeThatIsSilentIsForgotten() {
    board.heard(state("a", "x.js"), 0);
    board.heard(state("b", "y.js"), TimeUnit.SECONDS.toNanos(3));

    assertThat(board.toJson(TimeUnit.SECONDS.toNanos(6))).isEqualTo(files("y.js"));
  }

  @Test
  void whatIsNoStateIsDroppedAndNotLoggedEachTime() {
    board.heard(state("a", "x.js"), 0);
    try (LogLines log = new LogLines("io.tickcast.http")) {
      for (Object wrong : new Object[] {null, "text", new JsonObject(), state("a").put("id", 5),
          state("a").put("files", new JsonObject()), new JsonObject().putNull("id").put("files", new JsonArray())}) {
        board.heard(wrong, 0);
      }
      assertThat(log.containing("WARN Dropped what is no state of verticles")).hasSize(3);
    }
    assertThat(board.toJson(0)).isEqualTo(files("x.js"));
  }
}
