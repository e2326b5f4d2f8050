package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CohortTest {
  private static final long MILLI = 1_000_000;
  private static final Frames FRAMES = new Frames(UnpooledByteBufAllocator.DEFAULT);

  private final HubLoop loop = new HubLoop();
  private final Laggards laggards = new Laggards(loop.hub(), FRAMES, Duration.ofMinutes(1));
  private final EventKinds kinds = new EventKinds();
  private final FlushWindow window = new FlushWindow(Optional.of(Duration.ofMillis(20)));
  private final Cohort cohort = Cohorts.cohort(window, kinds);
  private long sequence;

  @AfterEach
  void close() {
    loop.close();
  }

  private void arrive(long nowNanos) {
    cohort.arrive(Arrivals.of(tick("A", sequence + 1, "1"), sequence++, 0), nowNanos);
  }

  private PriceStream joined(Subscription subscription) {
    return cohort.add(new FakeResponse().asOutlet(), subscription);
  }

  @Test
  void itWaitsForAPassOnceSomethingArrives() {
    assertThat(cohort.isWaiting()).isFalse();
    arrive(0);
    assertThat(cohort.isWaiting()).isTrue();
    cohort.pass(FRAMES, laggards, 0, Arrivals.HERE);
    assertThat(cohort.isWaiting()).isFalse();
  }

  @Test
  void theFirstPassWaitsForNothing() {
    arrive(5 * MILLI);
    assertThat(cohort.remaining(5 * MILLI)).isLessThanOrEqualTo(0);
  }

  @Test
  void theNextIsAWindowAfterTheStartOfTheLast() {
    arrive(0);
    cohort.pass(FRAMES, laggards, 0, Arrivals.HERE);
    arrive(3 * MILLI);
    assertThat(cohort.remaining(5 * MILLI)).isEqualTo(15 * MILLI);
    assertThat(cohort.remaining(21 * MILLI)).isLessThanOrEqualTo(0);
  }

  @Test
  void theLongerItCouldHaveHadItsPassTheFurtherInFrontItIs() {
    Cohort other = Cohorts.cohort(window, kinds);
    arrive(0);
    other.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 0);
    cohort.pass(FRAMES, laggards, 0, Arrivals.HERE);
    other.pass(FRAMES, laggards, 4 * MILLI, Arrivals.HERE);
    arrive(5 * MILLI);
    other.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), 5 * MILLI);
    assertThat(cohort.remaining(50 * MILLI)).isLessThan(other.remaining(50 * MILLI));
  }

  @Test
  void wherePassesAreDearTheFirstTickWaitsForOthers() {
    FlushWindow auto = new FlushWindow(Optional.empty());
    auto.roundGrew(MILLI);
    Cohort gathering = Cohorts.cohort(auto, kinds);
    gathering.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 100 * MILLI);
    gathering.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), 100 * MILLI + 300_000);
    assertThat(gathering.remaining(100 * MILLI + 300_000)).isEqualTo(700_000);
  }

  @Test
  void whatIsLateForTheFirstPassAfterARestNeedNotWaitAWindow() {
    FlushWindow auto = new FlushWindow(Optional.empty());
    Cohort resting = Cohorts.cohort(auto, kinds);
    auto.roundGrew(10 * MILLI);
    long now = System.nanoTime();
    resting.pass(FRAMES, laggards, now, Arrivals.HERE);
    resting.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), now);
    assertThat(resting.remaining(now)).isEqualTo(auto.gatherNanos());
    resting.pass(FRAMES, laggards, now + auto.gatherNanos(), Arrivals.HERE);
    resting.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), now + auto.gatherNanos());
    assertThat(resting.remaining(now + auto.gatherNanos())).isCloseTo(auto.nanos(), Offset.offset(MILLI));
  }

  @Test
  void aCohortThatIsGoneNoLongerCountsInTheWindow() {
    FlushWindow auto = new FlushWindow(Optional.empty());
    Cohort busy = Cohorts.cohort(auto, kinds);
    busy.add(new FakeResponse().asOutlet(), HubLoop.ALL);
    busy.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 0);
    // A pass that began an hour ago has taken long.
    busy.pass(FRAMES, laggards, System.nanoTime() - Duration.ofHours(1).toNanos(), Arrivals.HERE);
    assertThat(auto.nanos()).isPositive();
    busy.leave();
    assertThat(auto.nanos()).isZero();
  }

  @Test
  void itHasRoomForSomeStreamsOnly() {
    List<PriceStream> streams = IntStream.range(0, Cohort.MAX_STREAMS)
        .mapToObj(i -> joined(HubLoop.ALL)).toList();
    assertThat(cohort.hasRoom()).isFalse();
    cohort.remove(streams.get(7));
    assertThat(cohort.hasRoom()).isTrue();
    assertThat(cohort.isEmpty()).isFalse();
  }

  @Test
  void streamsThatAskForTheSameShareAGroupAndItsEndIsThatOfTheLast() {
    TickJson other = new TickJson(List.of(Field.PRICE));
    PriceStream one = joined(HubLoop.ALL);
    PriceStream two = joined(HubLoop.ALL);
    PriceStream third = joined(new Subscription(HubLoop.ALL.exchange(), SymbolSelection.ALL, other, 0));
    assertThat(one.group()).isSameAs(two.group()).isNotSameAs(third.group());
    assertThat(kinds.size()).isEqualTo(2);
    cohort.remove(third);
    cohort.remove(one);
    assertThat(kinds.size()).isEqualTo(1);
    cohort.remove(two);
    assertThat(kinds.size()).isZero();
    assertThat(cohort.isEmpty()).isTrue();
  }

  @Test
  void anEventIsMadeOnceForAllCohorts() {
    Arrival arrival = Arrivals.of(tick("A", 1, "1"), 0, 0);
    TickEvents events = kinds.claim(HubLoop.ALL);
    TickEvents others = kinds.claim(
        new Subscription(HubLoop.ALL.exchange(), SymbolSelection.ALL, new TickJson(List.of(Field.PRICE)), 0));
    byte[] bytes = arrival.data(events);
    assertThat(arrival.data(others)).isNotEqualTo(bytes);
    events.data(tick("A", 2, "2"));
    assertThat(arrival.data(events)).isSameAs(bytes);
  }
}
