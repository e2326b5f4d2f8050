package io.tickcast.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The last trades of each instrument, for REST. Not thread-safe. */
final class TradeHistory {
    private static final int MOST_OF_A_SYMBOL = 5_000;
    private static final int MOST = 100_000;

    private final int ofASymbol;
    private final Map<String, Deque<AggTrade>> byName = new HashMap<>();

    /** @param symbols number of symbols that share the memory */
    TradeHistory(int symbols) {
        ofASymbol = Math.max(1, Math.min(MOST_OF_A_SYMBOL, MOST / Math.max(1, symbols)));
    }

    /** @param name of its instrument */
    void remember(String name, AggTrade trade) {
        Deque<AggTrade> trades = byName.computeIfAbsent(name, first -> new ArrayDeque<>());
        trades.addLast(trade);
        if (trades.size() > ofASymbol) {
            trades.removeFirst();
        }
    }

    /** The first ones from this number on, or the last ones; ascending. */
    List<AggTrade> trades(String name, OptionalLong from, int limit) {
        Deque<AggTrade> trades = of(name);
        return from.isPresent()
                ? trades.stream()
                        .filter(trade -> trade.number() >= from.getAsLong())
                        .limit(limit)
                        .toList()
                : trades.stream().skip(Math.max(0, trades.size() - limit)).toList();
    }

    /** The last ones between these numbers; ascending. */
    List<AggTrade> newest(String name, long above, long below, int limit) {
        List<AggTrade> between = of(name).stream()
                .filter(trade -> trade.number() > above && trade.number() < below)
                .toList();
        return between.subList(Math.max(0, between.size() - limit), between.size());
    }

    private Deque<AggTrade> of(String name) {
        return byName.getOrDefault(name, new ArrayDeque<>());
    }
}
