package io.tickcast.sse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The groups of a shard whose streams asked for the same interval: they get the same ticks at the same times. */
final class IntervalTier {
    private final TickQueue queue;
    private final SubscriptionIndex index;
    private int groups;
    private int ofWindows;

    private IntervalTier(TickQueue queue, SymbolIndex symbolIndex) {
        this.queue = queue;
        index = new SubscriptionIndex(symbolIndex);
    }

    /** The tier of the streams that get every tick. */
    static IntervalTier ofEveryTick(PendingTicks pending, SymbolIndex symbolIndex) {
        return new IntervalTier(pending, symbolIndex);
    }

    /** @param gridNanos a time at which ticks that were held back leave */
    static IntervalTier of(long intervalMillis, long gridNanos, SymbolIndex symbolIndex) {
        long intervalNanos = Duration.ofMillis(intervalMillis).toNanos();
        return new IntervalTier(new PerSymbolThrottle(intervalNanos, gridNanos), symbolIndex);
    }

    void add(SubscriptionGroup group) {
        index.add(group);
        groups++;
        ofWindows += group.events().areOfWindow() ? 1 : 0;
    }

    void remove(SubscriptionGroup group) {
        index.remove(group);
        groups--;
        ofWindows -= group.events().areOfWindow() ? 1 : 0;
    }

    boolean isEmpty() {
        return groups == 0;
    }

    void arrive(SequencedTick tick, long nowNanos) {
        if (index.isWanted(tick)) {
            queue.add(tick, nowNanos, ofWindows > 0);
        } else {
            queue.passBy(tick);
        }
    }

    boolean isReady() {
        return queue.isReady();
    }

    boolean isHolding() {
        return queue.isHolding();
    }

    long heldUntil() {
        return queue.heldUntil();
    }

    /** The ticks that are held back from a subscription of this tier. */
    List<SequencedTick> heldFrom(Subscription subscription) {
        return queue.held().stream()
                .filter(tick -> subscription.wants(tick.tick()))
                .toList();
    }

    /** Gives the groups what may leave now. */
    TickQueue.Released flush(FlushCycle cycle, long nowNanos) {
        TickQueue.Released released = queue.release(nowNanos);
        List<SubscriptionGroup> due = new ArrayList<>();
        for (SequencedTick tick : released.inOrder()) {
            index.forEach(tick, group -> {
                if (group.collect(tick)) {
                    due.add(group);
                }
            });
        }
        due.forEach(group -> cycle.give(group, group.takeCollected()));
        return released;
    }
}
