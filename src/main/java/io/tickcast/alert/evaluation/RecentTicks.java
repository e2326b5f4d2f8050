package io.tickcast.alert.evaluation;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.List;

/**
 * The last ticks of one symbol in the exchange's order, which tell a tick that a later one has overtaken from a repeat: a
 * line that has just begun may be ahead of the one that brings the ticks before. Belongs to one event loop.
 */
final class RecentTicks {
    private static final int KEPT = 16;

    private final List<Tick> ticks = new ArrayList<>(KEPT);

    /** Takes a tick that is later than all. */
    void add(Tick newest) {
        if (ticks.size() == KEPT) {
            ticks.remove(0);
        }
        ticks.add(newest);
    }

    /** Order of the last one; 0 before any. */
    long newestOrder() {
        return ticks.isEmpty() ? 0 : ticks.get(ticks.size() - 1).order();
    }

    /**
     * Takes a tick that is not later than all.
     *
     * @return it, and the later ones after it; empty if it is a repeat, or so old that it may be one
     */
    List<Tick> insert(Tick straggler) {
        int place = ticks.size();
        while (place > 0 && ticks.get(place - 1).order() > straggler.order()) {
            place--;
        }
        // The order of a tick may be unknown, which is 0.
        if (place == 0 || ticks.get(place - 1).order() == straggler.order() || straggler.order() <= 0) {
            return List.of();
        }
        ticks.add(place, straggler);
        List<Tick> again = List.copyOf(ticks.subList(place, ticks.size()));
        if (ticks.size() > KEPT) {
            ticks.remove(0);
        }
        return again;
    }
}
