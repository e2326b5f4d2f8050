package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings the receive times of the event bus to this node's clock. A node whose clock is far ahead would carry the
 * cursors of all clients with it. And when this node takes over the clock of a cluster, ticks of both clocks come for a
 * moment. Belongs to one event loop.
 */
final class ReceiveTimes {
    /**
     * Time around a takeover within which ticks of the other clock may come: some heartbeats, and longer than the bus
     * takes.
     */
    private static final long BOTH_CLOCKS_MICROS = Duration.ofSeconds(5).toNanos() / 1_000;
    /** Limit of late ticks; beyond it the older ones are forgotten. */
    private static final int MAX_LATE = 10_000;

    private final NodeClock clock;
    private final long toleranceMicros;
    /** Ticks that may be of a clock which this node is about to take over, and which is behind. */
    private final Set<Tick> late = new HashSet<>();

    private long ahead;
    private long taken;
    private long moved;
    private long movedAt;

    /** @param clocks tolerated difference between the clocks of two nodes */
    ReceiveTimes(NodeClock clock, Duration clocks) {
        this.clock = clock;
        toleranceMicros = clocks.toNanos() / 1_000;
        taken = clock.takenOver();
    }

    /** A tick that has just come, received at its own time, or now when it says that it is received later. */
    Tick live(Tick tick) {
        long now = clock.micros();
        if (isOfTheClockBefore(tick.receivedAt(), now)) {
            return tick.receivedAt(tick.receivedAt() + moved);
        }
        if (toleranceMicros > 0 && now - tick.receivedAt() > BOTH_CLOCKS_MICROS && !tick.isStored()) {
            if (late.size() == MAX_LATE) {
                late.clear();
            }
            late.add(tick);
        }
        return bounded(tick, now);
    }

    /** Whether the tick was on its way when the clock was moved ahead. */
    private boolean isOfTheClockBefore(long micros, long now) {
        long before = movedAt - moved;
        return moved > toleranceMicros
                && now - movedAt < BOTH_CLOCKS_MICROS
                && micros <= before
                && micros > before - BOTH_CLOCKS_MICROS;
    }

    /** The ticks as they are, or received now when they say that they are received later. */
    List<Tick> bounded(List<Tick> ticks) {
        long now = clock.micros();
        return ticks.stream().map(tick -> bounded(tick, now)).toList();
    }

    private Tick bounded(Tick tick, long now) {
        long micros = bounded(tick.receivedAt(), now);
        return micros == tick.receivedAt() ? tick : tick.receivedAt(micros);
    }

    /** The same for a time in µs. */
    long bounded(long micros) {
        return bounded(micros, clock.micros());
    }

    private long bounded(long micros, long now) {
        if (micros <= now + toleranceMicros) {
            return micros;
        }
        ahead++;
        return now;
    }

    /** @return by how many µs this node has moved its clock since the last call: times from now on are of that clock */
    long follow() {
        long micros = clock.takenOver() - taken;
        if (micros != 0) {
            taken += micros;
            moved = micros;
            movedAt = clock.micros();
        }
        return micros;
    }

    /** A tick that is held since before the clock was moved, as it is now: of the same age. */
    Tick afterMove(Tick tick) {
        long age = movedAt - tick.receivedAt();
        boolean isOfThisClock = moved < 0 && age >= 0 && age < BOTH_CLOCKS_MICROS && late.contains(tick);
        return isOfThisClock ? tick : tick.receivedAt(tick.receivedAt() + moved);
    }

    /** Times that were ahead by more than clocks may differ. */
    long ahead() {
        return ahead;
    }
}
