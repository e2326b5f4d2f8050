package io.tickcast.feed;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The overlap of an old connection and the one that follows it. Two sockets are read in any order, so a tick of the new
 * one could overtake an older tick of the old one, which would then be dropped as a straggler. So the new connection's
 * ticks are held back until the old has brought, for every symbol that ticks, the first tick that the new one brought:
 * from there on the held ticks continue the old ones without a gap, and the book drops what both brought.
 */
final class ConnectionCutover {
    /** Limit of held ticks; beyond it the old connection is too far behind to wait for. */
    private static final int MAX_HELD = 50_000;

    private final Connection next;
    private final Set<String> waiting;
    private final Predicate<Tick> isReached;
    private final Map<String, Tick> firstHeld = new HashMap<>();
    private final List<Arrival> held = new ArrayList<>();
    private boolean endAnnounced;

    /**
     * @param ticking   the symbols that the old connection brings news of
     * @param isReached whether the old connection has brought this tick or a later one of its symbol
     */
    ConnectionCutover(Connection next, Set<String> ticking, Predicate<Tick> isReached) {
        this.next = next;
        waiting = new HashSet<>(ticking);
        this.isReached = isReached;
    }

    Connection next() {
        return next;
    }

    /** A tick of the new connection. */
    void hold(Arrival arrival) {
        Tick tick = arrival.tick();
        held.add(arrival);
        firstHeld.putIfAbsent(tick.symbol(), tick);
        check(tick.symbol());
    }

    /** The old connection has brought a tick of this symbol. */
    void check(String symbol) {
        Tick first = firstHeld.get(symbol);
        if (first != null && isReached.test(first)) {
            waiting.remove(symbol);
        }
    }

    /** These symbols are no longer followed, so that neither connection brings them any more. */
    void forget(Collection<String> symbols) {
        waiting.removeAll(symbols);
    }

    /** The exchange is about to end the new connection as well. */
    void announceEnd() {
        endAnnounced = true;
    }

    boolean isEndAnnounced() {
        return endAnnounced;
    }

    boolean hasTicks() {
        return !held.isEmpty();
    }

    boolean isComplete() {
        return (hasTicks() && waiting.isEmpty()) || held.size() >= MAX_HELD;
    }

    List<Arrival> held() {
        return held;
    }
}
