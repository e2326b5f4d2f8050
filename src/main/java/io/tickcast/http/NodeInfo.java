package io.tickcast.http;

import java.time.Instant;

/** Who this node is, for status and streams. */
public record NodeInfo(String name, String version, Instant startedAt, boolean demo) {}
