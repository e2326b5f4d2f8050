package io.tickcast.sse.admission;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The streams that must end at a time of their own, by the clock that the caller gives. They are looked at once a
 * second, by that second: those that are not due cost nothing, and no tick meets them.
 */
final class ExpiryBuckets {
    /** Early enough that the second until the next look, and the way to the client, are over in time. */
    private static final long AHEAD_MILLIS = 2_000;
    /**
     * Streams of tokens that were issued together end spread over this time, or over a tenth of their remaining time if
     * that is shorter.
     */
    private static final long SPREAD_MILLIS = 10_000;

    private static final long SLOT_MILLIS = 1_000;

    private final NavigableMap<Long, Map<Object, Runnable>> slots = new TreeMap<>();
    private final IdentityHashMap<Object, Long> slotOf = new IdentityHashMap<>();

    /**
     * Ends a stream before a time, by a random head start.
     *
     * @param until by when it must have ended, in ms by the clock that the caller gives
     * @param end   called once, unless the stream is removed before
     */
    void addBefore(Object stream, long until, long now, Runnable end) {
        long spread = Math.min(SPREAD_MILLIS, Math.max(0, until - now) / 10);
        add(stream, (until - AHEAD_MILLIS - ThreadLocalRandom.current().nextLong(spread + 1)) / SLOT_MILLIS, end);
    }

    /**
     * Ends a stream at the first look after a time.
     *
     * @param due in ms by the clock that the caller gives
     * @param end called once, unless the stream is removed before
     */
    void addAfter(Object stream, long due, Runnable end) {
        add(stream, -Math.floorDiv(-due, SLOT_MILLIS), end);
    }

    private void add(Object stream, long slot, Runnable end) {
        slots.computeIfAbsent(slot, at -> new IdentityHashMap<>()).put(stream, end);
        slotOf.put(stream, slot);
    }

    void remove(Object stream) {
        Long slot = slotOf.remove(stream);
        if (slot != null) {
            slots.computeIfPresent(slot, (at, streams) -> {
                streams.remove(stream);
                return streams.isEmpty() ? null : streams;
            });
        }
    }

    void endDue(long now) {
        long slot = now / SLOT_MILLIS;
        while (!slots.isEmpty() && slots.firstKey() <= slot) {
            Map<Object, Runnable> due = slots.pollFirstEntry().getValue();
            due.keySet().forEach(slotOf::remove);
            List.copyOf(due.values()).forEach(Runnable::run);
        }
    }

    int size() {
        return slotOf.size();
    }
}
