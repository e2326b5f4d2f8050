package io.tickcast.sse.candle;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.stats.CandleStats;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes candles that have changed to the streams of an event loop, in walks over all of them. What changes during a walk,
 * or in the rest after it, leaves in the next one.
 */
final class CandleFlusher {
    /** The rest after a walk, in times of its length: prices come first. */
    private static final int REST = 3;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final CandleStats stats;
    private final Collection<CandleStream> streams;
    private final Map<Long, CandleTier> tiers = new HashMap<>();
    private boolean walking;
    /** Events of the current walk, by the interval of their streams in ms. */
    private Map<Long, List<CandleEvent>> released = Map.of();

    private long walks;
    private long restUntil = System.nanoTime();
    private long timer = NO_TIMER;
    private long timerDue;

    /** The part of a walk for the streams of one subscription. */
    private record Part(Optional<Frame> frame, List<CandleEvent> events, long oldest) {}

    /** @param streams a view on all of them */
    CandleFlusher(
            Vertx vertx,
            CooperativeScheduler cooperative,
            Frames frames,
            CandleStats stats,
            Collection<CandleStream> streams) {
        this.vertx = vertx;
        this.cooperative = cooperative;
        this.frames = frames;
        this.stats = stats;
        this.streams = streams;
    }

    void join(long intervalMillis) {
        tiers.computeIfAbsent(intervalMillis, CandleTier::new).join();
    }

    void leave(long intervalMillis) {
        CandleTier tier = tiers.get(intervalMillis);
        if (tier != null && tier.leave()) {
            tiers.remove(intervalMillis);
        }
    }

    void arrive(CandleEvent event) {
        long now = System.nanoTime();
        tiers.values().forEach(tier -> tier.arrive(event, now));
        schedule();
    }

    private void schedule() {
        if (walking) {
            return;
        }
        long now = System.nanoTime();
        long wanted = CandleTier.NEVER;
        for (CandleTier tier : tiers.values()) {
            wanted = Math.min(wanted, tier.remaining(now));
        }
        if (wanted == CandleTier.NEVER) {
            return;
        }
        long remaining = Math.max(wanted, restUntil - now);
        if (remaining <= 0) {
            walking = true;
            cooperative.soon(this::walk);
        } else if (timer == NO_TIMER || now + remaining - timerDue < 0) {
            vertx.cancelTimer(timer);
            timerDue = now + remaining;
            timer = vertx.setTimer(Duration.ofNanos(remaining).toMillis() + 1, fired -> {
                timer = NO_TIMER;
                schedule();
            });
        }
    }

    private void walk() {
        long start = System.nanoTime();
        walks++;
        Map<Long, List<CandleEvent>> all = new HashMap<>();
        tiers.forEach((interval, tier) -> all.put(interval, tier.release(start)));
        released = all;
        Map<CandleSubscription, Part> parts = new HashMap<>();
        cooperative.forEach(
                List.copyOf(streams).iterator(),
                stream -> {
                    CandleSubscription wanted = stream.subscription();
                    List<CandleEvent> events = all.getOrDefault(wanted.intervalMillis(), List.of());
                    if (!stream.isClosed()) {
                        stream.visited(walks);
                        give(stream, parts.computeIfAbsent(wanted, none -> part(wanted, events)));
                    }
                },
                () -> {
                    parts.values().forEach(part -> part.frame.ifPresent(Frame::release));
                    walking = false;
                    released = Map.of();
                    long now = System.nanoTime();
                    restUntil = now + REST * (now - start);
                    schedule();
                });
    }

    /** The events for a stream that its interval holds back, or that the walk under way has not brought to it. */
    List<CandleEvent> heldFrom(CandleStream stream) {
        CandleSubscription wanted = stream.subscription();
        List<CandleEvent> held = new ArrayList<>();
        if (stream.lastVisit() < walks) {
            held.addAll(released.getOrDefault(wanted.intervalMillis(), List.of()));
        }
        CandleTier tier = tiers.get(wanted.intervalMillis());
        if (tier != null) {
            held.addAll(tier.waiting());
        }
        return held.stream()
                .filter(event -> wanted.wants(event.candle()) && stream.gets(event))
                .toList();
    }

    private Part part(CandleSubscription wanted, List<CandleEvent> released) {
        List<CandleEvent> events =
                released.stream().filter(event -> wanted.wants(event.candle())).toList();
        long oldest = events.stream().mapToLong(CandleEvent::sequence).min().orElse(Long.MAX_VALUE);
        return new Part(events.isEmpty() ? Optional.empty() : Optional.of(frame(wanted, events)), events, oldest);
    }

    private void give(CandleStream stream, Part part) {
        if (stream.getsAllFrom(part.oldest)) {
            part.frame.ifPresent(frame -> {
                if (stream.listener().keepsUp()) {
                    stream.listener().write(frame);
                    stats.sent(part.events.size());
                } else {
                    miss(stream, part.events);
                }
            });
        } else {
            write(stream, part.events.stream().filter(stream::gets).toList());
            stream.caughtUp();
        }
    }

    /** Gives events to one stream alone. */
    void write(CandleStream stream, List<CandleEvent> events) {
        if (events.isEmpty() || stream.isClosed()) {
            return;
        }
        if (stream.listener().keepsUp()) {
            write(stream, frame(stream.subscription(), events));
            stats.sent(events.size());
        } else {
            miss(stream, events);
        }
    }

    private void miss(CandleStream stream, List<CandleEvent> events) {
        stats.conflated(events.size());
        stream.listener().miss(events);
    }

    /** Gives a page to streams that waited for it, whether or not their clients have room now. */
    void writePage(List<CandleStream> waiting, List<CandleEvent> events) {
        Map<CandleSubscription, Frame> made = new HashMap<>();
        for (CandleStream stream : waiting) {
            if (!stream.isClosed()) {
                stream.listener().write(made.computeIfAbsent(stream.subscription(), wanted -> frame(wanted, events)));
                stats.sent(events.size());
            }
        }
        made.values().forEach(Frame::release);
    }

    private Frame frame(CandleSubscription wanted, List<CandleEvent> events) {
        return frames.of(
                wanted.encoding(),
                events.stream().map(event -> event.bytes(wanted.withExchange())).toList());
    }

    /** Writes events of another kind to one stream. */
    void writeBesides(CandleStream stream, List<byte[]> events) {
        write(stream, frames.of(stream.subscription().encoding(), events));
    }

    /** Writes a frame that no other stream gets. */
    private static void write(CandleStream stream, Frame frame) {
        stream.listener().write(frame);
        frame.release();
    }
}
