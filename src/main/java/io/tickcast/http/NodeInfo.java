package io.tickcast.http;

/**
 * The identity of this node, for status and streams.
 *
 * @param startedNanos by {@link System#nanoTime}: its uptime does not change when somebody sets the clock
 */
public record NodeInfo(String name, String version, long startedNanos, boolean demo) {}
