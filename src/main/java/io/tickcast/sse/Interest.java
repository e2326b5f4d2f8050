package io.tickcast.sse;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Which groups want a tick, found from its symbol: a pass over many small subscriptions costs what it delivers, not
 * subscriptions times ticks.
 */
final class Interest {
  private final Map<String, Map<String, Row>> rows = new HashMap<>();
  private final Map<String, List<Group>> everything = new HashMap<>();
  private int symbols;

  private static final class Row {
    final int number;
    final List<Group> groups = new ArrayList<>();

    Row(int number) {
      this.number = number;
    }
  }

  /** Numbers from 0, in the order in which symbols are first heard of. */
  int number(Tick tick) {
    return row(tick.exchange(), tick.symbol()).number;
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
        .map(symbol -> row(subscription.exchange(), symbol).groups)
        .toList();
  }

  void forEach(Tick tick, Consumer<Group> action) {
    everything.getOrDefault(tick.exchange(), List.of()).forEach(action);
    Row row = rows.getOrDefault(tick.exchange(), Map.of()).get(tick.symbol());
    if (row != null) {
      row.groups.forEach(action);
    }
  }

  private Row row(String exchange, String symbol) {
    return rows.computeIfAbsent(exchange, e -> new HashMap<>())
        .computeIfAbsent(symbol, s -> new Row(symbols++));
  }
}
