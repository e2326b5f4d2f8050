package io.tickcast.rest;

/** Order in which the waiting requests of an exchange are sent. */
public enum Priority {
    TRADES,
    INSTRUMENTS,
    OTHER
}
