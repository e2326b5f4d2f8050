package io.tickcast.rest;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The REST bases of an exchange, of which the one that answered last is asked first. A {@code Retry-After} closes a
 * host, whatever the port, for its time. Not thread-safe.
 */
final class RestBases {
    private final List<URI> bases;
    private final Map<String, Long> closedUntil = new HashMap<>();
    private int first;

    RestBases(List<URI> bases) {
        this.bases = List.copyOf(bases);
    }

    boolean isEmpty() {
        return bases.isEmpty();
    }

    /** The bases that may be asked now, in the order in which they should be. */
    List<URI> open(long nowNanos) {
        List<URI> open = new ArrayList<>();
        for (int i = 0; i < bases.size(); i++) {
            URI base = bases.get((first + i) % bases.size());
            if (closedFor(base, nowNanos) == 0) {
                open.add(base);
            }
        }
        return open;
    }

    /** Time until the first of them may be asked. */
    long waitNanos(long nowNanos) {
        return bases.stream().mapToLong(base -> closedFor(base, nowNanos)).min().orElse(0);
    }

    private long closedFor(URI base, long nowNanos) {
        Long until = closedUntil.get(base.getHost());
        return until == null ? 0 : Math.max(0, until - nowNanos);
    }

    void close(URI base, Duration time, long nowNanos) {
        closedUntil.merge(base.getHost(), nowNanos + time.toNanos(), (a, b) -> a - b > 0 ? a : b);
    }

    void answered(URI base) {
        first = bases.indexOf(base);
    }
}
