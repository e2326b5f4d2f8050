package io.tickcast.rest;

/** Order in which the waiting requests of an exchange are sent. */
public enum Priority {
    TRADES,
    INSTRUMENTS,
    OTHER,
    /** Candles of the past: behind all others, and never more than {@link RestLimits#history()}. */
    HISTORY
}
