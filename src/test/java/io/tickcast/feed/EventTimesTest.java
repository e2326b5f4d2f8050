package io.tickcast.feed;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventTimesTest {
  private static final long NOW = 1_704_868_500_123L;

  private final EventTimes times = new EventTimes();

  private static Tick dated(long aheadMillis) {
    return builder("BTCUSDT", NOW + aheadMillis, "1").receivedAt(NOW * 1_000).build();
  }

  private long admitted(int count, long aheadMillis) {
    return IntStream.range(0, count).filter(i -> times.admits(dated(aheadMillis))).count();
  }

  @Test
  void aPriceAheadOfAllOthersIsRefused() {
    assertThat(admitted(20, -80)).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(times.admits(dated(300_000))).isFalse();
      assertThat(times.admits(dated(-80))).isTrue();
    }
    assertThat(times.admits(dated(9_000))).as("clocks differ").isTrue();
  }

  @Test
  void aFirstPriceThatIsAheadIsRefused() {
    assertThat(times.admits(dated(540_000))).isFalse();
    assertThat(admitted(20, -80)).isEqualTo(20);
    assertThat(times.skew()).isZero();
  }

  @Test
  void aClockThatIsWrongFromTheBeginningCostsAFewPrices() {
    assertThat(admitted(20, 3_600_000)).isEqualTo(20 - EventTimes.AGREEING + 1);
    assertThat(times.skew()).isEqualTo(3_600_000);
    assertThat(times.admits(dated(3_900_000))).isFalse();
  }

  @Test
  void whereAllAreAheadItIsTheClocksThatDiffer() {
    admitted(1, -80);
    assertThat(admitted(20, 86_400_000)).isEqualTo(20 - EventTimes.AGREEING + 1);
    assertThat(times.skew()).isEqualTo(86_400_000);
    assertThat(times.admits(dated(86_700_000))).isFalse();
    assertThat(admitted(5, 86_400_000 - 30_000)).as("late by 30 s").isEqualTo(5);
    assertThat(admitted(5, 86_400_000)).isEqualTo(5);
  }

  @Test
  void aClockThatWasSetRightIsKnownByAFewPrices() {
    admitted(20, 86_400_000);
    assertThat(admitted(20, -80)).as("none is lost").isEqualTo(20);
    assertThat(times.skew()).isZero();
    assertThat(times.admits(dated(300_000))).isFalse();
  }

  @Test
  void aPriceThatIsLateIsNotRefused() {
    assertThat(admitted(20, -80)).isEqualTo(20);
    assertThat(admitted(20, -600_000)).isEqualTo(20);
    assertThat(admitted(20, -80)).isEqualTo(20);
  }
}
