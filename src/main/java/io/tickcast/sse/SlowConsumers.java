package io.tickcast.sse;

import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams whose clients read too slowly. They are looked at after each flush and every few ms: one that takes bytes
 * again gets the newest price of each symbol that it missed, in one write, and is back; one that takes none for
 * {@code stream.slow-timeout} is cut.
 */
final class SlowConsumers {
    private final Hub hub;
    private final Frames frames;
    private final long timeoutNanos;
    private final Set<PriceStream> behind = new LinkedHashSet<>();
    private int counted;

    SlowConsumers(Hub hub, Frames frames, Duration timeout) {
        this.hub = hub;
        this.frames = frames;
        timeoutNanos = timeout.toNanos();
    }

    /** @param reached by the flush that they were left out of */
    void miss(PriceStream stream, List<SequencedTick> arrivals, EventId reached) {
        ConflationBuffer conflation = fallBehind(stream);
        arrivals.forEach(conflation::add);
        conflation.reached(reached);
    }

    void missFeedState(PriceStream stream) {
        fallBehind(stream).addFeedState();
    }

    private ConflationBuffer fallBehind(PriceStream stream) {
        behind.add(stream);
        count();
        return stream.fallBehind(System.nanoTime());
    }

    void remove(PriceStream stream) {
        behind.remove(stream);
        count();
    }

    private void count() {
        if (behind.size() != counted) {
            hub.stats().behind(behind.size() - counted);
            counted = behind.size();
        }
    }

    boolean isEmpty() {
        return behind.isEmpty();
    }

    int size() {
        return behind.size();
    }

    void poll(long nowNanos) {
        if (behind.isEmpty()) {
            return;
        }
        for (PriceStream stream : List.copyOf(behind)) {
            if (stream.outlet().isWritable()) {
                remove(stream);
                catchUp(stream);
            } else if (nowNanos - stream.behindSince > timeoutNanos) {
                remove(stream);
                hub.cut(stream);
            }
        }
    }

    private void catchUp(PriceStream stream) {
        ConflationBuffer conflation = stream.catchUp();
        List<byte[]> bytes = new ArrayList<>();
        if (conflation.feedState()) {
            bytes.add(
                    hub.feeds().event(stream.group().subscription().exchange()).getBytes());
        }
        // Only what flushes left out: what waits for a flush comes with it, in its turn.
        conflation.reached().ifPresent(reached -> stream.group().append(conflation.arrivals(), reached, bytes));
        stream.writeAlone(frames, bytes);
        hub.stats().caughtUp();
    }
}
