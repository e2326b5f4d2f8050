package io.tickcast.sse.signal;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.stats.SignalStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The price streams of one event loop that asked for signals, too. They get them beside their prices, not among them: a
 * stream that is behind when a signal comes does not get that one, and prices are framed as if there were no signals. An
 * alert waits for a stream that is behind, and for one that comes back.
 */
public final class SignalListeners {
    private static final int BYTES_PER_WALK = 65_536;
    /** Alerts that wait for one stream. */
    private static final int MOST_LATE = 100;

    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final SignalReplayLog log;
    private final SignalStats stats;
    private final Map<SignalListener, SignalNames> listeners = new LinkedHashMap<>();
    /** Alerts for streams that were behind, or away. */
    private final Map<SignalListener, ArrayDeque<byte[]>> late = new LinkedHashMap<>();
    /** Position of the next signal. */
    private long position;

    private boolean walking;

    /** The properties that streams must share to get the same bytes. */
    private record Wish(SignalNames names, Encoding encoding) {}

    /** The bytes for one wish in one walk. */
    private record Part(Optional<Frame> frame, int events, List<byte[]> alerts) {}

    /** A signal of a walk, as price streams are told of it. */
    private record Told(SignalEvent signal, byte[] event) {}

    SignalListeners(CooperativeScheduler cooperative, Frames frames, SignalReplayLog log, SignalStats stats) {
        this.cooperative = cooperative;
        this.frames = frames;
        this.log = log;
        this.stats = stats;
    }

    /** @param since time from which its client resumes with alerts; empty when it is new */
    public void add(SignalListener stream, SignalNames names, OptionalLong since) {
        listeners.put(stream, names);
        stats.priceStreams(1);
        if (names.alerts().isPresent() && since.isPresent()) {
            // Its cursor is that of a price, which may have been sent before an alert of the same time.
            long from = log.resumeFrom(since.getAsLong() - SignalReplayLog.ON_THE_WAY_MILLIS);
            for (long at = from; at < position; at++) {
                if (log.at(at).isAlert() && names.wants(log.at(at))) {
                    wait(stream, log.at(at).besidePrices());
                }
            }
            cooperative.soon(this::giveLate);
        }
    }

    public void remove(SignalListener stream) {
        late.remove(stream);
        if (listeners.remove(stream) != null) {
            stats.priceStreams(-1);
        }
    }

    private void wait(SignalListener stream, byte[] alert) {
        ArrayDeque<byte[]> waiting = late.computeIfAbsent(stream, none -> new ArrayDeque<>());
        if (waiting.size() == MOST_LATE) {
            waiting.remove();
            stats.dropped(1);
        }
        waiting.add(alert);
    }

    /** Gives what waits to the streams that keep up by now. */
    void giveLate() {
        List.copyOf(late.keySet()).stream().filter(SignalListener::keepsUp).forEach(this::giveLate);
    }

    private void giveLate(SignalListener stream) {
        ArrayDeque<byte[]> alerts = late.remove(stream);
        if (alerts != null) {
            Frame frame = frames.of(stream.encoding(), List.copyOf(alerts));
            stream.write(frame);
            frame.release();
            stats.sent(alerts.size());
        }
    }

    /** Something new is at the log's head. */
    void arrived() {
        if (walking) {
            return;
        }
        if (listeners.isEmpty()) {
            position = log.head();
            return;
        }
        walking = true;
        cooperative.soon(this::walk);
    }

    /** Signals of another node are in the log now. Streams get the alerts among what may be new to them. */
    void moved(SignalReplayLog.Moved moved) {
        for (long at = Math.max(moved.of(position), log.tail()); at < log.head(); at++) {
            SignalEvent signal = log.at(at);
            if (signal.isAlert()) {
                listeners.forEach((stream, names) -> {
                    if (names.wants(signal)) {
                        wait(stream, signal.besidePrices());
                    }
                });
            }
        }
        position = log.head();
        cooperative.soon(this::giveLate);
    }

    private void walk() {
        List<Told> told = new ArrayList<>();
        int bytes = 0;
        long next = Math.max(position, log.tail());
        stats.dropped((next - position) * listeners.size());
        for (; next < log.head() && bytes < BYTES_PER_WALK; next++) {
            SignalEvent signal = log.at(next);
            Told one = new Told(signal, signal.besidePrices());
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
            giveLate(stream);
            stream.write(part.frame.orElseThrow());
            stats.sent(part.events);
        } else {
            part.alerts.forEach(alert -> wait(stream, alert));
            stats.dropped(part.events - part.alerts.size());
        }
    }

    private Part part(Wish wish, List<Told> told) {
        List<Told> wanted =
                told.stream().filter(one -> wish.names.wants(one.signal)).toList();
        List<byte[]> events = wanted.stream().map(Told::event).toList();
        return new Part(
                events.isEmpty() ? Optional.empty() : Optional.of(frames.of(wish.encoding, events)),
                events.size(),
                wanted.stream()
                        .filter(one -> one.signal.isAlert())
                        .map(Told::event)
                        .toList());
    }
}
