package io.tickcast.sse;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lets through at most one tick of each symbol per interval: the newest, standing for those that it leaves out. It
 * leaves at once when the symbol's last one is an interval old. Otherwise it is held back until a time on the grid,
 * which has one time in each interval: symbols that are always busy leave together, so a stream gets them in one write.
 *
 * <p>The last one of a symbol may have left between two times of the grid. The next one then waits a little longer than
 * an interval, if that brings it to the grid or nearer to it. So within some intervals a busy symbol is on the grid,
 * and no tick waits much longer than its client asked for.
 *
 * <p>A tick costs one look-up and no allocation, whatever number of symbols is held back.
 */
final class PerSymbolThrottle implements TickQueue {
    /** Limit of the time that a tick waits longer than the interval: this, and a part of the interval. */
    static final Duration MAX_EXTRA = Duration.ofMillis(25);

    private static final int EXTRA_SHARE = 10;

    private final long intervalNanos;
    private final long extraNanos;
    private final long gridNanos;
    private final IntObjectMap<Slot> slots = new IntObjectHashMap<>();
    private final List<Slot> ready = new ArrayList<>();
    private final PriorityQueue<Slot> held = new PriorityQueue<>(Slot::compareDue);
    private List<SequencedTick> tests = new ArrayList<>();

    /** The state of one symbol. */
    private static final class Slot {
        private @Nullable SequencedTick waiting;
        private long sentAt;
        private long due;

        int compareDue(Slot other) {
            return Long.signum(due - other.due);
        }

        SequencedTick leave(long atNanos) {
            SequencedTick tick = Objects.requireNonNull(waiting);
            waiting = null;
            sentAt = atNanos;
            return tick;
        }
    }

    /** @param gridNanos a time of the grid */
    PerSymbolThrottle(long intervalNanos, long gridNanos) {
        this.intervalNanos = intervalNanos;
        this.gridNanos = gridNanos;
        extraNanos = Math.min(MAX_EXTRA.toNanos(), intervalNanos / EXTRA_SHARE);
    }

    /** A test always leaves with the next flush. */
    @Override
    public void add(SequencedTick tick, long nowNanos, boolean withWindows) {
        if (tick.tick().isTest()) {
            tests.add(tick);
            return;
        }
        Slot slot = slots.get(tick.symbol());
        if (slot == null) {
            slot = new Slot();
            slot.sentAt = nowNanos - intervalNanos;
            slots.put(tick.symbol(), slot);
        }
        if (slot.waiting != null) {
            slot.waiting = withWindows ? slot.waiting.mergedInto(tick) : tick;
            return;
        }
        slot.waiting = tick;
        if (nowNanos - slot.sentAt >= intervalNanos) {
            ready.add(slot);
        } else {
            slot.due = due(slot.sentAt + intervalNanos);
            held.add(slot);
        }
    }

    @Override
    public void passBy(SequencedTick tick) {
        Slot slot = slots.get(tick.symbol());
        if (slot != null && slot.waiting != null) {
            slot.waiting = tick;
        }
    }

    private long due(long earliest) {
        long sinceGrid = Math.floorMod(earliest - gridNanos, intervalNanos);
        return sinceGrid == 0 ? earliest : earliest + Math.min(intervalNanos - sinceGrid, extraNanos);
    }

    @Override
    public boolean isReady() {
        return !(ready.isEmpty() && tests.isEmpty());
    }

    /** One tick of each symbol waits at most. */
    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public List<SequencedTick> conflate(boolean withWindows) {
        return List.of();
    }

    @Override
    public boolean isHolding() {
        return !held.isEmpty();
    }

    @Override
    public long heldUntil() {
        return held.element().due;
    }

    @Override
    public List<SequencedTick> held() {
        return held.stream()
                .map(slot -> Objects.requireNonNull(slot.waiting))
                .sorted(Comparator.comparingLong(SequencedTick::sequence))
                .toList();
    }

    @Override
    public Released release(long nowNanos) {
        List<SequencedTick> prompt = tests;
        tests = new ArrayList<>();
        ready.forEach(slot -> prompt.add(slot.leave(nowNanos)));
        ready.clear();
        long due = held.isEmpty() ? nowNanos : heldUntil();
        List<SequencedTick> late = new ArrayList<>();
        while (!held.isEmpty() && held.element().due - nowNanos <= 0) {
            Slot slot = held.remove();
            // A flush that is late moves no symbol off the grid.
            late.add(slot.leave(nowNanos - slot.due < intervalNanos ? slot.due : nowNanos));
        }
        return new Released(prompt, late, due);
    }
}
