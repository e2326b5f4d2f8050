package io.tickcast.relay;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The overlap of a connection and the one that follows it. Both bring the same frames, one a little later. A stream goes
 * over at the first frame that both have brought, so none of its frames is lost and none comes twice. A stream without
 * such a frame goes over at the end. When the next connection is lost, each stream goes back in the same way.
 */
final class StreamCutover {
    /** Frames of a stream that wait or are remembered: one connection is not further behind than a burst. */
    private static final int MAX_FRAMES = 512;

    private static final int MAX_BYTES = 32 << 20;

    private final Consumer<RelayFrame> out;
    private final Map<String, Overlap> overlaps = new HashMap<>();
    private int bytes;

    /** The frames of a stream. One connection leads: its frames are due. The other one follows. */
    private static final class Overlap {
        private boolean nextLeads;
        /** Frames that are out, and that the leading connection is still to bring. */
        private final Deque<RelayFrame> repeated = new ArrayDeque<>();
        /** Frames that are out, and that the other connection is still to bring. */
        private final Deque<RelayFrame> told = new ArrayDeque<>();
        /** Frames of the other connection that are not out. */
        private final Deque<RelayFrame> held = new ArrayDeque<>();
    }

    /** @param out takes each frame that is due */
    StreamCutover(Consumer<RelayFrame> out) {
        this.out = out;
    }

    private Overlap of(RelayFrame frame) {
        return overlaps.computeIfAbsent(frame.stream().name(), first -> new Overlap());
    }

    private static boolean same(RelayFrame one, RelayFrame other) {
        return Arrays.equals(one.message(), other.message());
    }

    /** Takes a frame of the connection that ends. */
    void old(RelayFrame frame) {
        Overlap overlap = of(frame);
        if (overlap.nextLeads) {
            if (!forget(overlap.told, frame)) {
                keep(overlap.held, frame);
            }
            return;
        }
        if (!forget(overlap.repeated, frame)) {
            out.accept(frame);
        }
        if (overlap.held.isEmpty()) {
            keep(overlap.told, frame);
        } else if (same(overlap.held.element(), frame)) {
            forget(overlap.held, frame);
            release(overlap);
        }
    }

    /** Takes a frame of the connection that follows. */
    void next(RelayFrame frame) {
        Overlap overlap = of(frame);
        if (overlap.nextLeads) {
            if (!forget(overlap.repeated, frame)) {
                out.accept(frame);
                if (!forget(overlap.held, frame)) {
                    keep(overlap.told, frame);
                }
            }
        } else if (overlap.held.isEmpty() && forget(overlap.told, frame)) {
            overlap.nextLeads = true;
            clear(overlap.repeated);
            move(overlap.told, overlap.repeated);
        } else if (overlap.held.size() >= MAX_FRAMES || bytes > MAX_BYTES) {
            release(overlap);
            next(frame);
        } else {
            keep(overlap.held, frame);
        }
    }

    private void keep(Deque<RelayFrame> frames, RelayFrame frame) {
        frames.add(frame);
        bytes += frame.length();
        while (frames.size() > MAX_FRAMES || (bytes > MAX_BYTES && !frames.isEmpty())) {
            bytes -= frames.remove().length();
        }
    }

    /** Forgets a frame and those before it. @return whether it was among them */
    private boolean forget(Deque<RelayFrame> frames, RelayFrame frame) {
        if (frames.stream().noneMatch(each -> same(each, frame))) {
            return false;
        }
        RelayFrame last;
        do {
            last = frames.remove();
            bytes -= last.length();
        } while (!same(last, frame));
        return true;
    }

    private void clear(Deque<RelayFrame> frames) {
        frames.forEach(frame -> bytes -= frame.length());
        frames.clear();
    }

    private static void move(Deque<RelayFrame> from, Deque<RelayFrame> to) {
        to.addAll(from);
        from.clear();
    }

    /** The next connection leads from now on, and its frames that waited are due. */
    private void release(Overlap overlap) {
        overlap.nextLeads = true;
        overlap.held.forEach(out);
        clear(overlap.repeated);
        clear(overlap.told);
        move(overlap.held, overlap.told);
    }

    /** A next connection is about to come. If there was one, it is lost, and the old one leads again. */
    void begin() {
        overlaps.values().removeIf(overlap -> {
            if (overlap.nextLeads) {
                overlap.nextLeads = false;
                overlap.held.forEach(out);
                clear(overlap.repeated);
                move(overlap.told, overlap.repeated);
            }
            clear(overlap.told);
            clear(overlap.held);
            return overlap.repeated.isEmpty();
        });
    }

    /** Lets all streams go over that have not: what the old connection has not brought by now, it never will. */
    void end() {
        overlaps.values().stream().filter(overlap -> !overlap.nextLeads).forEach(this::release);
        overlaps.clear();
        bytes = 0;
    }
}
