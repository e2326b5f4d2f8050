package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterestTest {
  private final SymbolNumbers numbers = new SymbolNumbers();
  private final Interest interest = new Interest(numbers);

  private Group added(String exchange, SymbolSelection symbols) {
    Group group = Cohorts.group(new Subscription(exchange, symbols, HubLoop.JSON, 0));
    interest.add(group);
    return group;
  }

  private Group added(String... symbols) {
    return added(Ticks.EXCHANGE, SymbolSelection.of(Set.of(symbols)));
  }

  private List<Group> in(Tick tick) {
    List<Group> groups = new ArrayList<>();
    interest.forEach(Arrivals.of(tick, 0, numbers.of(tick)), groups::add);
    return groups;
  }

  @Test
  void aTickIsForThoseWhoNamedItsSymbolAndForThoseWhoWantAll() {
    Group all = added(Ticks.EXCHANGE, SymbolSelection.ALL);
    Group bitcoin = added("BTCUSDT");
    Group both = added("BTCUSDT", "ETHUSDT");
    assertThat(in(tick("BTCUSDT", 1, "1"))).containsExactlyInAnyOrder(all, bitcoin, both);
    assertThat(in(tick("ETHUSDT", 1, "1"))).containsExactlyInAnyOrder(all, both);
    assertThat(in(tick("XRPUSDT", 1, "1"))).containsExactly(all);
  }

  @Test
  void theSameSymbolAtAnotherExchangeIsAnother() {
    Group here = added("BTCUSDT");
    Group there = added("okx", SymbolSelection.of(Set.of("BTCUSDT")));
    Group allThere = added("okx", SymbolSelection.ALL);
    Tick other = builder("BTCUSDT", 1, "1").exchange("okx").build();
    assertThat(in(tick("BTCUSDT", 1, "1"))).containsExactly(here);
    assertThat(in(other)).containsExactlyInAnyOrder(there, allThere);
    assertThat(numbers.of(other)).isNotEqualTo(numbers.of(tick("BTCUSDT", 1, "1")));
  }

  @Test
  void whoIsGoneWantsNothing() {
    Group all = added(Ticks.EXCHANGE, SymbolSelection.ALL);
    Group both = added("BTCUSDT", "ETHUSDT");
    Group stays = added("ETHUSDT");
    interest.remove(all);
    interest.remove(both);
    assertThat(in(tick("BTCUSDT", 1, "1"))).isEmpty();
    assertThat(in(tick("ETHUSDT", 1, "1"))).containsExactly(stays);
  }

  @Test
  void aSymbolKeepsItsNumberAndNumbersLieClose() {
    added("SOLUSDT");
    assertThat(numbers.of(tick("BTCUSDT", 1, "1"))).isEqualTo(1);
    assertThat(numbers.of(tick("ETHUSDT", 1, "1"))).isEqualTo(2);
    assertThat(numbers.of(tick("BTCUSDT", 9, "9"))).isEqualTo(1);
    assertThat(numbers.of(tick("SOLUSDT", 9, "9"))).isZero();
  }

  @Test
  void aTestOfAnUnknownSymbolIsForThoseWhoWantAllAndIsNotNumbered() {
    Group all = added(Ticks.EXCHANGE, SymbolSelection.ALL);
    added("BTCUSDT");
    Tick test = builder("NEWUSDT", 1, "1").test().build();
    assertThat(in(test)).containsExactly(all);
    assertThat(numbers.of(test)).isEqualTo(SymbolNumbers.UNKNOWN);
    assertThat(numbers.of(tick("NEWUSDT", 1, "1"))).isEqualTo(1);
    assertThat(numbers.of(test)).isEqualTo(1);
  }

  @Test
  void itAgreesWithWhatEachSubscriptionSays() {
    Random random = new Random(11);
    List<Group> present = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      if (present.isEmpty() || random.nextInt(3) > 0) {
        Set<String> symbols = IntStream.range(0, 1 + random.nextInt(4))
            .mapToObj(n -> "S" + random.nextInt(10)).collect(Collectors.toSet());
        present.add(random.nextInt(5) == 0
            ? added(Ticks.EXCHANGE, SymbolSelection.ALL) : added(symbols.toArray(String[]::new)));
      } else {
        interest.remove(present.remove(random.nextInt(present.size())));
      }
      Tick tick = tick("S" + random.nextInt(12), 1, "1");
      assertThat(in(tick)).containsExactlyInAnyOrderElementsOf(
          present.stream().filter(group -> group.subscription().wants(tick)).toList());
    }
  }
}
