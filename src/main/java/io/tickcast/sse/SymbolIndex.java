package io.tickcast.sse;

import io.tickcast.market.Tick;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the symbols of a hub, from 0 in the order in which they are first heard of: what is kept per symbol is an
 * array.
 */
final class SymbolIndex {
    /** Of a symbol that nobody asked for and no exchange has sent. */
    static final int UNKNOWN = -1;

    private final Map<String, Map<String, Integer>> numbers = new HashMap<>();
    private int next;

    int of(String exchange, String symbol) {
        return numbers.computeIfAbsent(exchange, e -> new HashMap<>()).computeIfAbsent(symbol, s -> next++);
    }

    /** That of a test's symbol is not made up: anybody's word could be one. */
    int of(Tick tick) {
        return tick.isTest()
                ? numbers.getOrDefault(tick.exchange(), Map.of()).getOrDefault(tick.symbol(), UNKNOWN)
                : of(tick.exchange(), tick.symbol());
    }
}
