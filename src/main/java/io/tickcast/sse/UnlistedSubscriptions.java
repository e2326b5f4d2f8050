package io.tickcast.sse;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The groups that want symbols which the settings do not have. Clients may name any, so such a symbol has no number
 * that would outlive its streams.
 */
final class UnlistedSubscriptions {
    private final Map<Market, List<SubscriptionGroup>> byName = new HashMap<>();
    private final Map<String, List<SubscriptionGroup>> byPrefix = new HashMap<>();

    private record Market(String exchange, String symbol) {}

    void add(SubscriptionGroup group) {
        SymbolSelection symbols = group.subscription().symbols();
        for (String exchange : group.subscription().exchanges().names()) {
            symbols.others().forEach(symbol -> add(byName, new Market(exchange, symbol), group));
            if (!symbols.prefixes().isEmpty()) {
                add(byPrefix, exchange, group);
            }
        }
    }

    private static <K> void add(Map<K, List<SubscriptionGroup>> groups, K key, SubscriptionGroup group) {
        groups.computeIfAbsent(key, first -> new ArrayList<>(1)).add(group);
    }

    void remove(SubscriptionGroup group) {
        SymbolSelection symbols = group.subscription().symbols();
        for (String exchange : group.subscription().exchanges().names()) {
            symbols.others().forEach(symbol -> remove(byName, new Market(exchange, symbol), group));
            if (!symbols.prefixes().isEmpty()) {
                remove(byPrefix, exchange, group);
            }
        }
    }

    private static <K> void remove(Map<K, List<SubscriptionGroup>> groups, K key, SubscriptionGroup group) {
        groups.computeIfPresent(key, (same, list) -> {
            list.remove(group);
            return list.isEmpty() ? null : list;
        });
    }

    boolean isWanted(Tick tick) {
        return !named(tick).isEmpty() || prefixed(tick).stream().anyMatch(group -> wantsByPrefix(group, tick));
    }

    void forEach(Tick tick, Consumer<SubscriptionGroup> action) {
        named(tick).forEach(action);
        for (SubscriptionGroup group : prefixed(tick)) {
            if (wantsByPrefix(group, tick)) {
                action.accept(group);
            }
        }
    }

    private static boolean wantsByPrefix(SubscriptionGroup group, Tick tick) {
        return group.subscription().symbols().wantsByPrefix(tick.symbol());
    }

    private List<SubscriptionGroup> named(Tick tick) {
        return byName.isEmpty()
                ? List.of()
                : byName.getOrDefault(new Market(tick.exchange(), tick.symbol()), List.of());
    }

    private List<SubscriptionGroup> prefixed(Tick tick) {
        return byPrefix.isEmpty() ? List.of() : byPrefix.getOrDefault(tick.exchange(), List.of());
    }
}
