package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.testing.Ticks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream gets that was behind, and when it is given up. */
class LaggardsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final TickJson WINDOWS = new TickJson(
      List.of(Field.SYMBOL, Field.PRICE, Field.WINDOW_HIGH, Field.WINDOW_LOW, Field.WINDOW_COUNT));

  private final HubLoop loop = new HubLoop();
  private final Frames frames = new Frames(UnpooledByteBufAllocator.DEFAULT);
  private final Laggards laggards = new Laggards(loop.hub(), frames, TIMEOUT);
  private final FakeResponse client = new FakeResponse();
  private long sequence;

  @AfterEach
  void close() {
    loop.close();
  }

  private PriceStream slow(TickJson json) {
    PriceStream stream = Cohorts.cohort().add(
        client.asOutlet(), new Subscription(Ticks.EXCHANGE, SymbolSelection.ALL, json, 0));
    client.fill();
    return stream;
  }

  private Arrival arrival(Tick tick) {
    return Arrivals.of(tick, sequence++, tick.symbol().charAt(0) - 'A');
  }

  private Arrival arrival(String symbol, String price) {
    return arrival(tick(symbol, sequence + 1, price));
  }

  private String caughtUp() {
    client.drain();
    laggards.poll(System.nanoTime());
    assertThat(laggards.isEmpty()).isTrue();
    assertThat(loop.stats().getInteger("behind")).isZero();
    assertThat(client.writes()).hasSize(1);
    return client.text(0);
  }

  @Test
  void whileItTakesNothingItIsWrittenNothing() {
    PriceStream stream = slow(HubLoop.JSON);
    laggards.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
    laggards.poll(System.nanoTime());
    assertThat(client.writes()).isEmpty();
    assertThat(stream.isBehind()).isTrue();
    assertThat(laggards.size()).isEqualTo(1);
    assertThat(loop.stats().getInteger("behind")).isEqualTo(1);
  }

  @Test
  void itGetsTheNewestOfEachSymbolInTheOrderOfTheirArrival() {
    PriceStream stream = slow(HubLoop.JSON);
    laggards.miss(stream, List.of(arrival("A", "1"), arrival("C", "2"), arrival("B", "3")), Arrivals.HERE);
    laggards.miss(stream, List.of(arrival("A", "4")), Arrivals.HERE);
    caughtUp();
    assertThat(client.prices()).containsExactly("C=2", "B=3", "A=4");
  }

  @Test
  void itKeepsUpAgainThen() {
    PriceStream stream = slow(HubLoop.JSON);
    laggards.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
    client.drain();
    assertThat(stream.keepsUp()).as("before what it missed").isFalse();
    laggards.poll(System.nanoTime());
    assertThat(stream.keepsUp()).isTrue();
    assertThat(stream.isBehind()).isFalse();
  }

  @Test
  void whatAWaitingPassHasForItIsStillItsOwn() {
    PriceStream stream = slow(HubLoop.JSON);
    laggards.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
    stream.group().collect(arrival("B", "2"));
    stream.group().collect(arrival("A", "3"));
    caughtUp();
    new Pass(frames, laggards, Arrivals.HERE).give(stream.group(), stream.group().due(0));
    assertThat(client.prices()).containsExactly("A=1", "B=2", "A=3");
  }

  @Test
  void aStreamThatIsBeingGivenWhatItMissedStaysOutOfThePasses() {
    PriceStream stream = slow(HubLoop.JSON);
    stream.leave();
    laggards.miss(stream, List.of(arrival(builder("A", 1, "77").test().build())), Arrivals.HERE);
    caughtUp();
    stream.group().collect(arrival("A", "2"));
    new Pass(frames, laggards, Arrivals.HERE).give(stream.group(), stream.group().due(0));
    assertThat(client.prices()).containsExactly("A=77");
  }

  @Test
  void theExtremesOfAllThatItMissedAreKeptDigitForDigit() {
    PriceStream stream = slow(WINDOWS);
    laggards.miss(stream, List.of(arrival("A", "100.00"), arrival("A", "99.9"), arrival("B", "7")), Arrivals.HERE);
    laggards.miss(stream, List.of(arrival("A", "100.50")), Arrivals.HERE);
    laggards.miss(stream, List.of(arrival("A", "100.1")), Arrivals.HERE);
    assertThat(caughtUp()).contains(
        "{\"symbol\": \"A\", \"price\": 100.1, \"window_high\": 100.50, \"window_low\": 99.9, \"window_count\": 4}",
        "{\"symbol\": \"B\", \"price\": 7, \"window_high\": 7, \"window_low\": 7, \"window_count\": 1}");
  }

  @Test
  void whatAnIntervalHadMergedCountsInFull() {
    PriceStream stream = slow(WINDOWS);
    Arrival merged = arrival("A", "5").mergedInto(arrival("A", "1")).mergedInto(arrival("A", "3"));
    laggards.miss(stream, List.of(merged), Arrivals.HERE);
    laggards.miss(stream, List.of(arrival("A", "4")), Arrivals.HERE);
    assertThat(caughtUp()).contains("\"price\": 4, \"window_high\": 5, \"window_low\": 1, \"window_count\": 4");
  }

  @Test
  void itIsToldHowTheFeedIsAndGetsTheLastTest() {
    PriceStream stream = slow(HubLoop.JSON);
    laggards.missFeedState(stream);
    laggards.miss(stream, List.of(arrival(builder("A", 1, "77").test().build())), Arrivals.HERE);
    laggards.miss(stream, List.of(arrival("A", "1"), arrival(builder("B", 1, "78").test().build())), Arrivals.HERE);
    assertThat(caughtUp()).startsWith("event: feed\n").contains("\"price\": 78, \"test\": true");
    assertThat(client.prices()).containsExactly("A=1", "B=78");
  }

  @Test
  void howeverMuchItMissesOneEventOfASymbolIsKept() {
    Missed missed = new Missed(true);
    for (int i = 0; i < 100_000; i++) {
      missed.add(arrival(i % 2 == 0 ? "A" : "Z", Integer.toString(i + 1)));
    }
    assertThat(missed.arrivals()).extracting(arrival -> arrival.tick().symbol()).containsExactly("A", "Z");
    assertThat(missed.arrivals().get(0).window().count()).isEqualTo(50_000);
  }

  @Test
  void withoutWindowsNothingOfThePastIsKept() {
    Missed missed = new Missed(false);
    missed.add(arrival("A", "1"));
    missed.add(arrival("A", "2"));
    assertThat(missed.arrivals()).singleElement().satisfies(arrival -> assertThat(arrival.merged()).isEmpty());
  }

  @Test
  void afterTheTimeoutItIsCutAndNotBefore() {
    FakeResponse stuck = loop.opened(HubLoop.ALL);
    PriceStream[] stream = new PriceStream[1];
    Cohort cohort = Cohorts.cohort();
    loop.turn(() -> {
      stuck.fill();
      stream[0] = cohort.add(stuck.asOutlet(), HubLoop.ALL);
      laggards.miss(stream[0], List.of(arrival("A", "1")), Arrivals.HERE);
      laggards.poll(stream[0].behindSince + TIMEOUT.toNanos());
    });
    assertThat(stuck.isCut()).isFalse();
    loop.turn(() -> laggards.poll(stream[0].behindSince + TIMEOUT.toNanos() + 1));
    assertThat(stuck.isCut()).isTrue();
    assertThat(laggards.isEmpty()).isTrue();
    assertThat(cohort.isEmpty()).isTrue();
    assertThat(loop.stats().getLong("cut_for_slowness")).isEqualTo(1);
  }
}
