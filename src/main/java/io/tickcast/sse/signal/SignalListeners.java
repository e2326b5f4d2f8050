package io.tickcast.sse.signal;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.stats.SignalStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The price streams of one event loop that asked for signals, too. They get them beside their prices, not among them: a
 * stream that is behind when a signal comes does not get that one, and prices are framed as if there were no signals.
 */
public final class SignalListeners {
    private static final int BYTES_PER_WALK = 65_536;

    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final SignalReplayLog log;
    private final SignalStats stats;
    private final Map<SignalListener, SignalNames> listeners = new LinkedHashMap<>();
    /** Position of the next signal. */
    private long position;

    private boolean walking;

    /** The properties that streams must share to get the same bytes. */
    private record Wish(SignalNames names, Encoding encoding) {}

    /** The bytes for one wish in one walk. */
    private record Part(Optional<Frame> frame, int events) {}

    /** A signal of a walk, as price streams are told of it. */
    private record Told(String name, byte[] event) {}

    SignalListeners(CooperativeScheduler cooperative, Frames frames, SignalReplayLog log, SignalStats stats) {
        this.cooperative = cooperative;
        this.frames = frames;
        this.log = log;
        this.stats = stats;
    }

    public void add(SignalListener stream, SignalNames names) {
        listeners.put(stream, names);
        stats.priceStreams(1);
    }

    public void remove(SignalListener stream) {
        if (listeners.remove(stream) != null) {
            stats.priceStreams(-1);
        }
    }

    /** Something new is at the log's head. */
    void arrived() {
        if (walking) {
            return;
        }
        if (listeners.isEmpty()) {
            skip();
            return;
        }
        walking = true;
        cooperative.soon(this::walk);
    }

    /** Skips the signals that are in the log by now: they are not new to these streams. */
    void skip() {
        position = log.head();
    }

    private void walk() {
        List<Told> told = new ArrayList<>();
        int bytes = 0;
        long next = Math.max(position, log.tail());
        stats.dropped((next - position) * listeners.size());
        for (; next < log.head() && bytes < BYTES_PER_WALK; next++) {
            SignalEvent signal = log.at(next);
            Told one = new Told(signal.name(), signal.besidePrices());
            told.add(one);
            bytes += one.event.length;
        }
        position = next;
        Map<Wish, Part> made = new HashMap<>();
        cooperative.forEach(List.copyOf(listeners.keySet()).iterator(), stream -> give(stream, told, made), () -> {
            made.values().forEach(part -> part.frame.ifPresent(Frame::release));
            walking = false;
            if (position < log.head()) {
                arrived();
            }
        });
    }

    private void give(SignalListener stream, List<Told> told, Map<Wish, Part> made) {
        SignalNames names = listeners.get(stream);
        if (names == null) {
            // Closed since the walk began.
            return;
        }
        Part part = made.computeIfAbsent(new Wish(names, stream.encoding()), wish -> part(wish, told));
        if (part.events == 0) {
            return;
        }
        if (stream.keepsUp()) {
            stream.write(part.frame.orElseThrow());
            stats.sent(part.events);
        } else {
            stats.dropped(part.events);
        }
    }

    private Part part(Wish wish, List<Told> told) {
        List<byte[]> events = told.stream()
                .filter(one -> wish.names.wants(one.name))
                .map(Told::event)
                .toList();
        return new Part(
                events.isEmpty() ? Optional.empty() : Optional.of(frames.of(wish.encoding, events)), events.size());
    }
}
