package io.tickcast.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a feed under the exchange's limit of new connections, whatever goes wrong: a connection that brings one good
 * message and dies resets the back-off each time, and would end in a ban.
 */
final class ConnectBudget {
    private final int limit;
    private final long window;
    private final @Nullable ConnectBudget whole;
    private final ArrayDeque<Long> attempts = new ArrayDeque<>();

    /** @param limit attempts in any such window */
    ConnectBudget(int limit, Duration window) {
        this(limit, window.toNanos(), null);
    }

    private ConnectBudget(int limit, long window, @Nullable ConnectBudget whole) {
        this.limit = limit;
        this.window = window;
        this.whole = whole;
    }

    /** A part of this budget, whose attempts count in this one, too: 4 is a quarter of it, or one attempt. */
    ConnectBudget part(int parts) {
        return new ConnectBudget(Math.max(1, limit / parts), window, this);
    }

    /** ms to wait before the next attempt is within the limit. */
    long delayMillis(long nowNanos) {
        while (!attempts.isEmpty() && nowNanos - attempts.peek() >= window) {
            attempts.remove();
        }
        long own = attempts.size() < limit
                ? 0
                : Duration.ofNanos(attempts.peek() + window - nowNanos).toMillis() + 1;
        return whole == null ? own : Math.max(own, whole.delayMillis(nowNanos));
    }

    void spend(long nowNanos) {
        attempts.add(nowNanos);
        if (whole != null) {
            whole.spend(nowNanos);
        }
    }
}
