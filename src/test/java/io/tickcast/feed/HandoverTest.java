package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Figure;
import io.tickcast.market.Tick;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandoverTest {
  /** A handover keeps its next connection for others and never touches it. */
  private static final Connection UNTOUCHED = null;

  private final Map<String, Long> newest = new HashMap<>(Map.of("A", 100L, "B", 100L));

  private Handover handover(String... ticking) {
    return new Handover(UNTOUCHED, Set.of(ticking), symbol -> newest.getOrDefault(symbol, 0L));
  }

  private static Tick tick(String symbol, long eventTime) {
    Tick.Builder tick = new Tick.Builder().exchange("binance").symbol(symbol).eventTime(eventTime).receivedAt(1);
    tick.figure(Figure.PRICE, "1.5");
    return tick.build();
  }

  private void old(Handover handover, String symbol, long eventTime) {
    newest.put(symbol, eventTime);
    handover.check(symbol);
  }

  @Test
  void isIncompleteBeforeTheNewConnectionSpeaks() {
    assertThat(handover("A").isComplete()).isFalse();
    assertThat(handover().isComplete()).isFalse();
  }

  @Test
  void isCompleteOnceTheOldHasBroughtTheFirstTickOfTheNew() {
    Handover handover = handover("A");
    handover.hold(tick("A", 103));
    handover.hold(tick("A", 104));
    old(handover, "A", 102);
    assertThat(handover.isComplete()).isFalse();

    old(handover, "A", 103);

    assertThat(handover.isComplete()).isTrue();
    assertThat(handover.held()).extracting(Tick::eventTime).containsExactly(103L, 104L);
  }

  @Test
  void isCompleteAtOnceWhenTheOldIsAhead() {
    Handover handover = handover("A");
    handover.hold(tick("A", 99));

    assertThat(handover.isComplete()).isTrue();
  }

  @Test
  void waitsForEverySymbolThatTicks() {
    Handover handover = handover("A", "B");
    handover.hold(tick("A", 100));
    assertThat(handover.isComplete()).isFalse();

    handover.hold(tick("B", 101));
    assertThat(handover.isComplete()).isFalse();
    old(handover, "B", 101);

    assertThat(handover.isComplete()).isTrue();
  }

  @Test
  void waitsForNoSymbolThatIsSilentOnTheOld() {
    Handover handover = handover("A");
    handover.hold(tick("C", 500));
    assertThat(handover.isComplete()).isFalse();
    handover.hold(tick("A", 100));

    assertThat(handover.isComplete()).isTrue();
  }

  @Test
  void aStragglerOfTheNewDoesNotCompleteIt() {
    Handover handover = handover("A");
    handover.hold(tick("A", 105));
    handover.hold(tick("A", 100));

    assertThat(handover.isComplete()).isFalse();
  }

  @Test
  void holdsNoMoreThanItsBound() {
    Handover handover = handover("A");
    for (int i = 1; i < 50_000; i++) {
      handover.hold(tick("A", 100 + i));
    }
    assertThat(handover.isComplete()).isFalse();
    handover.hold(tick("A", 60_000));

    assertThat(handover.isComplete()).isTrue();
  }
}
