package io.tickcast.http;

/**
 * The identity of this node, for status and streams.
 *
 * @param startedNanos by {@link System#nanoTime}, so that the uptime does not change when the clock is set
 */
public record NodeInfo(String name, String version, long startedNanos, boolean demo) {}
