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
 * such a frame goes over at the end.
 */
final class StreamCutover {
    /** Frames of a stream that wait or are remembered: one connection is not further behind than a burst. */
    private static final int MAX_FRAMES = 512;

    private static final int MAX_BYTES = 32 << 20;

    private final Consumer<RelayFrame> out;
    private final Map<String, Overlap> overlaps = new HashMap<>();
    private int bytes;

    private enum Phase {
        /** The old connection's frames are due; those of the next one wait. */
        OLD,
        /** The next connection brings what the old one has brought before it. */
        CATCHING_UP,
        NEXT
    }

    private static final class Overlap {
        private Phase phase = Phase.OLD;
        /** Frames of the old connection that are out. */
        private final Deque<RelayFrame> told = new ArrayDeque<>();
        /** Frames of the next connection. */
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
        if (overlap.phase != Phase.OLD) {
            return;
        }
        out.accept(frame);
        if (overlap.held.isEmpty()) {
            keep(overlap.told, frame);
            while (overlap.told.size() > MAX_FRAMES || (bytes > MAX_BYTES && !overlap.told.isEmpty())) {
                bytes -= overlap.told.remove().length();
            }
        } else if (same(overlap.held.element(), frame)) {
            bytes -= overlap.held.remove().length();
            release(overlap);
        }
    }

    /** Takes a frame of the connection that follows. */
    void next(RelayFrame frame) {
        Overlap overlap = of(frame);
        switch (overlap.phase) {
            case OLD -> {
                if (overlap.held.isEmpty() && isTold(overlap, frame)) {
                    overlap.phase = overlap.told.isEmpty() ? Phase.NEXT : Phase.CATCHING_UP;
                    return;
                }
                keep(overlap.held, frame);
                if (overlap.held.size() > MAX_FRAMES || bytes > MAX_BYTES) {
                    release(overlap);
                }
            }
            case CATCHING_UP -> {
                if (!isTold(overlap, frame)) {
                    out.accept(frame);
                }
                overlap.phase = overlap.told.isEmpty() ? Phase.NEXT : Phase.CATCHING_UP;
            }
            case NEXT -> out.accept(frame);
        }
    }

    private void keep(Deque<RelayFrame> frames, RelayFrame frame) {
        frames.add(frame);
        bytes += frame.length();
    }

    /** Whether the old connection has brought this frame; it and those before it are forgotten. */
    private boolean isTold(Overlap overlap, RelayFrame frame) {
        if (overlap.told.stream().noneMatch(each -> same(each, frame))) {
            return false;
        }
        RelayFrame last;
        do {
            last = overlap.told.remove();
            bytes -= last.length();
        } while (!same(last, frame));
        return true;
    }

    private void release(Overlap overlap) {
        overlap.phase = Phase.NEXT;
        for (RelayFrame frame : overlap.held) {
            bytes -= frame.length();
            out.accept(frame);
        }
        overlap.held.clear();
        overlap.told.forEach(frame -> bytes -= frame.length());
        overlap.told.clear();
    }

    /** The connection that was to follow is lost: the old one goes on until there is another. */
    void begin() {
        overlaps.clear();
        bytes = 0;
    }

    /** Lets all streams go over that have not: what the old connection has not brought by now, it never will. */
    void end() {
        overlaps.values().stream().filter(overlap -> overlap.phase == Phase.OLD).forEach(this::release);
        begin();
    }
}
