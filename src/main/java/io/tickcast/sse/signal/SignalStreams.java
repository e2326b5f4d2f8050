package io.tickcast.sse.signal;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The streams of signals of one event loop. Each reads the log at its own place: one that is new, one that came back
 * and one that is slow differ in nothing but how far behind they are, and none holds more than that place. They take
 * turns, a little each, and what several of them get in one turn of the loop is made once.
 */
final class SignalStreams {
    /** A write ends with the signal that exceeds this. */
    private static final int BYTES_PER_WRITE = 32_768;
    /** Signals of the log that one turn looks at. */
    private static final int LOOKED_AT_PER_TURN = 512;

    private static final long SLICE_NANOS = Duration.ofMillis(2).toNanos();

    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final SignalReplayLog log;
    private final StreamStats stats;
    private final long timeoutNanos;
    private final boolean demo;
    private final LongSupplier now;
    private final Consumer<SignalStream> close;
    private final Set<SignalStream> all = new LinkedHashSet<>();
    /** Streams that can continue. */
    private final Set<SignalStream> due = new LinkedHashSet<>();
    /** Streams whose sockets are full. */
    private final Set<SignalStream> stuck = new LinkedHashSet<>();
    /** Whether signals have arrived since the streams were last looked at. */
    private boolean news;

    private boolean scheduled;

    /** The properties that streams must share to get the same frame. */
    private record Wish(SignalNames names, Encoding encoding, long position) {}

    /** The bytes that a stream gets in one turn, and its position afterwards. */
    private record Part(Optional<Frame> frame, int events, long next) {}

    /**
     * @param demo  whether heartbeats are to say that no price is real
     * @param now   the time of this node in ms
     * @param close called for one that is given up
     */
    SignalStreams(
            CooperativeScheduler cooperative,
            Frames frames,
            SignalReplayLog log,
            StreamStats stats,
            Duration timeout,
            boolean demo,
            LongSupplier now,
            Consumer<SignalStream> close) {
        this.now = now;
        this.demo = demo;
        this.cooperative = cooperative;
        this.frames = frames;
        this.log = log;
        this.stats = stats;
        timeoutNanos = timeout.toNanos();
        this.close = close;
    }

    List<SignalStream> all() {
        return List.copyOf(all);
    }

    void add(SignalStream stream) {
        all.add(stream);
        goOn(stream);
    }

    void remove(SignalStream stream) {
        all.remove(stream);
        due.remove(stream);
        stuck.remove(stream);
    }

    /** Something is in the log that was not there before. */
    void arrived() {
        news = true;
        schedule(cooperative::soon);
    }

    /** The log's positions are others now. */
    void moved(SignalReplayLog.Moved moved) {
        for (SignalStream stream : all) {
            stream.position = moved.of(stream.position);
            // What was yet to come of the first ones stands among others now: it gets them all.
            stream.newestUntil = 0;
            // The next signal may be older than the last one that the stream got, so its own id would lead back.
            stream.catchingUp |= stream.position < log.head();
        }
        arrived();
    }

    private void goOn(SignalStream stream) {
        due.add(stream);
        schedule(cooperative::soon);
    }

    private void schedule(Consumer<Runnable> when) {
        if (!scheduled && !(due.isEmpty() && (!news || all.isEmpty()))) {
            scheduled = true;
            when.accept(this::slice);
        }
    }

    private void slice() {
        long start = System.nanoTime();
        if (news) {
            news = false;
            all.stream().filter(stream -> !stuck.contains(stream)).forEach(due::add);
        }
        Map<Wish, Part> made = new HashMap<>();
        try {
            while (!due.isEmpty() && System.nanoTime() - start < SLICE_NANOS) {
                Iterator<SignalStream> first = due.iterator();
                SignalStream stream = first.next();
                first.remove();
                turn(stream, made);
            }
        } finally {
            made.values().forEach(part -> part.frame.ifPresent(Frame::release));
            scheduled = false;
            schedule(cooperative::afterSockets);
        }
    }

    private void turn(SignalStream stream, Map<Wish, Part> made) {
        if (!stream.connection().isWritable()) {
            stuck(stream);
            return;
        }
        if (!log.holds(stream.position)) {
            stream.startAnew(log);
            writeAlone(stream, List.of(resetEvent().getBytes()));
        }
        if (stream.catchingUp) {
            catchUp(stream);
        } else {
            Part part = made.computeIfAbsent(
                    new Wish(stream.names(), stream.encoding(), stream.position), wish -> part(stream));
            part.frame.ifPresent(stream.connection()::write);
            gave(stream, part.events, part.next);
        }
        if (stream.position < log.head() && !stream.isClosed()) {
            // To the end of the queue.
            due.add(stream);
        }
    }

    private Part part(SignalStream stream) {
        List<SignalEvent> signals = new ArrayList<>();
        long next = collect(stream, signals);
        return new Part(
                signals.isEmpty()
                        ? Optional.empty()
                        : Optional.of(frames.of(
                                stream.encoding(),
                                signals.stream().map(SignalEvent::event).toList())),
                signals.size(),
                next);
    }

    /**
     * Until it has all that there is, the ids of a stream ascend from where it was, or it has none. The last event then
     * tells it where it is.
     */
    private void catchUp(SignalStream stream) {
        List<SignalEvent> signals = new ArrayList<>();
        long next = collect(stream, signals);
        List<byte[]> events = new ArrayList<>();
        signals.forEach(signal -> events.add(stream.cameFrom
                .map(from -> from.cursor() < signal.cursor() ? signal.event() : signal.event(from))
                .orElseGet(signal::eventWithoutId)));
        if (next == log.head()) {
            EventId reached = log.reached(now.getAsLong());
            if (events.isEmpty()) {
                events.add(Sse.heartbeat(demo, reached));
            } else {
                events.set(events.size() - 1, signals.get(signals.size() - 1).event(reached));
            }
            stream.catchingUp = false;
            stream.cameFrom = Optional.empty();
        }
        if (!events.isEmpty()) {
            writeAlone(stream, events);
        }
        gave(stream, signals.size(), next);
    }

    /** @return the position after what one turn gives */
    private long collect(SignalStream stream, List<SignalEvent> signals) {
        int bytes = 0;
        long position = stream.position;
        long until = Math.min(log.head(), position + LOOKED_AT_PER_TURN);
        for (; position < until && bytes < BYTES_PER_WRITE; position++) {
            if (stream.wants(log, position)) {
                signals.add(log.at(position));
                bytes += log.at(position).event().length;
            }
        }
        return position;
    }

    private void gave(SignalStream stream, int events, long next) {
        stream.position = next;
        stats.signals().sent(events);
    }

    private void writeAlone(SignalStream stream, List<byte[]> events) {
        Frame frame = frames.of(stream.encoding(), events);
        stream.connection().write(frame);
        frame.release();
    }

    Buffer resetEvent() {
        stats.reset();
        return Sse.event("reset", Map.of("message", "The last id is too old or unknown; what is kept follows"));
    }

    private void stuck(SignalStream stream) {
        if (stuck.add(stream)) {
            due.remove(stream);
            stream.stuckSince = System.nanoTime();
        }
    }

    /** Called when the stream's channel has room again. */
    void takesAgain(SignalStream stream) {
        if (stuck.remove(stream)) {
            goOn(stream);
        }
    }

    /** Gives up those who have taken nothing for too long. */
    void cutLate(long nowNanos) {
        // In the order in which they got stuck.
        while (!stuck.isEmpty()) {
            SignalStream first = stuck.iterator().next();
            if (nowNanos - first.stuckSince <= timeoutNanos) {
                return;
            }
            if (first.connection().isWritable()) {
                takesAgain(first);
            } else {
                close.accept(first);
                first.connection().cut();
            }
        }
    }

    /** Sends a heartbeat, with a new cursor for streams that have all signals: the next signal may be hours away. */
    void heartbeat() {
        long head = log.head();
        List<byte[]> bytes = List.of(Sse.heartbeat(demo, log.reached(now.getAsLong())));
        Map<Encoding, Frame> made = new EnumMap<>(Encoding.class);
        cooperative.forEach(
                all().iterator(),
                stream -> {
                    if (stream.isClosed()) {
                        return;
                    }
                    if (!stream.connection().isWritable()) {
                        // Nothing may arrive that would find out that it does not read.
                        stuck(stream);
                    } else if (stream.position == head && !stream.catchingUp) {
                        stream.connection()
                                .write(made.computeIfAbsent(stream.encoding(), encoding -> frames.of(encoding, bytes)));
                    }
                },
                () -> made.values().forEach(Frame::release));
    }
}
