package io.tickcast.sse;

import io.tickcast.sse.stats.StreamStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Every tick since the last flush, for the streams without an interval. */
final class PendingTicks implements TickQueue {
    /** A loop so far behind that more ticks than this wait for one flush sends each symbol's newest only. */
    private static final int MAX_PENDING = 8_192;

    private final StreamStats stats;
    private List<SequencedTick> pending = new ArrayList<>();

    PendingTicks(StreamStats stats) {
        this.stats = stats;
    }

    @Override
    public void add(SequencedTick tick, long nowNanos, boolean withWindows) {
        pending.add(tick);
        if (pending.size() > MAX_PENDING) {
            conflate();
        }
    }

    /** Nothing waits for so long that a stream could take up a symbol meanwhile. */
    @Override
    public void passBy(SequencedTick tick) {}

    private void conflate() {
        Map<Integer, SequencedTick> bySymbol = new HashMap<>();
        List<SequencedTick> kept = new ArrayList<>();
        for (SequencedTick tick : pending) {
            if (tick.tick().isTest()) {
                kept.add(tick);
            } else {
                bySymbol.merge(tick.symbol(), tick, SequencedTick::mergedInto);
            }
        }
        stats.conflated(pending.size() - kept.size() - bySymbol.size());
        kept.addAll(bySymbol.values());
        kept.sort(Comparator.comparingLong(SequencedTick::sequence));
        pending = kept;
    }

    @Override
    public boolean isReady() {
        return !pending.isEmpty();
    }

    /** Whether one of the waiting ticks arrived before this one. */
    boolean isAnyBefore(long sequence) {
        return !pending.isEmpty() && pending.get(0).sequence() < sequence;
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
        return new Released(all, List.of(), nowNanos);
    }
}
