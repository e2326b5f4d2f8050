package io.tickcast.sse;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.OverloadDetector;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Flushes the shards one after the other, the one that has waited longest first. A tick starts flushes at the end of
 * the loop's turn, or when the {@link AdaptiveBatchWindow} lets it; later ticks of the shard join that flush. So under
 * load writes grow larger instead of more frequent.
 */
final class FlushScheduler {
    /**
     * Time after which the loop looks at its sockets before flushes go on, so that accepts and heartbeats stay prompt.
     */
    private static final long SLICE_NANOS = Duration.ofMillis(1).toNanos();

    /** Limit of that time while flushes are late. */
    private static final long MAX_SLICE_NANOS = Duration.ofMillis(100).toNanos();

    private static final long NEVER = -1;

    private final Vertx vertx;
    private final CooperativeScheduler cooperative;
    private final OverloadDetector overload;
    private final Frames frames;
    private final SlowConsumers slowConsumers;
    private final Supplier<EventId> newest;
    private final Consumer<StreamShard> flushed;
    private final List<StreamShard> shards = new ArrayList<>();
    private boolean queued;
    private long timer = NEVER;
    private long timerDue;
    private long sliceEnd = System.nanoTime();

    /**
     * @param newest  cursor of a client that has all ticks that have arrived
     * @param flushed called after each flush
     */
    FlushScheduler(
            Vertx vertx,
            CooperativeScheduler cooperative,
            OverloadDetector overload,
            Frames frames,
            SlowConsumers slowConsumers,
            Supplier<EventId> newest,
            Consumer<StreamShard> flushed) {
        this.vertx = vertx;
        this.cooperative = cooperative;
        this.overload = overload;
        this.frames = frames;
        this.slowConsumers = slowConsumers;
        this.newest = newest;
        this.flushed = flushed;
    }

    void add(StreamShard shard) {
        shards.add(shard);
    }

    void remove(StreamShard shard) {
        shards.remove(shard);
        shard.leave();
    }

    List<StreamShard> shards() {
        return shards;
    }

    void arrive(SequencedTick tick) {
        long now = System.nanoTime();
        shards.forEach(shard -> shard.arrive(tick, now));
        schedule(now, cooperative::soon);
    }

    /** The shard that has been due for longest, or will be due first. */
    private Optional<StreamShard> next(long nowNanos) {
        Optional<StreamShard> next = Optional.empty();
        long least = Long.MAX_VALUE;
        for (StreamShard shard : shards) {
            if (shard.isWaiting() && shard.remaining(nowNanos) < least) {
                least = shard.remaining(nowNanos);
                next = Optional.of(shard);
            }
        }
        return next;
    }

    private void schedule(long nowNanos, Consumer<Runnable> when) {
        if (queued) {
            return;
        }
        next(nowNanos).ifPresent(shard -> {
            long remaining = shard.remaining(nowNanos);
            if (remaining <= 0) {
                queued = true;
                when.accept(this::slice);
            } else if (timer == NEVER || nowNanos + remaining - timerDue < 0) {
                setTimer(nowNanos, remaining);
            }
        });
    }

    private void setTimer(long nowNanos, long remaining) {
        vertx.cancelTimer(timer);
        timerDue = nowNanos + remaining;
        timer = vertx.setTimer(Duration.ofNanos(remaining).toMillis() + 1, fired -> {
            timer = NEVER;
            schedule(System.nanoTime(), Runnable::run);
        });
    }

    private void slice() {
        long start = System.nanoTime();
        long end = start + sliceNanos(overload.isBehind(), start - sliceEnd);
        long now = start;
        try {
            Optional<StreamShard> shard = next(now);
            while (shard.isPresent() && shard.get().remaining(now) <= 0 && now - end < 0) {
                shard.get().flush(frames, slowConsumers, now, newest.get());
                flushed.accept(shard.get());
                now = System.nanoTime();
                shard = next(now);
            }
        } finally {
            // A fault of ours costs one flush, which Vert.x logs, and not all that come after it.
            queued = false;
            sliceEnd = now;
            schedule(now, cooperative::afterSockets);
        }
    }

    /** While flushes are late, they get as much of the loop as all else: thousands of clients may come at once. */
    static long sliceNanos(boolean late, long elsewhereNanos) {
        return late ? Math.max(SLICE_NANOS, Math.min(MAX_SLICE_NANOS, elsewhereNanos)) : SLICE_NANOS;
    }

    /** Lets each stream be given this event, in its encoding; a turn for each shard. */
    void toAll(Buffer event, BiConsumer<PriceStream, Frame> give) {
        toAll(event, give, () -> {});
    }

    /** The same; the task runs at the end. */
    void toAll(Buffer event, BiConsumer<PriceStream, Frame> give, Runnable done) {
        List<byte[]> bytes = List.of(event.getBytes());
        Map<Encoding, Frame> made = new EnumMap<>(Encoding.class);
        forEachShard(
                shard -> shard.forEach(stream -> give.accept(
                        stream, made.computeIfAbsent(stream.encoding(), encoding -> frames.of(encoding, bytes)))),
                () -> {
                    made.values().forEach(Frame::release);
                    done.run();
                });
    }

    /** Lets each stream that has an event be given it, in its encoding; the same buffer is the same event. */
    void toEach(Function<PriceStream, Optional<Buffer>> event, BiConsumer<PriceStream, Frame> give) {
        IdentityHashMap<Buffer, Map<Encoding, Frame>> made = new IdentityHashMap<>();
        forEachShard(
                shard -> shard.forEach(stream -> event.apply(stream)
                        .ifPresent(buffer -> give.accept(
                                stream,
                                made.computeIfAbsent(buffer, none -> new EnumMap<>(Encoding.class))
                                        .computeIfAbsent(
                                                stream.encoding(),
                                                encoding -> frames.of(encoding, List.of(buffer.getBytes())))))),
                () -> made.values().forEach(frames -> frames.values().forEach(Frame::release)));
    }

    /**
     * Sends a heartbeat to each stream that keeps up. A slow stream has bytes on their way, so nothing takes it for
     * idle.
     */
    void heartbeat(boolean demo) {
        forEachShard(
                shard -> {
                    long now = System.nanoTime();
                    EventId reached = shard.reached(newest.get(), now);
                    Map<Encoding, Frame> made = new EnumMap<>(Encoding.class);
                    Map<Encoding, Frame> ofChanged = new EnumMap<>(Encoding.class);
                    Map<Encoding, Frame> bare = new EnumMap<>(Encoding.class);
                    try {
                        shard.forEach(stream -> {
                            if (stream.keepsUp()) {
                                // One that is not where the shard is has its id from elsewhere.
                                boolean isElsewhere = stream.isReplaying() || shard.isAhead(stream, now);
                                boolean changed = stream.group().subscription().changed();
                                stream.write(
                                        isElsewhere
                                                ? bare.computeIfAbsent(
                                                        stream.encoding(),
                                                        in -> frames.heartbeat(
                                                                in,
                                                                Sse.heartbeat(demo)
                                                                        .getBytes()))
                                                : (changed ? ofChanged : made)
                                                        .computeIfAbsent(
                                                                stream.encoding(),
                                                                in -> frames.heartbeat(
                                                                        in,
                                                                        Sse.heartbeat(
                                                                                demo,
                                                                                changed
                                                                                        ? reached.ofChanged()
                                                                                        : reached))));
                            }
                        });
                    } finally {
                        made.values().forEach(Frame::release);
                        ofChanged.values().forEach(Frame::release);
                        bare.values().forEach(Frame::release);
                    }
                },
                () -> {});
    }

    private void forEachShard(Consumer<StreamShard> action, Runnable done) {
        goOn(List.copyOf(shards).iterator(), action, done);
    }

    private void goOn(Iterator<StreamShard> rest, Consumer<StreamShard> action, Runnable done) {
        if (!rest.hasNext()) {
            done.run();
            return;
        }
        try {
            action.accept(rest.next());
        } finally {
            if (rest.hasNext()) {
                cooperative.afterSockets(() -> goOn(rest, action, done));
            } else {
                done.run();
            }
        }
    }
}
