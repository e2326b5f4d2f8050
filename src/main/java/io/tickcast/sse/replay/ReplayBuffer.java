package io.tickcast.sse.replay;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * The entries of the last while, for clients that come back. Each has a position, counted from 0, and the cursor of its
 * arrival, which never goes back: so a cursor is found by bisection, in 17 steps among 100,000. Bounded by time, by
 * count and by bytes; grows as it fills.
 */
public final class ReplayBuffer<T> {
    private static final int FIRST_CAPACITY = 1_024;

    private final long spanMillis;
    private final int maxEntries;
    private final long maxBytes;
    private final ToIntFunction<T> heapBytes;
    private Object[] entries = new Object[FIRST_CAPACITY];
    private long[] cursors = new long[FIRST_CAPACITY];
    private long tail;
    private long head;
    private long bytes;
    private long overCount;
    private long overBytes;
    /** Cursor from which on the buffer is complete. */
    private long coveredFrom;

    /**
     * @param maxBytes    of the entries on the heap; the newest is kept in any case
     * @param startCursor the cursor before the first entry
     */
    public ReplayBuffer(long spanMillis, int maxEntries, long maxBytes, ToIntFunction<T> heapBytes, long startCursor) {
        this.spanMillis = spanMillis;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.heapBytes = heapBytes;
        coveredFrom = startCursor;
    }

    public void append(T entry, long cursor) {
        while (size() >= maxEntries) {
            overCount++;
            evict();
        }
        if (size() == entries.length) {
            grow();
        }
        entries[slot(head)] = entry;
        cursors[slot(head)] = cursor;
        head++;
        bytes += heapBytes.applyAsInt(entry);
        while (bytes > maxBytes && size() > 1) {
            overBytes++;
            evict();
        }
    }

    /** Drops the entries that are too old at this cursor. */
    public void expire(long now) {
        while (tail < head && now - cursorAt(tail) > spanMillis) {
            evict();
        }
    }

    private void evict() {
        // Another entry of the same cursor may be gone with it, so only later ones are certain to be here.
        lost(cursorAt(tail) + 1);
        bytes -= heapBytes.applyAsInt(at(tail));
        entries[slot(tail)] = null;
        tail++;
    }

    private void grow() {
        Object[] moreEntries = new Object[entries.length * 2];
        long[] moreCursors = new long[entries.length * 2];
        for (long position = tail; position < head; position++) {
            moreEntries[(int) (position & moreEntries.length - 1)] = entries[slot(position)];
            moreCursors[(int) (position & moreEntries.length - 1)] = cursors[slot(position)];
        }
        entries = moreEntries;
        cursors = moreCursors;
    }

    private int slot(long position) {
        return (int) (position & entries.length - 1);
    }

    /** Drops all entries; the buffer is complete again from this cursor on. Positions continue from the head. */
    public void clear(long cursor) {
        Arrays.fill(entries, null);
        tail = head;
        bytes = 0;
        coveredFrom = cursor;
    }

    /** Something may be missing before this cursor. */
    public void lost(long before) {
        coveredFrom = Math.max(coveredFrom, before);
    }

    /** Cursor from which on nothing is missing. */
    public long coveredFrom() {
        return coveredFrom;
    }

    /** Whether all that arrived at or after this cursor is still here. */
    public boolean covers(long cursor) {
        return cursor >= coveredFrom;
    }

    /** Position of the first entry that arrived at or after this cursor. */
    public long position(long cursor) {
        long low = tail;
        long high = head;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (cursorAt(middle) < cursor) {
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

    /** Position of the oldest entry, or the head of an empty buffer. */
    public long tail() {
        return tail;
    }

    /** The position after the newest entry. */
    public long head() {
        return head;
    }

    public int size() {
        return (int) (head - tail);
    }

    /** Memory of the entries. */
    public long bytes() {
        return bytes;
    }

    /** Entries dropped early since there were too many. */
    public long overCount() {
        return overCount;
    }

    /** Entries dropped early since they took too much memory. */
    public long overBytes() {
        return overBytes;
    }

    /** @param position held and below the head */
    @SuppressWarnings("unchecked") // Only append puts entries there.
    public T at(long position) {
        return (T) entries[slot(position)];
    }

    /** @param position held and below the head */
    public long cursorAt(long position) {
        return cursors[slot(position)];
    }

    /** @param now cursor of now */
    ReplayState state(long now) {
        return new ReplayState(size(), maxEntries, bytes, maxBytes, spanMillis, Math.max(0, now - coveredFrom));
    }
}
