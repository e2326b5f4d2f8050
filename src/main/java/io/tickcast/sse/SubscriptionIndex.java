package io.tickcast.sse;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
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
    private final IntObjectMap<List<SubscriptionGroup>> bySymbol = new IntObjectHashMap<>();
    private final Map<String, List<SubscriptionGroup>> everything = new HashMap<>();
    private final UnlistedSubscriptions unlisted = new UnlistedSubscriptions();

    SubscriptionIndex(SymbolIndex symbolIndex) {
        this.symbolIndex = symbolIndex;
    }

    void add(SubscriptionGroup group) {
        groupLists(group).forEach(list -> list.add(group));
        unlisted.add(group);
    }

    void remove(SubscriptionGroup group) {
        groupLists(group).forEach(list -> list.remove(group));
        unlisted.remove(group);
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
        List<SubscriptionGroup> known = bySymbol.get(symbol);
        List<SubscriptionGroup> groups = known != null ? known : new ArrayList<>(1);
        bySymbol.put(symbol, groups);
        return groups;
    }

    boolean isWanted(SequencedTick tick) {
        return !(all(tick).isEmpty() && named(tick).isEmpty()) || unlisted.isWanted(tick.tick());
    }

    void forEach(SequencedTick tick, Consumer<SubscriptionGroup> action) {
        all(tick).forEach(action);
        named(tick).forEach(action);
        unlisted.forEach(tick.tick(), action);
    }

    private List<SubscriptionGroup> all(SequencedTick tick) {
        return everything.getOrDefault(tick.tick().exchange(), List.of());
    }

    private List<SubscriptionGroup> named(SequencedTick tick) {
        List<SubscriptionGroup> groups = bySymbol.get(tick.symbol());
        return groups != null ? groups : List.of();
    }
}
