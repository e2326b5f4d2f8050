package io.tickcast.sse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The ticks that wait for a flush of a shard. Times are those of {@link System#nanoTime()}. */
interface TickQueue {
    /** @param withWindows whether a tick must stand for those that it replaces */
    void add(SequencedTick tick, long nowNanos, boolean withWindows);

    /** Takes note of a tick that nobody wants just now: an older one of its symbol must not leave behind it. */
    void passBy(SequencedTick tick);

    /** Whether something leaves with the next flush, however soon that is. */
    boolean isReady();

    /** Whether something is held back until its time. */
    boolean isHolding();

    /** The time of the first ticks that are held back; there must be one. */
    long heldUntil();

    /** Whether so many ticks wait that they must be conflated. */
    boolean isFull();

    /**
     * Leaves out what waits for nothing but the flush, except tests and the newest tick of each symbol.
     *
     * @param withWindows whether a tick must stand for those that it replaces
     * @return the ticks that were left out
     */
    List<SequencedTick> conflate(boolean withWindows);

    /** The ticks that are held back. */
    List<SequencedTick> held();

    /** Lets go all that may leave now. */
    Released release(long nowNanos);

    /**
     * Ticks that leave with a flush.
     *
     * @param prompt waited for nothing but the flush
     * @param held   were held back until their time
     * @param due    the time of the first of these
     */
    record Released(List<SequencedTick> prompt, List<SequencedTick> held, long due) {
        private static final Comparator<SequencedTick> BY_ARRIVAL = Comparator.comparingLong(SequencedTick::sequence);

        /** All of them, in the order of arrival. */
        List<SequencedTick> inOrder() {
            List<SequencedTick> all = new ArrayList<>(prompt.size() + held.size());
            all.addAll(prompt);
            all.addAll(held);
            all.sort(BY_ARRIVAL);
            return all;
        }
    }
}
