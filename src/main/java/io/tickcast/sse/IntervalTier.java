package io.tickcast.sse;

import io.tickcast.sse.stats.StreamStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The groups of a shard whose streams asked for the same interval: they get the same ticks at the same times. */
final class IntervalTier {
    private final TickQueue queue;
    private final SubscriptionIndex index;
    private final StreamStats stats;
    private int groups;
    private int ofWindows;

    private IntervalTier(TickQueue queue, SymbolIndex symbolIndex, StreamStats stats) {
        this.queue = queue;
        this.stats = stats;
        index = new SubscriptionIndex(symbolIndex);
    }

    /** The tier of the streams that get every tick. */
    static IntervalTier ofEveryTick(PendingTicks pending, SymbolIndex symbolIndex, StreamStats stats) {
        return new IntervalTier(pending, symbolIndex, stats);
    }

    /** @param gridNanos a time at which ticks that were held back leave */
    static IntervalTier of(long intervalMillis, long gridNanos, SymbolIndex symbolIndex, StreamStats stats) {
        long intervalNanos = Duration.ofMillis(intervalMillis).toNanos();
        return new IntervalTier(new PerSymbolThrottle(intervalNanos, gridNanos), symbolIndex, stats);
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
            if (queue.isFull()) {
                stats.conflated(conflate());
            }
        } else {
            queue.passBy(tick);
        }
    }

    /**
     * Leaves out the ticks that are not the newest of their symbols.
     *
     * @return their number, counted for each stream
     */
    private long conflate() {
        return collect(queue.conflate(ofWindows > 0)).stream()
                .mapToLong(group -> group.takeCollected().size() * group.takers())
                .sum();
    }

    /** @return the groups that have collected some of these */
    private List<SubscriptionGroup> collect(List<SequencedTick> ticks) {
        List<SubscriptionGroup> concerned = new ArrayList<>();
        for (SequencedTick tick : ticks) {
            index.forEach(tick, group -> {
                if (group.collect(tick)) {
                    concerned.add(group);
                }
            });
        }
        return concerned;
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

    /**
     * Gives the groups what may leave now.
     *
     * @param late whether that is only the newest tick of each symbol
     */
    TickQueue.Released flush(FlushCycle cycle, long nowNanos, boolean late) {
        if (late) {
            stats.conflatedByOverload(conflate());
        }
        TickQueue.Released released = queue.release(nowNanos);
        List<SubscriptionGroup> due = collect(released.inOrder());
        int given = 0;
        try {
            for (SubscriptionGroup group : due) {
                given++;
                cycle.give(group, group.takeCollected());
            }
        } finally {
            // After a failure: a group that kept what it collected would never be due again.
            due.subList(given, due.size()).forEach(SubscriptionGroup::takeCollected);
        }
        return released;
    }
}
