package io.tickcast.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The last trades of each symbol, for REST. Not thread-safe. */
final class TradeHistory {
    private static final int MOST_OF_A_SYMBOL = 5_000;
    private static final int MOST = 100_000;

    private final int ofASymbol;
    private final Map<String, Deque<AggTrade>> bySymbol = new HashMap<>();

    /** @param symbols that share the memory */
    TradeHistory(int symbols) {
        ofASymbol = Math.max(1, Math.min(MOST_OF_A_SYMBOL, MOST / Math.max(1, symbols)));
    }

    void remember(AggTrade trade) {
        Deque<AggTrade> trades = bySymbol.computeIfAbsent(trade.symbol(), symbol -> new ArrayDeque<>());
        trades.addLast(trade);
        if (trades.size() > ofASymbol) {
            trades.removeFirst();
        }
    }

    /** The first ones from this number on, or the last ones; ascending. */
    List<AggTrade> trades(String symbol, OptionalLong from, int limit) {
        Deque<AggTrade> trades = bySymbol.getOrDefault(symbol, new ArrayDeque<>());
        return from.isPresent()
                ? trades.stream()
                        .filter(trade -> trade.number() >= from.getAsLong())
                        .limit(limit)
                        .toList()
                : trades.stream().skip(Math.max(0, trades.size() - limit)).toList();
    }
}
