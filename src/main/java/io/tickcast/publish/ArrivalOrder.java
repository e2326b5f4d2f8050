package io.tickcast.publish;

import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Orders ticks that come without a time by their arrival: several may come within a ms, and none of them is a repeat.
 * A number is a time in µs, followed by a mark of this node, so that two nodes never give the same one: all nodes then
 * agree which of two ticks is the newest. Belongs to one event loop.
 */
final class ArrivalOrder {
    private static final int MARK_BITS = 10;

    private final long mark;
    private long last;

    ArrivalOrder() {
        this(ThreadLocalRandom.current().nextLong(1L << MARK_BITS));
    }

    /** @param mark of this node, of 10 bits */
    ArrivalOrder(long mark) {
        this.mark = mark;
    }

    /**
     * Makes the tick newer than the one held.
     *
     * @param held   the newest tick of its symbol
     * @param micros now, by the clock that the nodes share
     * @param millis now, by the wall clock
     */
    void stamp(TickBuilder tick, Optional<Tick> held, long micros, long millis) {
        long before = held.map(Tick::order).orElse(0L);
        last = Math.max(micros, Math.max(last, before >> MARK_BITS) + 1);
        // A tick that came with a time has no number, so only a later time is newer.
        long least = held.map(tickHeld -> tickHeld.eventTime() + (before > 0 ? 0 : 1))
                .orElse(0L);
        tick.number(last << MARK_BITS | mark).eventTime(Math.max(millis, least));
    }
}
