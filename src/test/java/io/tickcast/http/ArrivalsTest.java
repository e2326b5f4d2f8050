package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.TestSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final ByteBuffer ONE = ByteBuffer.wrap(new byte[] {10, 0, 0, 1});
  private static final ByteBuffer OTHER = ByteBuffer.wrap(new byte[] {10, 0, 0, 2});

  private static Arrivals arrivals(int rate, int perAddress) {
    return new Arrivals(TestSettings.with(Map.of("TICKCAST_STREAM_OPEN_RATE", Integer.toString(rate),
        "TICKCAST_STREAM_MAX_PER_ADDRESS", Integer.toString(perAddress))).stream(), 0);
  }

  private static long millis(int count) {
    return Duration.ofMillis(count).toNanos();
  }

  @Test
  void lateOnesGetWhatASecondHolds() {
    Arrivals arrivals = arrivals(2, 0);
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    assertThat(arrivals.refuse(OTHER, 0)).hasValue("Streams come too fast for this node");
    assertThat(arrivals.refuse(ONE, millis(499))).isPresent();
    assertThat(arrivals.refuse(ONE, millis(501))).isEmpty();
    assertThat(arrivals.refuse(ONE, millis(600))).isPresent();
    assertThat(arrivals.toJson().getInteger("too_fast")).isEqualTo(3);
  }

  @Test
  void aLongRestIsNoMoreThanASecond() {
    Arrivals arrivals = arrivals(2, 0);
    long hour = Duration.ofHours(1).toNanos();
    assertThat(arrivals.refuse(ONE, hour)).isEmpty();
    assertThat(arrivals.refuse(ONE, hour)).isEmpty();
    assertThat(arrivals.refuse(ONE, hour)).isPresent();
  }

  @Test
  void anAddressHasItsPlacesAndGivesThemBack() {
    Arrivals arrivals = arrivals(0, 2);
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    assertThat(arrivals.refuse(ONE, 0)).hasValue("Too many streams of one address: this node lets each have 2");
    assertThat(arrivals.refuse(OTHER, 0)).isEmpty();
    assertThat(arrivals.toJson().getInteger("addresses")).isEqualTo(2);

    arrivals.stay(Optional.empty(), ONE).left().run();
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    assertThat(arrivals.refuse(ONE, 0)).isPresent();
    arrivals.stay(Optional.empty(), OTHER).left().run();
    assertThat(arrivals.toJson().getInteger("addresses")).isEqualTo(1);
  }

  @Test
  void oneAddressAtItsLimitTakesNothingOfWhatOthersMayOpen() {
    Arrivals arrivals = arrivals(3, 1);
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    for (int i = 0; i < 10; i++) {
      assertThat(arrivals.refuse(ONE, 0)).isPresent();
    }
    assertThat(arrivals.refuse(OTHER, 0)).isEmpty();
    assertThat(arrivals.toJson().getInteger("too_fast")).isZero();
  }

  @Test
  void whoComesTooFastTakesNoPlace() {
    Arrivals arrivals = arrivals(1, 1);
    assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    assertThat(arrivals.refuse(OTHER, 0)).hasValue("Streams come too fast for this node");
    assertThat(arrivals.toJson().getInteger("addresses")).isEqualTo(1);
    assertThat(arrivals.refuse(OTHER, millis(1_100))).isEmpty();
  }

  @Test
  void addressesThatHaveAsManyAsTheyMayAreCounted() {
    Arrivals arrivals = arrivals(5, 2);
    assertThat(arrivals.toJson().getMap()).containsEntry("max_per_second", 5).containsEntry("max_per_address", 2);
    int[] full = new int[6];
    arrivals.refuse(ONE, 0);
    full[0] = arrivals.toJson().getInteger("full_addresses");
    arrivals.refuse(ONE, 0);
    full[1] = arrivals.toJson().getInteger("full_addresses");
    assertThat(arrivals.refuse(ONE, 0)).isPresent();
    full[2] = arrivals.toJson().getInteger("full_addresses");
    arrivals.stay(Optional.empty(), ONE).left().run();
    full[3] = arrivals.toJson().getInteger("full_addresses");
    arrivals.refuse(ONE, 0);
    full[4] = arrivals.toJson().getInteger("full_addresses");
    arrivals.stay(Optional.empty(), ONE).left().run();
    arrivals.stay(Optional.empty(), ONE).left().run();
    full[5] = arrivals.toJson().getInteger("full_addresses");
    assertThat(full).containsExactly(0, 1, 1, 0, 1, 0);
  }

  @Test
  void withoutLimitsNothingIsCounted() {
    Arrivals arrivals = arrivals(0, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(arrivals.refuse(ONE, 0)).isEmpty();
    }
    assertThat(arrivals.toJson().getInteger("addresses")).isZero();
    assertThat(arrivals.toJson().fieldNames())
        .containsExactlyInAnyOrder("addresses", "too_fast", "too_many_of_an_address");
  }
}
