package io.tickcast.demo;

import io.vertx.core.MultiMap;

/**
 * A request that reached the server, whatever came of it.
 *
 * @param uri      path and query as they were sent
 * @param atNanos  by {@link System#nanoTime()}
 */
public record Attempt(String uri, MultiMap headers, long atNanos) {}
