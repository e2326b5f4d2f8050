package io.tickcast.feed;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Keeps a feed under the exchange's limit of new connections, whatever goes wrong: a connection that brings one good
 * message and dies resets the back-off each time, and would end in a ban.
 */
final class ConnectBudget {
    private final int limit;
    private final long window;
    private final ArrayDeque<Long> attempts = new ArrayDeque<>();

    /** @param limit attempts in any such window */
    ConnectBudget(int limit, Duration window) {
        this.limit = limit;
        this.window = window.toNanos();
    }

    /** ms to wait before the next attempt is within the limit. */
    long delayMillis(long nowNanos) {
        while (!attempts.isEmpty() && nowNanos - attempts.peek() >= window) {
            attempts.remove();
        }
        return attempts.size() < limit
                ? 0
                : Duration.ofNanos(attempts.peek() + window - nowNanos).toMillis() + 1;
    }

    void spend(long nowNanos) {
        attempts.add(nowNanos);
    }
}
