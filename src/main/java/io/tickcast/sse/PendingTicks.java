package io.tickcast.sse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Every tick since the last flush, for the streams without an interval. */
final class PendingTicks implements TickQueue {
    /** Ticks that may wait for one flush. */
    private static final int MAX_PENDING = 8_192;

    private List<SequencedTick> pending = new ArrayList<>();
    private int max = MAX_PENDING;

    @Override
    public void add(SequencedTick tick, long nowNanos, boolean withWindows) {
        pending.add(tick);
    }

    /** Nothing waits for so long that a stream could take up a symbol meanwhile. */
    @Override
    public void passBy(SequencedTick tick) {}

    @Override
    public boolean isFull() {
        return pending.size() > max;
    }

    @Override
    public List<SequencedTick> conflate(boolean withWindows) {
        Map<Integer, SequencedTick> newest = new HashMap<>();
        List<SequencedTick> kept = new ArrayList<>();
        List<SequencedTick> leftOut = new ArrayList<>();
        for (SequencedTick tick : pending) {
            if (tick.tick().isTest()) {
                kept.add(tick);
                continue;
            }
            SequencedTick before = newest.get(tick.symbol());
            if (before != null) {
                leftOut.add(before);
            }
            // The tick itself is encoded once for all shards.
            newest.put(tick.symbol(), before != null && withWindows ? before.mergedInto(tick) : tick);
        }
        kept.addAll(newest.values());
        kept.sort(Comparator.comparingLong(SequencedTick::sequence));
        pending = kept;
        // With more symbols than that, not each tick is to cost a walk over all of them.
        max = Math.max(MAX_PENDING, 2 * kept.size());
        return leftOut;
    }

    @Override
    public boolean isReady() {
        return !pending.isEmpty();
    }

    @Override
    public boolean isHolding() {
        return false;
    }

    @Override
    public long heldUntil() {
        throw new NoSuchElementException("every tick leaves with the next flush");
    }

    @Override
    public List<SequencedTick> held() {
        return List.of();
    }

    @Override
    public Released release(long nowNanos) {
        List<SequencedTick> all = pending;
        pending = new ArrayList<>();
        max = MAX_PENDING;
        return new Released(all, List.of(), nowNanos);
    }
}
