package io.tickcast.history.store;

import io.tickcast.history.store.CandleRows.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The writes that wait for the database, bounded by their candles. When there is no room the oldest open candles are
 * dropped first, since newer ones of the same time follow; then the oldest writes fail. Thread-safe.
 */
final class WriteQueue {
    private final int most;
    private final StoreCounts counts;
    private final Deque<Write> writes = new ArrayDeque<>();
    private int candles;
    private int open;
    private boolean closed;

    /** @param most candles that may wait */
    WriteQueue(int most, StoreCounts counts) {
        this.most = most;
        this.counts = counts;
    }

    synchronized void add(Write write) {
        if (closed) {
            write.fail(new StoreException("the store of candles is closed"));
            return;
        }
        writes.add(write);
        count(write, 1);
        if (candles > most) {
            dropOpen();
            dropOldest();
        }
        notifyAll();
    }

    /** A hole takes about as much room as a candle. */
    private void count(Write write, int sign) {
        candles += sign * write.size();
        open += sign * write.openCandles();
    }

    private void dropOpen() {
        List<Write> emptied = new ArrayList<>();
        for (Iterator<Write> oldest = writes.iterator(); open > 0 && candles > most && oldest.hasNext(); ) {
            Write write = oldest.next();
            int dropped = write.dropOpen(candles - most);
            candles -= dropped;
            open -= dropped;
            counts.droppedOpen.add(dropped);
            if (write.isEmpty()) {
                oldest.remove();
                emptied.add(write);
            }
        }
        emptied.forEach(write -> write.fail(full()));
    }

    private void dropOldest() {
        while (candles > most && !writes.isEmpty()) {
            Write oldest = writes.remove();
            count(oldest, -1);
            counts.droppedClosed.add(oldest.size());
            oldest.fail(full());
        }
    }

    private static StoreException full() {
        return new StoreException("too many candles wait for the database");
    }

    /** Removes the oldest writes, at least one if there is any, and no more than with this many candles together. */
    synchronized List<Write> take(int limit) {
        List<Write> taken = new ArrayList<>();
        int size = 0;
        while (!writes.isEmpty() && (taken.isEmpty() || size + writes.element().size() <= limit)) {
            Write next = writes.remove();
            count(next, -1);
            size += next.size();
            taken.add(next);
        }
        return taken;
    }

    /** Fails all that wait. */
    synchronized void failAll(Supplier<StoreException> cause) {
        while (!writes.isEmpty()) {
            Write next = writes.remove();
            count(next, -1);
            next.fail(cause.get());
        }
    }

    /** Refuses writes from now on. Those that wait can still be taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits for a write or the end, for this long at most. */
    synchronized void awaitWrite(long nanos) {
        await(nanos, true);
    }

    /** Waits for the end, for this long at most. */
    synchronized void awaitClose(long nanos) {
        await(nanos, false);
    }

    private void await(long nanos, boolean forWrites) {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0 && !closed && !(forWrites && !writes.isEmpty())) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = deadline - System.nanoTime();
        }
    }

    /** Candles and holes that wait. */
    synchronized int size() {
        return candles;
    }

    /** A candle's worth of the queue is a candle or a hole. */
    static final class Write {
        private List<Entry> entries;
        private final List<Hole> holes;
        private final Acknowledgement acknowledgement;

        Write(List<Entry> entries, List<Hole> holes, Acknowledgement acknowledgement) {
            this.entries = entries;
            this.holes = holes;
            this.acknowledgement = acknowledgement;
        }

        List<Entry> entries() {
            return entries;
        }

        List<Hole> holes() {
            return holes;
        }

        int size() {
            return entries.size() + holes.size();
        }

        boolean isEmpty() {
            return size() == 0;
        }

        private int openCandles() {
            return (int)
                    entries.stream().filter(entry -> !entry.candle().isClosed()).count();
        }

        private int dropOpen(int most) {
            List<Entry> kept = new ArrayList<>();
            int dropped = 0;
            for (Entry entry : entries) {
                if (dropped < most && !entry.candle().isClosed()) {
                    dropped++;
                } else {
                    kept.add(entry);
                }
            }
            entries = kept;
            return dropped;
        }

        void done() {
            acknowledgement.done();
        }

        void fail(StoreException cause) {
            acknowledgement.fail(cause);
        }
    }

    /** The one who waits for a write. */
    interface Acknowledgement {
        /** It was committed. */
        void done();

        void fail(StoreException cause);
    }
}
