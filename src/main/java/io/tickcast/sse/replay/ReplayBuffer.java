package io.tickcast.sse.replay;

import io.tickcast.market.Tick;
import java.util.List;

/**
 * The ticks of the last while, for clients that come back. Each has a position, counted from 0, and the hub's cursor at
 * its arrival, which never goes back: so a cursor is found by bisection, in 17 steps among 100,000. Bounded by time, by
 * count and by bytes; grows as it fills.
 */
public final class ReplayBuffer {
    private static final int FIRST_CAPACITY = 1_024;

    private final long spanMillis;
    private final int maxTicks;
    private final long maxBytes;
    private Tick[] ticks = new Tick[FIRST_CAPACITY];
    private long[] cursors = new long[FIRST_CAPACITY];
    private long tail;
    private long head;
    private long bytes;
    /** Cursor from which on the buffer is complete. */
    private long coveredFrom;

    /**
     * @param maxBytes    of the ticks on the heap; the newest is kept in any case
     * @param startCursor the hub's cursor before the first tick
     */
    ReplayBuffer(long spanMillis, int maxTicks, long maxBytes, long startCursor) {
        this.spanMillis = spanMillis;
        this.maxTicks = maxTicks;
        this.maxBytes = maxBytes;
        coveredFrom = startCursor;
    }

    void append(Tick tick, long cursor) {
        bytes += tick.heapBytes();
        while (tail < head
                && (cursor - cursors[slot(tail)] > spanMillis || head - tail == maxTicks || bytes > maxBytes)) {
            evict();
        }
        if (head - tail == ticks.length) {
            grow();
        }
        ticks[slot(head)] = tick;
        cursors[slot(head)] = cursor;
        head++;
    }

    private void evict() {
        // Another of the same cursor may be gone with it, so only what is later is sure to be here.
        coveredFrom = cursors[slot(tail)] + 1;
        bytes -= ticks[slot(tail)].heapBytes();
        ticks[slot(tail)] = null;
        tail++;
    }

    private void grow() {
        Tick[] moreTicks = new Tick[ticks.length * 2];
        long[] moreCursors = new long[ticks.length * 2];
        for (long position = tail; position < head; position++) {
            moreTicks[(int) (position & moreTicks.length - 1)] = ticks[slot(position)];
            moreCursors[(int) (position & moreTicks.length - 1)] = cursors[slot(position)];
        }
        ticks = moreTicks;
        cursors = moreCursors;
    }

    private int slot(long position) {
        return (int) (position & ticks.length - 1);
    }

    /**
     * Takes in what another node has kept, from before this one listened or while it could not hear. Positions go on
     * from the head, so those before are held no longer.
     *
     * @param past       in the order of their arrival there
     * @param coversFrom all that arrived at or after this cursor is there
     */
    void merge(List<Tick> past, long coversFrom) {
        // Another one that began later takes nothing away from what is known here.
        long covered = Math.min(coveredFrom, coversFrom);
        Merge merge = new Merge();
        for (long position = tail; position < head; position++) {
            merge.add(at(position), cursorAt(position));
        }
        long cursor = coversFrom;
        for (Tick tick : past) {
            cursor = Math.max(cursor, tick.receivedAt() / 1_000);
            merge.add(tick, cursor);
        }
        while (tail < head) {
            evict();
        }
        coveredFrom = covered;
        merge.inOrder().forEach(entry -> append(entry.tick(), entry.cursor()));
    }

    /** Forgets all; what arrives from this cursor on will be here. */
    void clear(long cursor) {
        while (tail < head) {
            evict();
        }
        coveredFrom = cursor;
    }

    /** Something may be missing before this cursor. */
    void lost(long before) {
        coveredFrom = Math.max(coveredFrom, before);
    }

    /** Cursor from which on nothing is missing. */
    public long coveredFrom() {
        return coveredFrom;
    }

    /** @param position held and below the head */
    public long cursorAt(long position) {
        return cursors[slot(position)];
    }

    /** Whether all that arrived at or after this cursor is still here. */
    boolean covers(long cursor) {
        return cursor >= coveredFrom;
    }

    /** Position of the first tick that arrived at or after this cursor. */
    public long position(long cursor) {
        long low = tail;
        long high = head;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (cursors[slot(middle)] < cursor) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public boolean holds(long position) {
        return position >= tail;
    }

    /** The oldest, or the head when there is none. */
    public long tail() {
        return tail;
    }

    /** The position after the newest tick. */
    public long head() {
        return head;
    }

    int size() {
        return (int) (head - tail);
    }

    /** @param cursor of now */
    public ReplayState state(long cursor) {
        return new ReplayState(size(), maxTicks, bytes, maxBytes, spanMillis, Math.max(0, cursor - coveredFrom));
    }

    /** @param position from {@link #position} on, held and below the head */
    public Tick at(long position) {
        return ticks[slot(position)];
    }
}
