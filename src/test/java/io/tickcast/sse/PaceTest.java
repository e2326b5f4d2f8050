package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long INTERVAL = 1_000;
  private static final long START = -5_000;

  private final Tick first = tick("BTCUSDT", 1, "1");
  private final Tick second = tick("BTCUSDT", 2, "2");
  private final Tick third = tick("BTCUSDT", 3, "3");
  private final Pace pace = new Pace(INTERVAL);

  @Test
  void theFirstTickOfASymbolLeavesAtOnce() {
    assertThat(pace.admit(List.of(first), START)).containsExactly(first);
    assertThat(pace.nextDue(START)).isEmpty();
  }

  @Test
  void withinTheIntervalATickWaits() {
    pace.admit(List.of(first), START);
    assertThat(pace.admit(List.of(second), START + INTERVAL - 1)).isEmpty();
    assertThat(pace.nextDue(START + INTERVAL - 1)).hasValue(1);
    assertThat(pace.due(START + INTERVAL - 1)).isEmpty();
    assertThat(pace.due(START + INTERVAL)).containsExactly(second);
  }

  @Test
  void afterTheIntervalATickLeavesAtOnce() {
    pace.admit(List.of(first), START);
    assertThat(pace.admit(List.of(second), START + INTERVAL)).containsExactly(second);
  }

  @Test
  void onlyTheNewestWaits() {
    pace.admit(List.of(first), START);
    pace.admit(List.of(second), START + 1);
    pace.admit(List.of(third), START + 2);
    assertThat(pace.due(START + INTERVAL)).containsExactly(third);
    assertThat(pace.due(START + 2 * INTERVAL)).isEmpty();
  }

  @Test
  void ofSeveralInOnePassOnlyTheNewestLeaves() {
    assertThat(pace.admit(List.of(first, second, third), START)).containsExactly(third);
    assertThat(pace.nextDue(START)).isEmpty();
  }

  @Test
  void aTickThatWaitedStartsTheIntervalAnew() {
    pace.admit(List.of(first), START);
    pace.admit(List.of(second), START + 1);
    pace.due(START + INTERVAL + 300);
    assertThat(pace.admit(List.of(third), START + 2 * INTERVAL)).isEmpty();
    assertThat(pace.nextDue(START + 2 * INTERVAL)).hasValue(300);
  }

  @Test
  void eachSymbolHasItsOwnInterval() {
    Tick ether = tick("ETHUSDT", 1, "1");
    pace.admit(List.of(first), START);
    assertThat(pace.admit(List.of(ether, second), START + 400)).containsExactly(ether);
    pace.admit(List.of(tick("ETHUSDT", 2, "2")), START + 500);
    assertThat(pace.nextDue(START + 500)).hasValue(500);
    assertThat(pace.due(START + INTERVAL)).containsExactly(second);
    assertThat(pace.nextDue(START + INTERVAL)).hasValue(400);
  }

  @Test
  void whatIsLongDueIsDueNow() {
    pace.admit(List.of(first), START);
    pace.admit(List.of(second), START + 1);
    assertThat(pace.nextDue(START + 10 * INTERVAL)).hasValue(0);
  }

  @Test
  void aTestTickNeverWaits() {
    Tick test = builder("BTCUSDT", 9, "9").test().build();
    pace.admit(List.of(first), START);
    assertThat(pace.admit(List.of(test), START + 1)).containsExactly(test);
    assertThat(pace.admit(List.of(second), START + 2)).isEmpty();
    assertThat(pace.due(START + INTERVAL)).containsExactly(second);
  }
}
