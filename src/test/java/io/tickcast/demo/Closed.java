package io.tickcast.demo;

/**
 * The end of a connection.
 *
 * @param code      of the client's close frame, be it first or in return; 1006 without one
 * @param byServer  whether the server ended it
 * @param atNanos   by {@link System#nanoTime()}
 */
public record Closed(int code, String reason, boolean byServer, long atNanos) {}
