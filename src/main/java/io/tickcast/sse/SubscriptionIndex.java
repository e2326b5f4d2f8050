package io.tickcast.sse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the groups that want a tick by the number of its symbol. So a flush over many small subscriptions costs what it
 * delivers, not subscriptions times ticks.
 */
final class SubscriptionIndex {
    private final SymbolIndex symbolIndex;
    private final List<List<SubscriptionGroup>> bySymbol = new ArrayList<>();
    private final Map<String, List<SubscriptionGroup>> everything = new HashMap<>();

    SubscriptionIndex(SymbolIndex symbolIndex) {
        this.symbolIndex = symbolIndex;
    }

    void add(SubscriptionGroup group) {
        groupLists(group).forEach(list -> list.add(group));
    }

    void remove(SubscriptionGroup group) {
        groupLists(group).forEach(list -> list.remove(group));
    }

    private List<List<SubscriptionGroup>> groupLists(SubscriptionGroup group) {
        Subscription subscription = group.subscription();
        List<String> exchanges = subscription.exchanges().names();
        if (subscription.symbols().only().isEmpty()) {
            return exchanges.stream()
                    .map(exchange -> everything.computeIfAbsent(exchange, named -> new ArrayList<>()))
                    .toList();
        }
        return subscription.symbols().only().get().stream()
                .flatMap(symbol -> exchanges.stream().map(exchange -> groups(symbolIndex.of(exchange, symbol))))
                .toList();
    }

    private List<SubscriptionGroup> groups(int symbol) {
        while (bySymbol.size() <= symbol) {
            bySymbol.add(new ArrayList<>(0));
        }
        return bySymbol.get(symbol);
    }

    void forEach(SequencedTick tick, Consumer<SubscriptionGroup> action) {
        everything.getOrDefault(tick.tick().exchange(), List.of()).forEach(action);
        int symbol = tick.symbol();
        if (symbol != SymbolIndex.UNKNOWN && symbol < bySymbol.size()) {
            bySymbol.get(symbol).forEach(action);
        }
    }
}
