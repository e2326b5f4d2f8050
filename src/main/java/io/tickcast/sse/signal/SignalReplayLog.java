package io.tickcast.sse.signal;

import io.tickcast.market.Signal;
import io.tickcast.sse.replay.Cursor;
import io.tickcast.sse.replay.ReplayBuffer;
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
 * The signals of the last while. The cursor of each is when it was published, in ms since the epoch, or a little later,
 * as cursors never go back. Signals may be hours apart, so time passes here by the clock: what is too old goes whether
 * something new arrives or not.
 */
public final class SignalReplayLog {
    /** Longer than the bus takes from a node that publishes to one that hands out cursors. */
    static final long ON_THE_WAY_MILLIS = 1_000;

    private final ReplayBuffer<SignalEvent> buffer;
    private final long toleranceMillis;
    private final LongSupplier clockEra;
    /** Position of the newest signal of each name, and of each alert; those that are gone are dropped now and then. */
    private final Map<String, Long> newest = new HashMap<>();
    /** The era of the signals here. The clock may already be in another one, until {@link #startAnew}. */
    private long era;

    private long cursor;

    /**
     * @param maxBytes        on the heap; the newest is kept in any case
     * @param toleranceMillis tolerated difference between the clocks of nodes that publish signals or issue cursors
     * @param era             part of the ids besides the cursor
     */
    public SignalReplayLog(
            long spanMillis, int maxSignals, long maxBytes, long toleranceMillis, long nowMillis, LongSupplier era) {
        clockEra = era;
        this.era = era.getAsLong();
        // A cursor of now may be looked for as if it were older by the tolerance.
        buffer = new ReplayBuffer<>(
                spanMillis + toleranceMillis, maxSignals, maxBytes, SignalEvent::heapBytes, nowMillis);
        this.toleranceMillis = toleranceMillis;
        cursor = nowMillis;
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
        buffer.clear(nowMillis);
        newest.clear();
        cursor = nowMillis;
    }

    /** An alert that was announced before is left out. */
    public void append(Signal signal, long nowMillis) {
        if (signal.owner().isPresent() && holds(newest.getOrDefault(signal.topic(), -1L))) {
            return;
        }
        cursor = Math.max(cursor, published(signal, nowMillis));
        add(SignalEvent.of(signal, id(cursor)));
        expire(nowMillis);
    }

    /** A clock that is far ahead would carry all cursors with it. */
    private long published(Signal signal, long nowMillis) {
        return Math.min(signal.published(), nowMillis + toleranceMillis);
    }

    private void add(SignalEvent signal) {
        newest.put(signal.topic(), head());
        buffer.append(signal, signal.cursor());
        if (newest.size() > 2 * size()) {
            newest.values().removeIf(position -> !holds(position));
        }
    }

    void expire(long nowMillis) {
        buffer.expire(nowMillis);
    }

    /**
     * The cursor that a client may resume from; empty if this log lacks something that the client missed, or if no node
     * of the cluster issued its id.
     */
    public Optional<Long> resumable(String lastEventId, long nowMillis) {
        expire(nowMillis);
        long newest = Math.max(cursor, nowMillis);
        return Cursor.parse(lastEventId, era)
                .filter(at -> at <= newest + toleranceMillis && buffer.covers(at - toleranceMillis))
                .map(at -> Math.min(at, newest));
    }

    /** Position of the first signal that a client at this cursor of any node may lack. */
    public long resumeFrom(long at) {
        return buffer.position(at - toleranceMillis);
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
        Set<Object> held = new HashSet<>();
        for (long position = tail(); position < head(); position++) {
            all.add(at(position));
            held.add(identity(at(position).signal()));
        }
        Set<SignalEvent> news = new HashSet<>();
        long at = 0;
        for (Signal signal : past) {
            at = Math.max(at, published(signal, nowMillis));
            if (held.add(identity(signal))) {
                SignalEvent event = SignalEvent.of(signal, id(at));
                news.add(event);
                all.add(event);
            }
        }
        all.sort(Comparator.comparingLong(SignalEvent::cursor));
        List<Long> cursors = all.stream()
                .filter(event -> !news.contains(event))
                .map(SignalEvent::cursor)
                .toList();
        Moved moved = new Moved(tail(), head(), cursors);
        // A log that began later does not shorten the span that is covered here.
        buffer.clear(Math.min(coveredFrom(), coversFrom));
        newest.clear();
        for (SignalEvent event : all) {
            if (news.contains(event)) {
                moved.firstNews = Math.min(moved.firstNews, head());
            }
            cursor = Math.max(cursor, event.cursor());
            add(event);
        }
        expire(nowMillis);
        return moved;
    }

    /** Nodes may have heard of an alert at different times. */
    private static Object identity(Signal signal) {
        return signal.owner().isPresent() ? signal.topic() : signal;
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
            long own = position < oldHead ? buffer.position(cursors.get((int) (position - oldTail))) : head();
            // No client can miss signals that were too old to be kept.
            return Math.min(own, Math.max(firstNews, tail()));
        }
    }

    /** Something may be missing before this cursor. */
    void lost(long before) {
        buffer.lost(before);
    }

    /** Cursor from which on nothing is missing. */
    long coveredFrom() {
        return buffer.coveredFrom();
    }

    boolean holds(long position) {
        return buffer.holds(position);
    }

    /** @param position held and below the head */
    SignalEvent at(long position) {
        return buffer.at(position);
    }

    /** Whether no later one has its name; each alert is the newest of its kind. */
    boolean isNewest(long position) {
        return newest.getOrDefault(at(position).topic(), position) == position;
    }

    /** Position of the oldest entry, or the head of an empty log. */
    public long tail() {
        return buffer.tail();
    }

    /** The position after the newest signal. */
    public long head() {
        return buffer.head();
    }

    int size() {
        return buffer.size();
    }

    SignalState state(long heard, long malformed) {
        return new SignalState(size(), buffer.bytes(), buffer.overCount(), buffer.overBytes(), heard, malformed);
    }
}
