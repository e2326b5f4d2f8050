package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlushWindowTest {
  private static final long MILLI = 1_000_000;
  /** The clock may begin anywhere, and may run over. */
  private static final long START = Long.MAX_VALUE - 3 * MILLI;

  private final FlushWindow auto = new FlushWindow(Optional.empty(), START);

  private static FlushWindow fixed(long millis) {
    return new FlushWindow(Optional.of(Duration.ofMillis(millis)), START);
  }

  private void passes(int count, long tookNanos) {
    for (int i = 0; i < count; i++) {
      auto.passed(START, tookNanos);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 20, 100})
  void theFirstPassWaitsForNothing(long millis) {
    assertThat(fixed(millis).remaining(START)).isZero();
    assertThat(auto.remaining(START)).isZero();
  }

  @Test
  void fixedItIsWhatItIsHoweverLongPassesTake() {
    FlushWindow window = fixed(20);
    window.passed(START, 500 * MILLI);
    assertThat(window.nanos()).isEqualTo(20 * MILLI);
    assertThat(window.remaining(START + 5 * MILLI)).isEqualTo(15 * MILLI);
    assertThat(window.remaining(START + 20 * MILLI)).isZero();
    assertThat(window.remaining(START + 900 * MILLI)).isZero();
  }

  @Test
  void fixedAtZeroNothingEverWaits() {
    FlushWindow window = fixed(0);
    window.passed(START, 500 * MILLI);
    assertThat(window.remaining(START)).isZero();
  }

  @Test
  void shortPassesNeedNone() {
    passes(1_000, 199_000);
    assertThat(auto.nanos()).isZero();
    assertThat(auto.remaining(START)).isZero();
  }

  @Test
  void passesTakeASixthOfTheLoop() {
    passes(100, 6 * MILLI);
    assertThat(auto.nanos()).isBetween(35 * MILLI, 36 * MILLI);
  }

  @Test
  void itIsMeasuredFromTheStartOfAPass() {
    passes(100, 6 * MILLI);
    assertThat(auto.remaining(START + 6 * MILLI)).isBetween(29 * MILLI, 30 * MILLI);
  }

  @Test
  void wherePassesAreDearTheFirstTickOfABurstWaitsForTheRest() {
    passes(100, 6 * MILLI);
    assertThat(auto.remaining(START + 900 * MILLI)).isEqualTo(MILLI);
  }

  @Test
  void oneLongPassMovesItAQuarterOfTheWay() {
    auto.passed(START, 4 * MILLI);
    assertThat(auto.nanos()).isEqualTo(6 * MILLI);
  }

  @Test
  void itGrowsNoFurtherThanATenthOfASecond() {
    passes(1_000, 10_000 * MILLI);
    assertThat(auto.nanos()).isEqualTo(100 * MILLI);
  }

  @Test
  void itFallsBackToNothingWhenPassesAreShortAgain() {
    passes(1_000, 10_000 * MILLI);
    long before = auto.nanos();
    passes(30, 0);
    assertThat(auto.nanos()).isLessThan(before);
    passes(30, 0);
    assertThat(auto.nanos()).isZero();
  }
}
