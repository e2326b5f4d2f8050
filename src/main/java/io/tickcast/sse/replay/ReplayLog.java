package io.tickcast.sse.replay;

import io.tickcast.config.Settings;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.sse.wire.EventId;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The ticks that a hub keeps for a while, and the place in them of a client that names a cursor of any node. */
public final class ReplayLog {
    /**
     * The last id of a client can be that of a heartbeat, which is the time of the last report of a line. Lines report
     * each second.
     */
    private static final Duration REPORT = Duration.ofSeconds(2);

    /**
     * Time for which a hub that stands still may receive nothing. Then its cursor leaps ahead of what an interval
     * holds back.
     */
    private static final Duration STANDSTILL = Duration.ofSeconds(4);

    private final ReplayBuffer<Tick> buffer;
    private final LongSupplier clockEra;
    private final long spanMillis;
    private final long toleranceMillis;
    /** The era of the ticks here. The clock may already be in another one, until {@link #startAnew}. */
    private long era;

    /** Cursor from which on what is made of other ticks is here. */
    private long derivedFrom;

    private long cursor;
    private EventId reached;

    /** Most of the newest ticks that others are made of at once, within 0.1 s of the event loop. */
    private static final int MAX_DERIVED = 50_000;

    /** @param clocks tolerated difference between the clocks of the nodes that issued the cursors */
    public ReplayLog(Settings.Stream settings, Duration clocks, NodeClock clock) {
        this(
                settings.replay()
                        .period()
                        .plus(settings.heartbeat())
                        .plus(clocks)
                        .plus(REPORT),
                settings.replay().ticks(),
                settings.replay().bytes(),
                clocks,
                clock.millis(),
                clock::era);
    }

    /**
     * @param span greatest age of a cursor
     * @param era  part of the ids besides the cursor
     */
    public ReplayLog(Duration span, int maxTicks, long maxBytes, Duration clocks, long nowMillis, LongSupplier era) {
        clockEra = era;
        this.era = era.getAsLong();
        buffer = new ReplayBuffer<>(span.toMillis(), maxTicks, maxBytes, Tick::heapBytes, nowMillis);
        spanMillis = span.toMillis();
        toleranceMillis = clocks.toMillis();
        cursor = nowMillis;
        reached = id(cursor);
    }

    public ReplayBuffer<Tick> buffer() {
        return buffer;
    }

    /** The cursor of a client that has all ticks. */
    long cursor() {
        return cursor;
    }

    public EventId id(long at) {
        return EventId.of(at, era);
    }

    /** The same, for its events. */
    public EventId reached() {
        if (reached.cursor() != cursor) {
            reached = id(cursor);
        }
        return reached;
    }

    /** All ticks that the feeds received before this time are here. */
    public void heardUntil(long micros) {
        cursor = Math.max(cursor, micros / 1_000);
    }

    /** Adds a tick that was new to this node. Ticks read from a store are not added: no client can have missed them. */
    public void add(Tick tick) {
        cursor = Math.max(cursor, tick.receivedAt() / 1_000);
        if (!tick.isStored()) {
            append(tick, cursor);
        }
    }

    private void append(Tick tick, long at) {
        buffer.expire(at);
        buffer.append(tick, at);
    }

    /** @param nowMillis by the hub's clock */
    public ReplayState state(long nowMillis) {
        return buffer.state(nowMillis);
    }

    /**
     * The cursor that a client may resume from; empty if this log lacks something that the client missed, or if no node
     * of the cluster issued its id. Another node may have received more than this one.
     */
    public Optional<Long> resumable(String lastEventId, long nowMillis) {
        return Cursor.parse(lastEventId, era)
                .filter(at ->
                        at <= Math.max(cursor, nowMillis) + toleranceMillis && buffer.covers(at - toleranceMillis))
                .map(at -> Math.min(at, cursor));
    }

    /**
     * Position of the first tick that a client at this cursor may lack. It is earlier than the cursor, because the
     * clocks of nodes differ, and because ticks that an interval holds back are older than the client's last id.
     *
     * @param heldMillis for which a tick may have been held back
     */
    public long position(long at, long heldMillis) {
        return buffer.position(lacksFrom(at) - heldMillis);
    }

    /** Cursor, by this node's clock, from which on a client at this cursor may lack something. */
    public long lacksFrom(long at) {
        return at - toleranceMillis;
    }

    /** Greatest age of a client's cursor, in ms. */
    public long spanMillis() {
        return spanMillis;
    }

    /** Whether this newest price does not come with a replay, and a client at this cursor may lack it all the same. */
    public boolean isHeldBackOnly(Tick newest, long at, long heldMillis) {
        long received = newest.receivedAt() / 1_000;
        return received < replayedFrom(at, heldMillis)
                && received >= lacksFrom(at) - heldMillis - STANDSTILL.toMillis();
    }

    /** Whether this newest price does not come with a replay for a client at this cursor. */
    public boolean isNotReplayed(Tick newest, long at, long heldMillis) {
        return newest.isStored() || newest.receivedAt() / 1_000 < replayedFrom(at, heldMillis);
    }

    private long replayedFrom(long at, long heldMillis) {
        return Math.max(buffer.coveredFrom(), lacksFrom(at) - heldMillis);
    }

    /**
     * A piece of it, with the newest prices first that are older.
     *
     * @param from 0 for the first piece, then {@link HistoryPage#next} of the last one
     * @param max  ticks of a piece, not counting the older prices of the first
     */
    public HistoryPage<Tick> past(LatestPrices latestPrices, long from, int max) {
        List<Tick> piece = new ArrayList<>();
        if (from == 0) {
            latestPrices
                    .newest()
                    .filter(tick ->
                            !tick.isStored() && !tick.isIndex() && tick.receivedAt() / 1_000 < buffer.coveredFrom())
                    .forEach(piece::add);
        }
        long position = Math.max(from, buffer.tail());
        long to = Math.min(buffer.head(), position + max);
        for (; position < to; position++) {
            // Each node makes its index of what it has.
            if (!buffer.at(position).isIndex()) {
                piece.add(buffer.at(position));
            }
        }
        // No piece but the first begins at 0: one that is not the last has ticks before its end.
        return new HistoryPage<>(piece, buffer.coveredFrom(), to, to == buffer.head());
    }

    /** Cursor of the first tick that {@link #derive} makes another of. */
    public long derivableFrom() {
        return buffer.size() <= MAX_DERIVED ? buffer.coveredFrom() : buffer.cursorAt(buffer.head() - MAX_DERIVED);
    }

    /** Whether what is made of other ticks is here from this cursor on. */
    public boolean hasDerivedFrom(long at) {
        return at - toleranceMillis >= derivedFrom;
    }

    /**
     * Puts behind each of the newest ticks what is made of it, in place of what was there before. Positions go on from
     * the head, so those before are held no longer.
     */
    public void derive(Function<Tick, Optional<Tick>> derived) {
        derivedFrom = derivableFrom();
        Tick[] ticks = new Tick[buffer.size()];
        long[] cursors = new long[buffer.size()];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = buffer.at(buffer.tail() + i);
            cursors[i] = buffer.cursorAt(buffer.tail() + i);
        }
        buffer.clear(buffer.coveredFrom());
        for (int i = 0; i < ticks.length; i++) {
            if (!ticks[i].isIndex()) {
                long cursor = cursors[i];
                append(ticks[i], cursor);
                if (cursor >= derivedFrom) {
                    derived.apply(ticks[i]).ifPresent(tick -> append(tick, cursor));
                }
            }
        }
    }

    /** Drops everything: the clock has moved. */
    public void startAnew(long nowMillis) {
        era = clockEra.getAsLong();
        buffer.clear(nowMillis);
        derivedFrom = 0;
        cursor = nowMillis;
        reached = id(nowMillis);
    }

    /** Something may be missing before this cursor. */
    public void lost(long before) {
        buffer.lost(before);
    }

    /** The late ticks among these that this log does not have. */
    public List<Tick> missing(List<Tick> ticks) {
        if (ticks.isEmpty()) {
            return ticks;
        }
        long first = ticks.stream()
                .mapToLong(tick -> tick.receivedAt() / 1_000)
                .min()
                .getAsLong();
        Set<Merge.Key> held = new HashSet<>();
        for (long position = buffer.position(first - toleranceMillis); position < buffer.head(); position++) {
            held.add(Merge.Key.of(buffer.at(position)));
        }
        return ticks.stream().filter(tick -> !held.contains(Merge.Key.of(tick))).toList();
    }

    /**
     * Takes in what another node has kept, from before this one listened or while it could not hear. Positions go on
     * from the head, so those before are held no longer.
     *
     * @param past       in the order of their arrival there
     * @param coversFrom all that arrived at or after this cursor is there
     */
    public void merge(List<Tick> past, long coversFrom) {
        long newest = past.stream().mapToLong(tick -> tick.receivedAt() / 1_000).reduce(cursor, Math::max);
        // No node keeps more than that; the other one's claim may come from a wrong clock.
        long covered = Math.max(coversFrom, newest - spanMillis);
        Merge merge = new Merge();
        for (long position = buffer.tail(); position < buffer.head(); position++) {
            if (!buffer.at(position).isIndex()) {
                merge.add(buffer.at(position), buffer.cursorAt(position));
            }
        }
        long at = covered;
        for (Tick tick : past) {
            if (tick.receivedAt() / 1_000 >= covered) {
                at = Math.max(at, tick.receivedAt() / 1_000);
                merge.add(tick, at);
            }
        }
        // A log that began later does not shorten the span that is covered here.
        buffer.clear(Math.min(buffer.coveredFrom(), covered));
        merge.inOrder(this::append);
        if (buffer.size() > 0) {
            cursor = Math.max(cursor, buffer.cursorAt(buffer.head() - 1));
        }
    }
}
