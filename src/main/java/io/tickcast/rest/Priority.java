package io.tickcast.rest;

/** Order in which the waiting requests of an exchange are sent. */
public enum Priority {
    /** Candles that have just closed and did not come by themselves. */
    CANDLES,
    TRADES,
    INSTRUMENTS,
    OTHER,
    /** Requests of clients: behind the node's own, and never more than {@link RestLimits#clients()}. */
    CLIENTS,
    /** Candles of the past: behind all others, and never more than {@link RestLimits#history()}. */
    HISTORY
}
