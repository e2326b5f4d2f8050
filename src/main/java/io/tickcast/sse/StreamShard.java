package io.tickcast.sse;

import io.tickcast.sse.admission.OverloadDetector;
import io.tickcast.sse.stats.FlushTotals;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.StreamConnection;
import io.tickcast.time.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A part of a hub's streams, which are flushed together. A shard is so small that its flush takes a few ms. All shards
 * of a hub have one {@link AdaptiveBatchWindow}, and each counts it from the start of its own last flush. Under load
 * they are flushed in turn, and no stream waits longer than the window.
 */
final class StreamShard {
    static final int MAX_STREAMS = 256;
    /** The newest flush weighs a quarter: one that a garbage collection held up does not set the window. */
    private static final int WEIGHT_SHIFT = 2;

    private final AdaptiveBatchWindow window;
    private final OverloadDetector overload;
    private final StreamStats stats;
    private final EncoderRegistry encoders;
    private final SymbolIndex symbolIndex;
    private final Map<Subscription, SubscriptionGroup> groups = new HashMap<>();
    private final PendingTicks pending;
    private final IntervalTier everyTick;
    private final Map<Long, IntervalTier> byInterval = new HashMap<>();
    /** All of them; a flush may change which there are. */
    private List<IntervalTier> tiers;

    private final long gridNanos;
    private int streams;
    private boolean ready;
    private boolean holding;
    private long heldUntil;
    private long waitingSince;
    private long lastStart;
    /** The last flush came after a rest: a tick that was late for it need not wait, since the loop has time. */
    private boolean rested;

    private long averageNanos;
    private EventId reached;
    /** Sequence after the newest tick that has arrived, and what that was at the last flush. */
    private long arrivedBefore;

    private long flushedBefore;

    /** @param reached cursor of a client that has all ticks that have arrived by now */
    StreamShard(
            AdaptiveBatchWindow window,
            OverloadDetector overload,
            StreamStats stats,
            SymbolIndex symbolIndex,
            EncoderRegistry encoders,
            long nowNanos,
            EventId reached) {
        this.window = window;
        this.overload = overload;
        this.stats = stats;
        this.encoders = encoders;
        this.reached = reached;
        this.symbolIndex = symbolIndex;
        pending = new PendingTicks();
        everyTick = IntervalTier.ofEveryTick(pending, symbolIndex, stats);
        tiers = List.of(everyTick);
        gridNanos = nowNanos;
        lastStart = nowNanos - Duration.ofSeconds(1).toNanos();
    }

    boolean hasRoom() {
        return streams < MAX_STREAMS;
    }

    boolean isEmpty() {
        return streams == 0;
    }

    PriceStream add(StreamConnection connection, Subscription subscription) {
        SubscriptionGroup group = group(subscription);
        PriceStream stream = new PriceStream(connection, group);
        group.add(stream);
        streams++;
        return stream;
    }

    private SubscriptionGroup group(Subscription subscription) {
        return groups.computeIfAbsent(subscription, wanted -> {
            SubscriptionGroup made = new SubscriptionGroup(wanted, encoders.claim(wanted), this);
            tier(wanted.intervalMillis()).add(made);
            return made;
        });
    }

    /** Gives a stream another subscription. Nothing that it is to get may wait for a flush. */
    void move(PriceStream stream, Subscription wanted) {
        SubscriptionGroup from = stream.group();
        SubscriptionGroup to = group(wanted);
        from.remove(stream);
        to.add(stream);
        stream.moveTo(to);
        dropIfEmpty(from);
    }

    /** Whether something leaves with the next flush. */
    boolean isReady() {
        return ready;
    }

    /** The ticks that the interval of a stream holds back from it. */
    List<SequencedTick> heldFrom(PriceStream stream) {
        Subscription subscription = stream.group().subscription();
        return tier(subscription.intervalMillis()).heldFrom(subscription);
    }

    private IntervalTier tier(long intervalMillis) {
        if (intervalMillis == 0) {
            return everyTick;
        }
        IntervalTier known = byInterval.get(intervalMillis);
        if (known != null) {
            return known;
        }
        IntervalTier made = IntervalTier.of(intervalMillis, gridNanos, symbolIndex, stats);
        byInterval.put(intervalMillis, made);
        listTiers();
        return made;
    }

    private void listTiers() {
        List<IntervalTier> all = new ArrayList<>(byInterval.values());
        all.add(everyTick);
        tiers = List.copyOf(all);
    }

    void remove(PriceStream stream) {
        SubscriptionGroup group = stream.group();
        group.remove(stream);
        streams--;
        dropIfEmpty(group);
    }

    private void dropIfEmpty(SubscriptionGroup group) {
        if (group.size() == 0) {
            groups.remove(group.subscription());
            encoders.giveBack(group.subscription());
            long interval = group.subscription().intervalMillis();
            IntervalTier tier = tier(interval);
            tier.remove(group);
            if (tier != everyTick && tier.isEmpty()) {
                byInterval.remove(interval);
                listTiers();
            }
        }
    }

    /** Must be called before the shard is dropped. */
    void leave() {
        window.roundGrew(-averageNanos);
    }

    void forEach(Consumer<PriceStream> action) {
        List.copyOf(groups.values()).forEach(group -> group.forEach(action));
    }

    void arrive(SequencedTick tick, long nowNanos) {
        arrivedBefore = tick.sequence() + 1;
        for (IntervalTier tier : tiers) {
            tier.arrive(tick, nowNanos);
            await(tier, nowNanos);
        }
    }

    private void await(IntervalTier tier, long nowNanos) {
        if (!ready && tier.isReady()) {
            ready = true;
            waitingSince = nowNanos;
        }
        if (tier.isHolding() && (!holding || tier.heldUntil() - heldUntil < 0)) {
            holding = true;
            heldUntil = tier.heldUntil();
        }
    }

    boolean isWaiting() {
        return ready || holding;
    }

    /** ns until the flush that it waits for; negative: since when that could have been. */
    long remaining(long nowNanos) {
        long wanted = heldUntil - nowNanos;
        if (ready) {
            long gathered = waitingSince + window.gatherNanos() - nowNanos;
            wanted = holding ? Math.min(wanted, gathered) : gathered;
        }
        return rested ? wanted : Math.max(wanted, lastStart + window.nanos() - nowNanos);
    }

    /** ns that the oldest price has waited since it could have left; negative: until then. */
    private long waitedNanos(long nowNanos) {
        long waited = ready ? nowNanos - waitingSince : Long.MIN_VALUE;
        return holding ? Math.max(waited, nowNanos - heldUntil) : waited;
    }

    /**
     * The cursor of the streams that have got all flushes.
     *
     * @param newest their cursor when nothing waits for the next flush but ticks that an interval still holds back
     */
    EventId reached(EventId newest, long nowNanos) {
        return isDue(nowNanos) ? reached : newest;
    }

    /** Whether this stream came after the flush whose cursor the others have. */
    boolean isAhead(PriceStream stream, long nowNanos) {
        return isDue(nowNanos) && stream.joinedAt() >= flushedBefore;
    }

    private boolean isDue(long nowNanos) {
        return ready || (holding && nowNanos - heldUntil >= 0);
    }

    /** @param newest cursor of a client that has all ticks that have arrived */
    void flush(Frames frames, SlowConsumers slowConsumers, long nowNanos, EventId newest) {
        boolean late = overload.isLate(waitedNanos(nowNanos), nowNanos);
        reached = newest;
        flushedBefore = arrivedBefore;
        rested = window.isRest(nowNanos - lastStart);
        lastStart = nowNanos;
        ready = false;
        holding = false;
        FlushCycle cycle = new FlushCycle(frames, slowConsumers, reached);
        List<TickQueue.Released> all = new ArrayList<>(tiers.size());
        List<IntervalTier> flushed = tiers;
        try {
            flushed.forEach(tier -> all.add(tier.flush(cycle, nowNanos, late)));
        } finally {
            flushed.forEach(tier -> await(tier, nowNanos));
        }
        took(nowNanos, System.nanoTime() - nowNanos);
        frames.busy(window.isBusy());
        FlushTotals totals = cycle.totals();
        stats.flushed(totals, System.nanoTime() - nowNanos);
        if (totals.frames() > 0) {
            all.forEach(this::recordDelays);
        }
    }

    /** A tick that its clients' interval held back is late only from the end of that on. */
    private void recordDelays(TickQueue.Released released) {
        long written = Micros.now();
        for (SequencedTick tick : released.prompt()) {
            // An index has the times of its exchanges, one of which may have fallen silent.
            if (!tick.tick().isIndex()) {
                stats.nodeToSocket().record(written - tick.tick().receivedAt());
            }
        }
        long late = (System.nanoTime() - released.due()) / 1_000;
        released.held().forEach(tick -> stats.nodeToSocket().record(late));
    }

    private void took(long startNanos, long nanos) {
        window.flushed(startNanos, nanos);
        long change = (nanos - averageNanos) >> WEIGHT_SHIFT;
        averageNanos += change;
        window.roundGrew(change);
    }
}
