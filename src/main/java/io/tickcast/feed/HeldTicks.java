package io.tickcast.feed;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/** Ticks of a symbol that wait for the trades before them, in the order of their trades. Never empty while it waits. */
final class HeldTicks {
    /** Of a ticker and the trade that it tells of, the trade comes first. */
    private static final Comparator<Arrival> ORDER = Comparator.comparingLong(
                    (Arrival arrival) -> arrival.tick().tradeId())
            .thenComparingLong(arrival -> arrival.tick().eventTime())
            .thenComparingInt(arrival -> arrival.number() > 0 ? 0 : 1);

    private final Queue<Arrival> held;
    /** Ends the wait. */
    long timer;
    /** Full answers to requests for what is missing. */
    int pages;
    /** The last of these answers. */
    List<Arrival> fetched = List.of();
    /** The reason for which it cannot be had. */
    String whyNot = "they did not come in time";

    private HeldTicks(Queue<Arrival> held) {
        this.held = held;
    }

    HeldTicks(Arrival first) {
        this(new PriorityQueue<>(ORDER));
        held.add(first);
    }

    /** The same ticks, which wait for other trades now. */
    HeldTicks rest() {
        return new HeldTicks(held);
    }

    void add(Arrival arrival) {
        held.add(arrival);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    int size() {
        return held.size();
    }

    /** The earliest one; there must be one. */
    Arrival first() {
        return held.element();
    }

    Arrival takeFirst() {
        return held.remove();
    }

    /** Whether the earliest one may come after this trade, as far as ids and the exchange's count tell. */
    boolean mayFollow(Arrival past) {
        return past.first() <= past.tick().tradeId()
                && past.tick().tradeId() <= first().tick().tradeId()
                && (first().number() <= 0 || past.number() <= first().number());
    }

    /** The last trade of the gap before the earliest one. */
    long lastMissing() {
        return first().first() - 1;
    }
}
