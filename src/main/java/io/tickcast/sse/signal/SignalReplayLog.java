package io.tickcast.sse.signal;

import io.tickcast.market.Signal;
import io.tickcast.sse.replay.Cursor;
import io.tickcast.sse.wire.EventId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The signals of the last while. Each has a position, counted from 0, and a cursor: when it was published, in ms since
 * the epoch, or a little later, as cursors never go back. Bounded by time, by count and by bytes. Signals may be hours
 * apart, so time passes here by the clock: what is too old goes whether something new arrives or not.
 */
public final class SignalReplayBuffer {
    /** Longer than the bus takes from a node that publishes to one that hands out cursors. */
    static final long ON_THE_WAY_MILLIS = 1_000;

    private final long spanMillis;
    private final int maxSignals;
    private final long maxBytes;
    private final long toleranceMillis;
    private final LongSupplier clockEra;
    private final Map<Long, SignalEvent> signals = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    /** The era of the signals here. The clock may already be in another one, until {@link #startAnew}. */
    private long era;

    private long tail;
    private long head;
    private long bytes;
    private long cursor;
    /** Cursor from which on the buffer is complete. */
    private long coveredFrom;

    private long overCount;
    private long overBytes;

    /**
     * @param maxBytes        on the heap; the newest is kept in any case
     * @param toleranceMillis by how much the clocks of the nodes may differ that publish and give out cursors
     * @param era             what ids have besides the cursor
     */
    public SignalReplayBuffer(
            long spanMillis, int maxSignals, long maxBytes, long toleranceMillis, long nowMillis, LongSupplier era) {
        clockEra = era;
        this.era = era.getAsLong();
        // A cursor of now may be looked for as if it were older by the tolerance.
        this.spanMillis = spanMillis + toleranceMillis;
        this.maxSignals = maxSignals;
        this.maxBytes = maxBytes;
        this.toleranceMillis = toleranceMillis;
        cursor = nowMillis;
        coveredFrom = nowMillis;
    }

    /**
     * The cursor of a client that has all signals now. Signals that arrive here later have no smaller cursor, and those
     * on their way have none at any other node.
     */
    long cursor(long nowMillis) {
        cursor = Math.max(cursor, nowMillis - ON_THE_WAY_MILLIS);
        return cursor;
    }

    /** The same, for its events. */
    EventId reached(long nowMillis) {
        return id(cursor(nowMillis));
    }

    EventId id(long at) {
        return EventId.of(at, era);
    }

    /** Forgets all: the clock has moved. */
    void startAnew(long nowMillis) {
        era = clockEra.getAsLong();
        while (tail < head) {
            evict();
        }
        cursor = nowMillis;
        coveredFrom = nowMillis;
    }

    public void append(Signal signal, long nowMillis) {
        cursor = Math.max(cursor, published(signal, nowMillis));
        add(SignalEvent.of(signal, id(cursor)));
        expire(nowMillis);
    }

    /** A clock that is far ahead would carry all cursors with it. */
    private long published(Signal signal, long nowMillis) {
        return Math.min(signal.published(), nowMillis + toleranceMillis);
    }

    private void add(SignalEvent signal) {
        signals.put(head, signal);
        newest.put(signal.name(), head);
        head++;
        bytes += signal.heapBytes();
        while (size() > maxSignals) {
            overCount++;
            evict();
        }
        while (bytes > maxBytes && size() > 1) {
            overBytes++;
            evict();
        }
    }

    void expire(long nowMillis) {
        while (tail < head && nowMillis - at(tail).cursor() > spanMillis) {
            evict();
        }
    }

    private void evict() {
        SignalEvent gone = signals.remove(tail);
        newest.remove(gone.name(), tail);
        bytes -= gone.heapBytes();
        // Another of the same cursor may be gone with it, so only what is later is sure to be here.
        coveredFrom = Math.max(coveredFrom, gone.cursor() + 1);
        tail++;
    }

    /**
     * The cursor that a client may resume from; empty if something that it missed is not here, or nobody gave it that
     * id.
     */
    public Optional<Long> resumable(String lastEventId, long nowMillis) {
        expire(nowMillis);
        long newest = Math.max(cursor, nowMillis);
        return Cursor.parse(lastEventId, era)
                .filter(at -> at <= newest + toleranceMillis && at - toleranceMillis >= coveredFrom)
                .map(at -> Math.min(at, newest));
    }

    /** Position of the first signal that a client at this cursor of any node may lack. */
    public long resumeFrom(long at) {
        return position(at - toleranceMillis);
    }

    /** Position of the first signal of this cursor or a later one. */
    private long position(long at) {
        long low = tail;
        long high = head;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).cursor() < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Takes in what another node has kept, each signal once. Positions go on from the head, so those before are held no
     * longer; see {@link Moved}.
     *
     * @param past       in the order of their arrival there
     * @param coversFrom all that arrived at or after this cursor is there
     */
    Moved merge(List<Signal> past, long coversFrom, long nowMillis) {
        List<SignalEvent> all = new ArrayList<>();
        Set<Signal> held = new HashSet<>();
        for (long position = tail; position < head; position++) {
            all.add(at(position));
            held.add(at(position).signal());
        }
        Set<SignalEvent> news = new HashSet<>();
        long at = 0;
        for (Signal signal : past) {
            at = Math.max(at, published(signal, nowMillis));
            if (held.add(signal)) {
                SignalEvent event = SignalEvent.of(signal, id(at));
                news.add(event);
                all.add(event);
            }
        }
        all.sort(Comparator.comparingLong(SignalEvent::cursor));
        // Another one that began later takes nothing away from what is known here.
        coveredFrom = Math.min(coveredFrom, coversFrom);
        List<Long> cursors = all.stream()
                .filter(event -> !news.contains(event))
                .map(SignalEvent::cursor)
                .toList();
        Moved moved = new Moved(tail, head, cursors);
        signals.clear();
        newest.clear();
        bytes = 0;
        tail = head;
        for (SignalEvent event : all) {
            if (news.contains(event)) {
                moved.firstNews = Math.min(moved.firstNews, head);
            }
            cursor = Math.max(cursor, event.cursor());
            add(event);
        }
        expire(nowMillis);
        return moved;
    }

    /** Translates positions from before a merge to positions after it. */
    final class Moved {
        private final long oldTail;
        private final long oldHead;
        /** Cursors of the signals that were held before. */
        private final List<Long> cursors;

        private long firstNews = Long.MAX_VALUE;

        private Moved(long oldTail, long oldHead, List<Long> cursors) {
            this.oldTail = oldTail;
            this.oldHead = oldHead;
            this.cursors = cursors;
        }

        /** Position from which on a stream that was here may lack something; a stream that was left behind still is. */
        long of(long position) {
            if (position < oldTail) {
                return position;
            }
            long own = position < oldHead ? position(cursors.get((int) (position - oldTail))) : head;
            // News that is too old to be kept is nobody's to miss.
            return Math.min(own, Math.max(firstNews, tail));
        }
    }

    /** Something may be missing before this cursor. */
    void lost(long before) {
        coveredFrom = Math.max(coveredFrom, before);
    }

    /** Cursor from which on nothing is missing. */
    long coveredFrom() {
        return coveredFrom;
    }

    boolean holds(long position) {
        return position >= tail;
    }

    /** @param position held and below the head */
    SignalEvent at(long position) {
        return signals.get(position);
    }

    /** Whether no later one has its name. */
    boolean isNewest(long position) {
        return newest.get(at(position).name()) == position;
    }

    /** The oldest, or the head when there is none. */
    public long tail() {
        return tail;
    }

    /** The position after the newest signal. */
    public long head() {
        return head;
    }

    int size() {
        return (int) (head - tail);
    }

    SignalState state(long heard, long malformed) {
        return new SignalState(size(), bytes, overCount, overBytes, heard, malformed);
    }
}
