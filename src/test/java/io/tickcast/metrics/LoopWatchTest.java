package io.tickcast.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private static final long START = Long.MAX_VALUE - 1_000;
  private final LoopWatch watch = new LoopWatch(START);

  private static long after(long millis) {
    return START + Duration.ofMillis(millis).toNanos();
  }

  @Test
  void aLoopInTimeHasNoLag() {
    watch.beat(after(100));
    watch.beat(after(200));
    assertThat(watch.lagSeconds(after(300))).isZero();
  }

  @Test
  void theWorstIsShownForAWhile() {
    watch.beat(after(350));
    watch.beat(after(450));
    assertThat(watch.lagSeconds(after(500))).isEqualTo(0.25);
    for (int now = 550; now < 40_000; now += 100) {
      watch.beat(after(now));
    }
    assertThat(watch.lagSeconds(after(40_000))).isZero();
  }

  @Test
  void aLoopThatIsLateNowIsSeenBeforeItComes() {
    assertThat(watch.lagSeconds(after(2_100))).isEqualTo(2);
  }

  @Test
  void itIsStuckAfterTenSecondsOnly() {
    assertThat(watch.isStuck(after(10_000))).isFalse();
    assertThat(watch.isStuck(after(10_001))).isTrue();
    watch.beat(after(11_000));
    assertThat(watch.isStuck(after(11_100))).isFalse();
  }
}
