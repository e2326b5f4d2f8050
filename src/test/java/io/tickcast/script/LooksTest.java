package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LooksTest {
  private final Looks looks = new Looks();

  private static ScriptFile version(int modified) {
    return new ScriptFile(Path.of("a.js"), "a", "js", 1, modified);
  }

  @Test
  void aFileIsSettledOnceItIsTheSameTwice() {
    looks.add(List.of(version(1)));
    assertThat(looks.settled()).isEmpty();
    looks.add(List.of(version(2)));
    assertThat(looks.settled()).isEmpty();
    looks.add(List.of(version(2)));
    assertThat(looks.settled()).containsExactly(version(2));
  }

  @Test
  void aFileIsGoneOnceItIsMissingTwice() {
    looks.add(List.of(version(1)));
    looks.add(List.of());
    assertThat(looks.isEmpty()).isTrue();
    assertThat(looks.isGone("a.js")).isFalse();
    looks.add(List.of(version(2)));
    assertThat(looks.isGone("a.js")).isFalse();
    looks.add(List.of());
    looks.add(List.of());
    assertThat(looks.isGone("a.js")).isTrue();
  }
}
