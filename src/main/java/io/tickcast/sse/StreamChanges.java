package io.tickcast.sse;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.candle.CandleStreams;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Changes of open streams. Each is made when its stream has got all that was on its way to it, so that no tick of a
 * symbol that stays is lost, and none of a new symbol comes before its newest price.
 */
final class StreamChanges {
    /** Changes of one stream that may wait. */
    static final int MAX_WAITING = 50;

    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final Snapshots snapshots;
    private final GapLog gaps;
    private final SlowConsumers slowConsumers;
    private final Optional<CandleStreams> candles;
    /** By the shard, in which a stream stays: each of its flushes looks at its own alone. */
    private final Map<StreamShard, Map<PriceStream, Queue<Runnable>>> waiting = new HashMap<>();

    StreamChanges(
            CooperativeScheduler cooperative,
            Frames frames,
            Snapshots snapshots,
            GapLog gaps,
            SlowConsumers slowConsumers,
            Optional<CandleStreams> candles) {
        this.cooperative = cooperative;
        this.frames = frames;
        this.snapshots = snapshots;
        this.gaps = gaps;
        this.slowConsumers = slowConsumers;
        this.candles = candles;
    }

    /** @return false when too many of this stream wait */
    boolean add(PriceStream stream, Runnable change) {
        if (stream.isClosed()) {
            return true;
        }
        Queue<Runnable> own = waiting.computeIfAbsent(shard(stream), none -> new LinkedHashMap<>())
                .computeIfAbsent(stream, none -> new ArrayDeque<>(1));
        if (own.size() >= MAX_WAITING) {
            return false;
        }
        own.add(change);
        run(stream);
        return true;
    }

    private static StreamShard shard(PriceStream stream) {
        return stream.group().shard();
    }

    void remove(PriceStream stream) {
        Map<PriceStream, Queue<Runnable>> ofShard = waiting.getOrDefault(shard(stream), new HashMap<>());
        ofShard.remove(stream);
        if (ofShard.isEmpty()) {
            waiting.remove(shard(stream));
        }
    }

    /** To be called when a stream has caught up, or takes bytes again. */
    void goOn(PriceStream stream) {
        if (waiting.getOrDefault(shard(stream), Map.of()).containsKey(stream)) {
            // Later, since this is called within a write to it.
            cooperative.soon(() -> run(stream));
        }
    }

    private void run(PriceStream stream) {
        Queue<Runnable> own = waiting.getOrDefault(shard(stream), Map.of()).get(stream);
        while (own != null
                && !own.isEmpty()
                && stream.isLive()
                && !shard(stream).isReady()) {
            own.remove().run();
        }
        if (own != null && own.isEmpty()) {
            remove(stream);
        }
    }

    /** To be called after each flush of a shard. */
    void flushed(StreamShard shard) {
        Map<PriceStream, Queue<Runnable>> ofShard = waiting.get(shard);
        if (ofShard != null) {
            List.copyOf(ofShard.keySet()).forEach(this::run);
        }
    }

    /** @see OpenStream#change */
    int change(PriceStream stream, Subscription wanted, Runnable acknowledge) {
        Subscription before = stream.group().subscription();
        List<SequencedTick> held = before.intervalMillis() == wanted.intervalMillis()
                ? List.of()
                : stream.group().shard().heldFrom(stream);
        // Those that it is still to be told of. Later ones of a new symbol alone are its own.
        List<GapLog.Entry> untold = gaps.from(stream.nextGap()).stream()
                .filter(entry -> stream.wants(entry.gap()))
                .toList();
        stream.toldGapsBefore(gaps.next());
        stream.group().shard().move(stream, wanted);
        acknowledge.run();
        SubscriptionGroup group = stream.group();
        List<byte[]> bytes = new ArrayList<>();
        untold.stream()
                .filter(entry -> stream.wants(entry.gap()))
                .forEach(entry -> bytes.add(entry.event().getBytes()));
        // What the old interval holds back would come only with the next tick of its symbol, or never.
        held.stream()
                .filter(tick -> wanted.wants(tick.tick()))
                .forEach(tick -> Sse.appendPrice(tick.data(group.events()), bytes));
        List<byte[]> first = snapshots.of(group, tick -> !before.wants(tick));
        first.forEach(data -> Sse.appendPrice(data, bytes));
        List<byte[]> firstCandles = stream.candles()
                .flatMap(selection -> candles.map(
                        all -> all.change(new CandleDelivery(stream, slowConsumers), wanted.ofCandles(selection))))
                .orElse(List.of());
        bytes.addAll(firstCandles);
        if (!bytes.isEmpty()) {
            stream.writeAlone(frames, bytes);
        }
        return first.size() + firstCandles.size();
    }
}
