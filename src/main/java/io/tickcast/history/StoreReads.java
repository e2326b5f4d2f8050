package io.tickcast.history;

import io.vertx.core.Future;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads of the store that wait, up to a bound: a few run at a time, and one that fails is repeated. A read beyond the
 * bound is dropped: the check of the next hour finds what it would have found. Not thread-safe.
 */
final class StoreReads {
    /** Few enough to leave the store's queue to those who ask for candles. */
    private static final int MOST_AT_ONCE = 8;
    /** About ten for each symbol of the largest exchanges. */
    static final int MOST_WAITING = 100_000;

    private final RepairCounts counts;

    private final Map<Object, Supplier<Future<?>>> waiting = new LinkedHashMap<>();
    private int running;
    private boolean isPaused;
    private boolean isStarting;

    StoreReads(RepairCounts counts) {
        this.counts = counts;
    }

    /** Runs this read soon, in place of one that waits with the same name. */
    void add(Object name, Supplier<Future<?>> read) {
        if (waiting.size() < MOST_WAITING || waiting.containsKey(name)) {
            waiting.put(name, read);
            runNext();
        } else {
            counts.droppedReads.increment();
        }
    }

    /** To be called now and then: goes on after a failure. */
    void resume() {
        isPaused = false;
        runNext();
    }

    /** Whether none waits or runs. */
    boolean isEmpty() {
        return waiting.isEmpty() && running == 0;
    }

    private void runNext() {
        if (isStarting) {
            // One that is done at once must not start the next one from within: a thousand would overflow the stack.
            return;
        }
        isStarting = true;
        while (!isPaused && running < MOST_AT_ONCE && !waiting.isEmpty()) {
            Iterator<Map.Entry<Object, Supplier<Future<?>>>> first =
                    waiting.entrySet().iterator();
            Map.Entry<Object, Supplier<Future<?>>> next = first.next();
            first.remove();
            running++;
            next.getValue().get().onComplete(done -> {
                running--;
                if (done.failed()) {
                    // The store tells the log why.
                    isPaused = true;
                    waiting.putIfAbsent(next.getKey(), next.getValue());
                }
                runNext();
            });
        }
        isStarting = false;
        counts.waitingReads = waiting.size();
    }
}
