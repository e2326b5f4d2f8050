package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayRingTest {
  private static final long START = 1_000_000;

  private static Tick nth(long n) {
    return tick("BTCUSDT", n + 1, Long.toString(n + 1));
  }

  private static ReplayRing filled(int maxTicks, int count) {
    ReplayRing ring = new ReplayRing(60_000, maxTicks, Long.MAX_VALUE, START);
    for (int i = 0; i < count; i++) {
      ring.append(nth(i), START + i);
    }
    return ring;
  }

  @Test
  void anEmptyOneCoversFromItsStartOn() {
    ReplayRing ring = filled(10, 0);
    assertThat(ring.covers(START)).isTrue();
    assertThat(ring.covers(START - 1)).isFalse();
    assertThat(ring.position(START)).isEqualTo(ring.head()).isZero();
    assertThat(ring.size()).isZero();
  }

  @Test
  void aCursorStandsForAllThatArrivedWithItOrLater() {
    ReplayRing ring = new ReplayRing(60_000, 100, Long.MAX_VALUE, START);
    for (long cursor : new long[] {START, START + 5, START + 5, START + 5, START + 9}) {
      ring.append(nth(ring.head()), cursor);
    }
    assertThat(ring.position(START)).isZero();
    assertThat(ring.position(START + 1)).isEqualTo(1);
    assertThat(ring.position(START + 5)).isEqualTo(1);
    assertThat(ring.position(START + 6)).isEqualTo(4);
    assertThat(ring.position(START + 10)).isEqualTo(5).isEqualTo(ring.head());
  }

  @Test
  void beyondItsCountTheOldestGoes() {
    ReplayRing ring = filled(1_000, 1_001);
    assertThat(ring.size()).isEqualTo(1_000);
    assertThat(ring.holds(0)).isFalse();
    assertThat(ring.holds(1)).isTrue();
    assertThat(ring.covers(START)).isFalse();
    assertThat(ring.covers(START + 1)).isTrue();
    assertThat(ring.at(1).eventTime()).isEqualTo(2);
  }

  @Test
  void beyondItsTimeTheOldestGo() {
    ReplayRing ring = filled(1_000, 100);
    ring.append(nth(100), START + 60_050);
    assertThat(ring.size()).isEqualTo(51);
    assertThat(ring.covers(START + 49)).isFalse();
    assertThat(ring.covers(START + 50)).isTrue();
    assertThat(ring.at(ring.position(START + 50)).eventTime()).isEqualTo(51);
  }

  @Test
  void beyondItsBytesTheOldestGoButTheNewestStays() {
    ReplayRing ring = new ReplayRing(60_000, 100, 10 * nth(1).heapBytes(), START);
    for (int i = 1; i <= 30; i++) {
      ring.append(tick("BTCUSDT", i, "1"), START + i);
    }
    assertThat(ring.size()).isEqualTo(10);
    assertThat(ring.covers(START + 20)).isFalse();
    assertThat(ring.covers(START + 21)).isTrue();
    ring = new ReplayRing(60_000, 100, 1, START);
    ring.append(nth(1), START);
    ring.append(nth(2), START);
    assertThat(ring.size()).isEqualTo(1);
  }

  @Test
  void aMomentOfWhichSomeAreGoneIsNotCovered() {
    ReplayRing ring = new ReplayRing(60_000, 2, Long.MAX_VALUE, START);
    for (int i = 0; i < 3; i++) {
      ring.append(nth(i), START + 7);
    }
    assertThat(ring.covers(START + 7)).isFalse();
    assertThat(ring.covers(START + 8)).isTrue();
  }

  @Test
  void itGrowsAsItFillsAndLosesNothing() {
    ReplayRing ring = filled(10_000, 9_000);
    assertThat(ring.size()).isEqualTo(9_000);
    for (int position = 0; position < 9_000; position++) {
      assertThat(ring.at(position).eventTime()).isEqualTo(position + 1);
    }
  }

  @Test
  void itAgreesWithAListThatIsSearchedFromTheStart() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int max = 1 + random.nextInt(3_000);
      long span = 1 + random.nextInt(500);
      ReplayRing ring = new ReplayRing(span, max, Long.MAX_VALUE, START);
      List<Long> cursors = new ArrayList<>();
      int gone = 0;
      long cursor = START;
      for (int i = 0; i < 5_000; i++) {
        cursor += Math.max(0, random.nextInt(12) - 9) + (random.nextInt(1_000) == 0 ? random.nextInt(900) : 0);
        ring.append(nth(i), cursor);
        while (cursor - (gone < cursors.size() ? cursors.get(gone) : cursor) > span) {
          gone++;
        }
        cursors.add(cursor);
        gone = Math.max(gone, cursors.size() - max);
        if (i % 17 == 0) {
          agrees(ring, cursors, gone, cursor - random.nextInt(700) + 3);
        }
      }
    }
  }

  private static void agrees(ReplayRing ring, List<Long> cursors, int gone, long asked) {
    int position = gone;
    while (position < cursors.size() && cursors.get(position) < asked) {
      position++;
    }
    assertThat(ring.size()).isEqualTo(cursors.size() - gone);
    assertThat(ring.position(asked)).isEqualTo(position);
    assertThat(ring.covers(asked)).isEqualTo(asked >= START && (gone == 0 || asked > cursors.get(gone - 1)));
    assertThat(ring.holds(gone)).isTrue();
    assertThat(ring.holds(gone - 1)).isFalse();
    if (position < cursors.size()) {
      assertThat(ring.at(position).eventTime()).isEqualTo(position + 1);
    }
  }
}
