package io.tickcast.sse.replay;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Merges the histories of two nodes: each tick once, by the cursors of their arrival, and the ticks of one symbol in
 * the order of the exchange. The clocks of lines differ by some ms, so the cursors alone would not keep that order.
 */
final class Merge {
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /** The identity of a tick, on whichever line it came. */
    record Key(String exchange, String symbol, long eventTime, long tradeId) {
        static Key of(Tick tick) {
            return new Key(tick.exchange(), tick.symbol(), tick.eventTime(), tick.order());
        }
    }

    private record Market(String exchange, String symbol) {}

    record Entry(Tick tick, long cursor) {}

    void add(Tick tick, long cursor) {
        entries.putIfAbsent(Key.of(tick), new Entry(tick, cursor));
    }

    /** Sorts by cursor; a symbol's ticks take the places of that symbol in their own order. */
    List<Entry> inOrder() {
        List<Entry> places = new ArrayList<>(entries.values());
        places.sort(Comparator.comparingLong(Entry::cursor));
        Map<Market, List<Tick>> bySymbol = new HashMap<>();
        places.forEach(entry -> bySymbol.computeIfAbsent(market(entry.tick), m -> new ArrayList<>())
                .add(entry.tick));
        Map<Market, Iterator<Tick>> sorted = new HashMap<>();
        bySymbol.forEach((market, ticks) -> {
            ticks.sort(order(ticks));
            sorted.put(market, ticks.iterator());
        });
        return places.stream()
                .map(place -> new Entry(
                        Objects.requireNonNull(sorted.get(market(place.tick))).next(), place.cursor))
                .toList();
    }

    /** By trade, and by time where a tick does not name its trade: a mix of both orders is none. */
    private static Comparator<Tick> order(List<Tick> ticks) {
        return ticks.stream().allMatch(tick -> tick.order() > 0)
                ? Comparator.comparingLong(Tick::order).thenComparingLong(Tick::eventTime)
                : Comparator.comparingLong(Tick::eventTime).thenComparingLong(Tick::order);
    }

    private static Market market(Tick tick) {
        return new Market(tick.exchange(), tick.symbol());
    }
}
