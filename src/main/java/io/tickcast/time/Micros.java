package io.tickcast.time;

/** The time of this node in µs, the unit of {@code Tick.receivedAt}; see {@link NodeClock}. */
public final class Micros {
    private Micros() {}

    public static long now() {
        return NodeClock.system().micros();
    }
}
