package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what of a pass, while streams come and go in its pauses. */
class PassTest {
  private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  private final HubLoop loop = new HubLoop();
  private final Laggards laggards = new Laggards(loop.hub(), ALLOCATOR, Duration.ofMinutes(1));
  private final Group group = group();
  private final Map<PriceStream, FakeResponse> clients = new HashMap<>();
  private long sequence;

  @AfterEach
  void close() {
    loop.close();
  }

  private static Group group() {
    return new Group(HubLoop.ALL, new TickEvents(HubLoop.JSON, true));
  }

  /** A stream whose snapshot holds all that has arrived. */
  private PriceStream joined(Group to) {
    FakeResponse client = new FakeResponse();
    PriceStream stream = new PriceStream(client.asOutlet(), to);
    clients.put(stream, client);
    stream.joined(sequence);
    to.add(stream);
    return stream;
  }

  private List<String> prices(PriceStream stream) {
    return clients.get(stream).prices();
  }

  private void arrive(Group at) {
    at.collect(new Arrival(tick("A", sequence + 1, Long.toString(sequence + 1)), sequence, 0));
    sequence++;
  }

  private Pass pass(Group... groups) {
    return new Pass(ALLOCATOR, laggards, List.of(groups), 0);
  }

  /** As far as a pass goes when its time is over at once. */
  private static boolean aPart(Pass pass) {
    return pass.run(System.nanoTime() - 1);
  }

  private static void whole(Pass pass) {
    assertThat(pass.run(System.nanoTime() + Duration.ofHours(1).toNanos())).as("done").isTrue();
  }

  @Test
  void withTimeEnoughIsDoneInOneGo() {
    List<PriceStream> streams = IntStream.range(0, 1_000).mapToObj(i -> joined(group)).toList();
    arrive(group);
    Pass pass = pass(group);
    whole(pass);
    assertThat(streams).allSatisfy(stream -> assertThat(prices(stream)).containsExactly("A=1"));
    assertThat(pass.written()).isEqualTo(1_000);
  }

  @Test
  void withoutTimeGoesOnInParts() {
    List<PriceStream> streams = IntStream.range(0, 100).mapToObj(i -> joined(group)).toList();
    arrive(group);
    Pass pass = pass(group);
    int parts = 1;
    while (!aPart(pass)) {
      parts++;
    }
    assertThat(parts).isEqualTo(4);
    assertThat(streams).allSatisfy(stream -> assertThat(prices(stream)).containsExactly("A=1"));
  }

  @Test
  void ofGroupsWithOneStreamEachGoesOnInPartsToo() {
    List<Group> groups = IntStream.range(0, 10).mapToObj(i -> group()).toList();
    List<PriceStream> streams = groups.stream().map(this::joined).toList();
    groups.forEach(this::arrive);
    Pass pass = pass(groups.toArray(Group[]::new));
    int parts = 1;
    while (!aPart(pass)) {
      parts++;
    }
    assertThat(parts).isEqualTo(10);
    assertThat(streams).allSatisfy(stream -> assertThat(prices(stream)).hasSize(1));
  }

  @Test
  void aStreamThatComesInAPauseGetsTheNextPassOnly() {
    IntStream.range(0, 64).forEach(i -> joined(group));
    arrive(group);
    Pass first = pass(group);
    assertThat(aPart(first)).isFalse();
    PriceStream late = joined(group);
    arrive(group);
    whole(first);
    assertThat(prices(late)).isEmpty();
    whole(pass(group));
    assertThat(prices(late)).containsExactly("A=2");
  }

  @Test
  void aStreamThatJoinsBetweenTickAndPassGetsEachTickOnce() {
    arrive(group);
    arrive(group);
    PriceStream late = joined(group);
    arrive(group);
    whole(pass(group));
    assertThat(prices(late)).containsExactly("A=3");
  }

  @Test
  void aStreamThatJoinsAfterAllTicksOfAPassIsWrittenNothing() {
    arrive(group);
    PriceStream late = joined(group);
    Pass pass = pass(group);
    whole(pass);
    assertThat(clients.get(late).writes()).isEmpty();
    assertThat(pass.written()).isZero();
  }

  @Test
  void aTestIsForAllWhoAreThere() {
    group.collect(new Arrival(builder("A", 1, "77").test().build(), sequence++, -1));
    arrive(group);
    PriceStream late = joined(group);
    PriceStream returning = joined(group);
    returning.leave();
    whole(pass(group));
    assertThat(prices(late)).containsExactly("A=77");
    assertThat(prices(returning)).containsExactly("A=77");
  }

  @Test
  void ofAnIntervalsTicksAStreamGetsThoseThatItsSnapshotLacks() {
    Group paced = new Group(
        new Subscription(HubLoop.ALL.exchange(), SymbolSelection.ALL, HubLoop.JSON, 1), new TickEvents(HubLoop.JSON, true));
    paced.collect(new Arrival(tick("A", 1, "1"), sequence++, 0));
    paced.collect(new Arrival(tick("B", 1, "1"), sequence++, 1));
    whole(pass(paced));
    // Both wait; A goes on after B, and after a stream joined.
    paced.collect(new Arrival(tick("A", 2, "2"), sequence++, 0));
    paced.collect(new Arrival(tick("B", 2, "2"), sequence++, 1));
    PriceStream late = joined(paced);
    paced.collect(new Arrival(tick("A", 3, "3"), sequence++, 0));
    whole(new Pass(ALLOCATOR, laggards, List.of(paced), 1_000_000));
    assertThat(prices(late)).containsExactly("A=3");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whoeverComesAndGoesNobodyGetsATickTwiceOrNotAtAll(long seed) {
    Random random = new Random(seed);
    List<Group> groups = IntStream.range(0, 5).mapToObj(i -> group()).toList();
    Map<PriceStream, Long> joinedAt = new HashMap<>();
    List<PriceStream> open = new ArrayList<>();
    for (int round = 0; round < 60; round++) {
      change(random, groups, joinedAt, open, round < 3 ? 120 : 20, round < 50);
      groups.forEach(this::arriveAtSameTime);
      sequence++;
      Pass pass = pass(groups.toArray(Group[]::new));
      while (!aPart(pass)) {
        change(random, groups, joinedAt, open, 6, true);
      }
    }
    assertThat(open).hasSizeGreaterThan(100).allSatisfy(stream -> assertThat(prices(stream)).containsExactlyElementsOf(
        IntStream.range(joinedAt.get(stream).intValue(), (int) sequence).mapToObj(n -> "A=" + (n + 1)).toList()));
    joinedAt.keySet().removeAll(open);
    assertThat(joinedAt).hasSizeGreaterThan(100).allSatisfy((gone, from) -> {
      List<String> prices = prices(gone);
      assertThat(prices).containsExactlyElementsOf(
          IntStream.range(0, prices.size()).mapToObj(n -> "A=" + (from + n + 1)).toList());
    });
  }

  private void arriveAtSameTime(Group at) {
    at.collect(new Arrival(tick("A", sequence + 1, Long.toString(sequence + 1)), sequence, 0));
  }

  private void change(Random random, List<Group> groups, Map<PriceStream, Long> joinedAt, List<PriceStream> open,
      int changes, boolean mayGo) {
    for (int i = random.nextInt(changes); i > 0; i--) {
      if (open.isEmpty() || random.nextInt(9) > 3 || !mayGo) {
        PriceStream stream = joined(groups.get(random.nextInt(groups.size())));
        joinedAt.put(stream, sequence);
        open.add(stream);
      } else {
        PriceStream gone = open.remove(random.nextInt(open.size()));
        gone.group().remove(gone);
      }
    }
  }
}
