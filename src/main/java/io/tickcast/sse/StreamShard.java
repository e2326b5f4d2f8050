package io.tickcast.sse;

import io.tickcast.sse.stats.FlushTotals;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.SseConnection;
import io.tickcast.time.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Some of a hub's streams, which are flushed together. Shards are so small that a flush is over in a few ms, and
 * each has a {@link AdaptiveBatchWindow} of its own time: where flushes fill the loop they follow each other around the
 * window, and no stream waits longer than that for its turn.
 */
final class StreamShard {
    static final int MAX_STREAMS = 256;
    /** A loop so far behind that more ticks than this wait for one flush sends each symbol's newest only. */
    private static final int MAX_PENDING = 8_192;
    /** The newest flush weighs a quarter: one that a garbage collection held up does not set the window. */
    private static final int WEIGHT_SHIFT = 2;

    private final AdaptiveBatchWindow window;
    private final StreamStats stats;
    private final EncoderRegistry encoders;
    private final SubscriptionIndex index;
    private final Map<Subscription, SubscriptionGroup> groups = new HashMap<>();
    private final Set<SubscriptionGroup> due = new LinkedHashSet<>();
    private List<SequencedTick> pending = new ArrayList<>();
    private int streams;
    private long waitingSince;
    private long lastStart;
    /** The last flush came after a rest: a tick that was late for it need not wait, since the loop has time. */
    private boolean rested;

    private long averageNanos;
    private EventId reached;

    /** @param reached where a client is that has all that has arrived by now */
    StreamShard(
            AdaptiveBatchWindow window,
            StreamStats stats,
            SymbolIndex symbolIndex,
            EncoderRegistry encoders,
            long nowNanos,
            EventId reached) {
        this.window = window;
        this.stats = stats;
        this.encoders = encoders;
        this.reached = reached;
        index = new SubscriptionIndex(symbolIndex);
        lastStart = nowNanos - Duration.ofSeconds(1).toNanos();
    }

    boolean hasRoom() {
        return streams < MAX_STREAMS;
    }

    boolean isEmpty() {
        return streams == 0;
    }

    PriceStream add(SseConnection connection, Subscription subscription) {
        SubscriptionGroup group = groups.computeIfAbsent(subscription, wanted -> {
            SubscriptionGroup made = new SubscriptionGroup(wanted, encoders.claim(wanted), this);
            index.add(made);
            return made;
        });
        PriceStream stream = new PriceStream(connection, group);
        group.add(stream);
        streams++;
        return stream;
    }

    void remove(PriceStream stream) {
        SubscriptionGroup group = stream.group();
        group.remove(stream);
        streams--;
        if (group.size() == 0) {
            groups.remove(group.subscription());
            index.remove(group);
            encoders.giveBack(group.subscription());
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
        waitFrom(nowNanos);
        pending.add(tick);
        if (pending.size() > MAX_PENDING) {
            conflate();
        }
    }

    /** Lets the ticks go that the group's interval held back. */
    void arrive(SubscriptionGroup group, long nowNanos) {
        waitFrom(nowNanos);
        due.add(group);
    }

    private void waitFrom(long nowNanos) {
        if (!isWaiting()) {
            waitingSince = nowNanos;
        }
    }

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

    boolean isWaiting() {
        return !(pending.isEmpty() && due.isEmpty());
    }

    /** ns until the flush that it waits for; negative: since when that could have been. */
    long remaining(long nowNanos) {
        long gathered = waitingSince + window.gatherNanos() - nowNanos;
        return rested ? gathered : Math.max(gathered, lastStart + window.nanos() - nowNanos);
    }

    /**
     * The cursor of the streams that have got all flushes.
     *
     * @param newest where they are when nothing waits for the next one
     */
    EventId reached(EventId newest) {
        return pending.isEmpty() ? newest : reached;
    }

    /** Whether this stream came while something was waiting for the next flush: it is ahead of the others then. */
    boolean isAhead(PriceStream stream) {
        return !pending.isEmpty() && stream.joinedAt() > pending.get(0).sequence();
    }

    /**
     * @param newest where a client is that has all that has arrived
     * @return the groups that were looked at
     */
    List<SubscriptionGroup> flush(Frames frames, SlowConsumers slowConsumers, long nowNanos, EventId newest) {
        List<SequencedTick> arrivals = pending;
        reached = newest;
        pending = new ArrayList<>();
        rested = window.isRest(nowNanos - lastStart);
        lastStart = nowNanos;
        for (SequencedTick tick : arrivals) {
            index.forEach(tick, group -> {
                group.collect(tick);
                due.add(group);
            });
        }
        List<SubscriptionGroup> all = List.copyOf(due);
        due.clear();
        FlushCycle cycle = new FlushCycle(frames, slowConsumers, reached);
        all.forEach(group -> cycle.give(group, group.due(nowNanos)));
        took(System.nanoTime() - nowNanos);
        FlushTotals totals = cycle.totals();
        stats.flushed(totals, System.nanoTime() - nowNanos);
        if (totals.frames() > 0) {
            long written = Micros.now();
            for (SequencedTick arrival : arrivals) {
                // An index has the times of its exchanges, one of which may have fallen silent.
                if (!arrival.tick().isIndex()) {
                    stats.nodeToSocket().record(written - arrival.tick().receivedAt());
                }
            }
        }
        return all;
    }

    private void took(long nanos) {
        long change = (nanos - averageNanos) >> WEIGHT_SHIFT;
        averageNanos += change;
        window.roundGrew(change);
    }
}
