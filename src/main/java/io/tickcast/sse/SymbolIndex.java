package io.tickcast.sse;

import io.tickcast.market.Tick;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the symbols of a hub, from 0 in the order in which they are first heard of: what is kept per symbol is an
 * array.
 */
final class SymbolIndex {
    /** The number of a symbol that no stream has requested and no exchange has sent. */
    static final int UNKNOWN = -1;

    private final Map<String, Map<String, Integer>> numbers = new HashMap<>();
    private int next;

    int of(String exchange, String symbol) {
        return numbers.computeIfAbsent(exchange, e -> new HashMap<>()).computeIfAbsent(symbol, s -> next++);
    }

    /** The number of a tick's symbol. A test gets no new number: its symbol could be any word. */
    int of(Tick tick) {
        return tick.isTest()
                ? numbers.getOrDefault(tick.exchange(), Map.of()).getOrDefault(tick.symbol(), UNKNOWN)
                : of(tick.exchange(), tick.symbol());
    }
}
