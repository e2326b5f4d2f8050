package io.tickcast.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The overlap of an old connection and the one that follows it. Two sockets are read in any order, so news of the new
 * one, a tick or a candle, could overtake older news of the old one, which would then be dropped as stragglers. So the
 * new connection's news are held back until the old has brought, for every symbol that has news, the first ones that the
 * new one brought: from there on the held news continue the old ones without a gap, and what both brought is dropped as
 * a repeat.
 */
final class ConnectionCutover {
    /** Limit of held news; beyond it the old connection is too far behind to wait for. */
    private static final int MAX_HELD = 50_000;

    private final Connection next;
    private final Set<String> waiting;
    private final Map<String, BooleanSupplier> firstHeld = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean endAnnounced;

    /** @param ticking the symbols that the old connection brings news of */
    ConnectionCutover(Connection next, Set<String> ticking) {
        this.next = next;
        waiting = new HashSet<>(ticking);
    }

    Connection next() {
        return next;
    }

    /**
     * Holds news of the new connection back.
     *
     * @param isReached whether the old connection has brought them, or later ones of their symbol
     * @param release   hands them on
     */
    void hold(String symbol, BooleanSupplier isReached, Runnable release) {
        held.add(release);
        firstHeld.putIfAbsent(symbol, isReached);
        check(symbol);
    }

    /** The old connection has brought news of this symbol. */
    void check(String symbol) {
        BooleanSupplier first = firstHeld.get(symbol);
        if (first != null && first.getAsBoolean()) {
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

    boolean hasNews() {
        return !held.isEmpty();
    }

    boolean isComplete() {
        return (hasNews() && waiting.isEmpty()) || held.size() >= MAX_HELD;
    }

    /** Hands the held news on, in their order. */
    void release() {
        held.forEach(Runnable::run);
    }
}
