package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void growsFromTheShortestPauseToTheLongest() {
    assertThat(pauses(new Backoff(500, 30_000, () -> 0), 8))
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 15_000L, 15_000L, 15_000L);
    assertThat(pauses(new Backoff(500, 30_000, () -> 0.9999999), 8))
        .containsExactly(1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void startsOverAfterAReset() {
    Backoff backoff = new Backoff(500, 30_000, () -> 0);
    pauses(backoff, 5);
    backoff.reset();
    assertThat(pauses(backoff, 2)).containsExactly(500L, 1000L);
  }

  private static List<Long> pauses(Backoff backoff, int count) {
    return Stream.generate(backoff::next).limit(count).toList();
  }
}
