package io.tickcast.sse.replay;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Merges the histories of two nodes: each tick once, by the cursors of their arrival, and the ticks of one symbol in
 * the order of the exchange. The clocks of lines differ by some ms, so the cursors alone would not keep that order.
 *
 * <p>A history can have a million ticks, so there is no object per tick but the tick.
 */
final class Merge {
    private static final int FIRST_CAPACITY = 1_024;
    /** Bits of the number of a tick, below its cursor. */
    private static final int NUMBER_BITS = 25;

    private Tick[] ticks = new Tick[FIRST_CAPACITY];
    private long[] cursors = new long[FIRST_CAPACITY];
    /** By identity: the number of a tick, plus one; twice as many places as ticks. */
    private int[] places = new int[2 * FIRST_CAPACITY];

    private int size;

    /** The identity of a tick, on whichever line it came. */
    record Key(String exchange, String symbol, long eventTime, long order) {
        static Key of(Tick tick) {
            return new Key(tick.exchange(), tick.symbol(), tick.eventTime(), tick.order());
        }
    }

    private record Market(String exchange, String symbol) {}

    /** Takes ticks in order. */
    interface Sink {
        void accept(Tick tick, long cursor);
    }

    void add(Tick tick, long cursor) {
        int place = place(tick);
        if (places[place] != 0) {
            return;
        }
        if (size == ticks.length) {
            grow();
            place = place(tick);
        }
        ticks[size] = tick;
        cursors[size] = cursor;
        size++;
        places[place] = size;
    }

    /** The place of this tick, or of the one that is the same. */
    private int place(Tick tick) {
        int mask = places.length - 1;
        int place = ((tick.hashCode() * 0x9E3779B9) >>> 7) & mask;
        while (places[place] != 0 && !isSame(ticks[places[place] - 1], tick)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static boolean isSame(Tick one, Tick other) {
        return one.eventTime() == other.eventTime()
                && one.order() == other.order()
                && one.symbol().equals(other.symbol())
                && one.exchange().equals(other.exchange());
    }

    private void grow() {
        ticks = Arrays.copyOf(ticks, 2 * size);
        cursors = Arrays.copyOf(cursors, 2 * size);
        places = new int[4 * size];
        for (int i = 0; i < size; i++) {
            places[place(ticks[i])] = i + 1;
        }
    }

    /** By cursor; a symbol's ticks take the places of that symbol in their own order. */
    void inOrder(Sink sink) {
        long first = Arrays.stream(cursors, 0, size).min().orElse(0);
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = ((cursors[i] - first) << NUMBER_BITS) | i;
        }
        Arrays.sort(order);
        Map<Market, List<Tick>> bySymbol = new HashMap<>();
        for (long each : order) {
            Tick tick = ticks[number(each)];
            bySymbol.computeIfAbsent(market(tick), m -> new ArrayList<>()).add(tick);
        }
        Map<Market, Iterator<Tick>> sorted = new HashMap<>();
        bySymbol.forEach((market, all) -> {
            all.sort(order(all));
            sorted.put(market, all.iterator());
        });
        for (long each : order) {
            Tick next = Objects.requireNonNull(sorted.get(market(ticks[number(each)])))
                    .next();
            sink.accept(next, cursors[number(each)]);
        }
    }

    private static int number(long ordered) {
        return (int) (ordered & ((1L << NUMBER_BITS) - 1));
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
