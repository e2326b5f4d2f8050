package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExpiriesTest {
  private final Expiries expiries = new Expiries();
  private final List<Object> ended = new ArrayList<>();

  private void add(Object stream, long until, long now) {
    expiries.addBefore(stream, until, now, () -> ended.add(stream));
  }

  @Test
  void aStreamEndsOnceAndBeforeItsTime() {
    for (int i = 0; i < 1_000; i++) {
      add(i, 3_600_000, 0);
    }
    expiries.endDue(3_600_000 - 2_000 - 10_000 - 1_000);
    assertThat(ended).isEmpty();
    // The look that comes a second before the time is the last that may find one.
    expiries.endDue(3_600_000 - 2_000);
    expiries.endDue(3_600_000);
    assertThat(ended).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(expiries.size()).isZero();
  }

  @Test
  void thoseOfOneTimeDoNotAllEndAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      add(i, 3_600_000, 0);
    }
    long[] most = new long[1];
    LongStream.iterate(3_580_000, now -> now <= 3_600_000, now -> now + 1_000).forEach(now -> {
      int before = ended.size();
      expiries.endDue(now);
      most[0] = Math.max(most[0], ended.size() - before);
    });
    assertThat(ended).hasSize(1_000);
    assertThat(most[0]).isLessThan(300);
  }

  @Test
  void oneThatIsGoneIsForgotten() {
    add("a", 100_000, 0);
    add("b", 100_000, 0);
    expiries.remove("a");
    expiries.remove("a");
    expiries.remove("never there");
    assertThat(expiries.size()).isEqualTo(1);
    expiries.endDue(100_000);
    assertThat(ended).containsExactly("b");
  }

  @Test
  void oneWhoseTimeIsOverEndsAtTheNextLook() {
    add("a", 5_000, 9_000);
    expiries.endDue(9_000);
    assertThat(ended).containsExactly("a");
  }

  @Test
  void oneWithAnAgeEndsAtTheFirstLookAfterIt() {
    expiries.addAfter("a", 10_500, () -> ended.add("a"));
    expiries.endDue(10_499);
    assertThat(ended).isEmpty();
    expiries.endDue(11_000);
    assertThat(ended).containsExactly("a");
  }

  @Test
  void oneThatEndsAnotherDoesNotDisturb() {
    String a = "a";
    String b = "b";
    expiries.addBefore(a, 5_000, 5_000, () -> expiries.remove(b));
    expiries.addBefore(b, 5_000, 5_000, () -> expiries.remove(a));
    expiries.endDue(9_000);
    assertThat(expiries.size()).isZero();
  }
}
