package io.tickcast.feed;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Keeps a feed under the exchange's limit of new connections, whatever goes wrong: a connection that brings one good
 * message and dies resets the back-off each time, and would end in a ban.
 */
final class ConnectBudget {
    private static final long WINDOW_NANOS = Duration.ofMinutes(5).toNanos();

    private final int limit;
    private final ArrayDeque<Long> attempts = new ArrayDeque<>();

    /** @param limit attempts in any 5 minutes */
    ConnectBudget(int limit) {
        this.limit = limit;
    }

    /** ms to wait before the next attempt is within the limit. */
    long delayMillis(long nowNanos) {
        while (!attempts.isEmpty() && nowNanos - attempts.peek() >= WINDOW_NANOS) {
            attempts.remove();
        }
        return attempts.size() < limit
                ? 0
                : Duration.ofNanos(attempts.peek() + WINDOW_NANOS - nowNanos).toMillis() + 1;
    }

    void spend(long nowNanos) {
        attempts.add(nowNanos);
    }
}
