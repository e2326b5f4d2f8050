package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.replay.ReplayBuffer;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams of clients that came back and are being given what they missed, straight from the log: a stream holds a
 * position in it and nothing else. They take turns, a little each, so that no replay holds a flush. One that reaches
 * the head is live; one that the log leaves behind gets a snapshot instead.
 */
final class ReplayScheduler {
    private static final long SLICE_NANOS = Duration.ofMillis(2).toNanos();

    private final StreamControl control;
    private final StreamStats stats;
    private final ReplayLog log;
    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final ReplayBuffer<Tick> buffer;
    private final ReplayReader reader;
    private final long timeoutNanos;
    private final Map<PriceStream, Place> places = new LinkedHashMap<>();
    private final boolean demo;
    private int counted;
    private boolean scheduled;

    /**
     * The position of a stream in the log, and since when. It began with a cursor below which none of its ids goes.
     */
    private record Place(long position, long since, long floor) {}

    ReplayScheduler(
            StreamControl control,
            StreamStats stats,
            ReplayLog log,
            CooperativeScheduler cooperative,
            Frames frames,
            Duration timeout,
            boolean demo) {
        this.demo = demo;
        this.control = control;
        this.stats = stats;
        this.log = log;
        this.cooperative = cooperative;
        this.frames = frames;
        buffer = log.buffer();
        reader = new ReplayReader(log);
        timeoutNanos = timeout.toNanos();
    }

    /** @param at the client's cursor; the replay begins a little before it */
    void add(PriceStream stream, long position, long at) {
        stream.leave();
        places.put(stream, new Place(position, System.nanoTime(), at));
        count();
    }

    void remove(PriceStream stream) {
        places.remove(stream);
        count();
    }

    private void count() {
        if (places.size() != counted) {
            stats.replaying(places.size() - counted);
            counted = places.size();
        }
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /**
     * Must be called around a change of the log's positions: a replay goes on from where it was, or a little before.
     */
    void whileMoving(Runnable change) {
        Map<PriceStream, Long> cursors = new LinkedHashMap<>();
        places.forEach((stream, place) -> {
            if (buffer.holds(place.position) && place.position < buffer.head()) {
                cursors.put(stream, buffer.cursorAt(place.position));
            }
        });
        change.run();
        cursors.forEach((stream, cursor) -> places.computeIfPresent(
                stream, (s, place) -> new Place(buffer.position(cursor), place.since, place.floor)));
    }

    /** Lets the replays go on in a turn to come. */
    void goOn() {
        if (!scheduled && !places.isEmpty()) {
            scheduled = true;
            cooperative.afterSockets(() -> {
                scheduled = false;
                if (run()) {
                    goOn();
                }
            });
        }
    }

    /** Gives up those who have taken nothing for too long. */
    void cutLate(long nowNanos) {
        if (places.isEmpty()) {
            return;
        }
        Map.copyOf(places).forEach((stream, place) -> {
            if (nowNanos - place.since > timeoutNanos && !stream.keepsUp()) {
                control.cut(stream);
            }
        });
        // A turn that failed has ended them all.
        goOn();
    }

    /** @return whether a stream could go on at once in another turn of the loop */
    private boolean run() {
        long until = System.nanoTime() + SLICE_NANOS;
        boolean more = false;
        for (PriceStream stream : List.copyOf(places.keySet())) {
            Place place = places.get(stream);
            if (place != null && stream.keepsUp()) {
                turn(stream, place);
                count();
                more |= places.containsKey(stream);
                if (System.nanoTime() > until) {
                    return !places.isEmpty();
                }
            }
        }
        return more;
    }

    private void turn(PriceStream stream, Place place) {
        long from = place.position;
        if (!buffer.holds(from)) {
            places.remove(stream);
            control.reset(stream);
            return;
        }
        List<byte[]> bytes = new ArrayList<>();
        long to = reader.read(stream.group(), from, place.floor, bytes);
        if (to == buffer.head()) {
            if (bytes.isEmpty()) {
                bytes.add(Sse.heartbeat(demo, log.reached()));
            } else {
                Sse.setLastId(log.reached(), bytes);
            }
        }
        if (!bytes.isEmpty()) {
            stream.writeAlone(frames, bytes);
        }
        places.remove(stream);
        if (to == buffer.head()) {
            control.join(stream);
        } else {
            // To the end of the queue.
            places.put(stream, new Place(to, System.nanoTime(), place.floor));
        }
    }
}
