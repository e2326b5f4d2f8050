package io.tickcast.feed;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses which of a feed's bases to try next. Five failures in a row move on to the next base. A refusal that will not
 * pass by itself moves on at once, and comes back to that base only when all are refused. A {@code Retry-After} closes
 * the host, whatever the port, for its time.
 */
final class Endpoints {
    private static final int FAILURES_BEFORE_NEXT = 5;
    private static final long NANOS_BELOW_A_MILLI = 999_999;

    private final List<URI> bases;
    private final Set<URI> refused = new HashSet<>();
    /** End of each host's closure, in ns of {@link System#nanoTime()}. */
    private final Map<String, Long> closedUntil = new HashMap<>();

    private int index;
    private int failures;

    /** @param waitMillis ms for which the base must not be asked yet */
    record Choice(URI base, long waitMillis) {}

    Endpoints(List<URI> bases) {
        this.bases = List.copyOf(bases);
    }

    URI current() {
        return bases.get(index);
    }

    Choice choose(long nowNanos) {
        int best = index;
        for (int i = 0; i < bases.size(); i++) {
            int candidate = (index + i) % bases.size();
            if (isBetter(candidate, best, nowNanos)) {
                best = candidate;
            }
        }
        if (best != index) {
            index = best;
            failures = 0;
        }
        // Rounded up: not even a fraction of a millisecond too early.
        return new Choice(
                current(),
                Duration.ofNanos(closedFor(best, nowNanos) + NANOS_BELOW_A_MILLI)
                        .toMillis());
    }

    private boolean isBetter(int candidate, int than, long nowNanos) {
        long wait = closedFor(candidate, nowNanos);
        long otherWait = closedFor(than, nowNanos);
        boolean open = wait == 0;
        if (open != (otherWait == 0)) {
            return open;
        }
        boolean isRefused = refused.contains(bases.get(candidate));
        if (isRefused != refused.contains(bases.get(than))) {
            return !isRefused;
        }
        return !open && wait < otherWait;
    }

    private long closedFor(int candidate, long nowNanos) {
        Long until = closedUntil.get(bases.get(candidate).getHost());
        return until == null ? 0 : Math.max(0, until - nowNanos);
    }

    void failed() {
        failures++;
        if (failures >= FAILURES_BEFORE_NEXT) {
            next();
        }
    }

    /** @return whether this is the first refusal since the base last worked, and so worth an explanation */
    boolean refused(URI base) {
        boolean first = refused.add(base);
        if (base.equals(current())) {
            next();
        }
        return first;
    }

    void closed(URI base, Duration retryAfter, long nowNanos) {
        failed();
        closedUntil.put(base.getHost(), nowNanos + retryAfter.toNanos());
    }

    void worked() {
        failures = 0;
        refused.remove(current());
    }

    private void next() {
        index = (index + 1) % bases.size();
        failures = 0;
    }
}
