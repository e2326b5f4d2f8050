package io.tickcast.sse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which groups want a tick, found from its symbol's number: a pass over many small subscriptions costs what it
 * delivers, not subscriptions times ticks.
 */
final class Interest {
  private final SymbolNumbers numbers;
  private final List<List<Group>> bySymbol = new ArrayList<>();
  private final Map<String, List<Group>> everything = new HashMap<>();

  Interest(SymbolNumbers numbers) {
    this.numbers = numbers;
  }

  void add(Group group) {
    groupLists(group).forEach(list -> list.add(group));
  }

  void remove(Group group) {
    groupLists(group).forEach(list -> list.remove(group));
  }

  private List<List<Group>> groupLists(Group group) {
    Subscription subscription = group.subscription();
    if (subscription.symbols().only().isEmpty()) {
      return List.of(everything.computeIfAbsent(subscription.exchange(), exchange -> new ArrayList<>()));
    }
    return subscription.symbols().only().get().stream()
        .map(symbol -> groups(numbers.of(subscription.exchange(), symbol)))
        .toList();
  }

  private List<Group> groups(int symbol) {
    while (bySymbol.size() <= symbol) {
      bySymbol.add(new ArrayList<>(0));
    }
    return bySymbol.get(symbol);
  }

  void forEach(Arrival arrival, Consumer<Group> action) {
    everything.getOrDefault(arrival.tick().exchange(), List.of()).forEach(action);
    int symbol = arrival.symbol();
    if (symbol != SymbolNumbers.UNKNOWN && symbol < bySymbol.size()) {
      bySymbol.get(symbol).forEach(action);
    }
  }
}
