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
    /** Attempts from which on the others are spread over the window. */
    private final int atOnce;

    private final ArrayDeque<Long> attempts = new ArrayDeque<>();

    /** @param limit attempts in any such window */
    ConnectBudget(int limit, Duration window) {
        this(limit, limit, window.toNanos(), null);
    }

    private ConnectBudget(int limit, int atOnce, long window, @Nullable ConnectBudget whole) {
        this.atOnce = atOnce;
        this.limit = limit;
        this.window = window;
        this.whole = whole;
    }

    /** A budget of which one half is spread over the window: in a long outage the next attempt is never far away. */
    static ConnectBudget spread(int limit, Duration window) {
        return new ConnectBudget(limit, limit / 2, window.toNanos(), null);
    }

    /** A part of this budget, whose attempts count in this one, too: 4 is a quarter of it, or one attempt. */
    ConnectBudget part(int parts) {
        int own = Math.max(1, limit / parts);
        return new ConnectBudget(own, own, window, this);
    }

    /** ms to wait before the next attempt is within the limit. */
    long delayMillis(long nowNanos) {
        while (!attempts.isEmpty() && nowNanos - attempts.peek() >= window) {
            attempts.remove();
        }
        long own = 0;
        if (attempts.size() >= limit) {
            own = millisUntil(attempts.getFirst() + window, nowNanos);
        } else if (attempts.size() >= atOnce) {
            own = millisUntil(attempts.getLast() + window / (limit - atOnce), nowNanos);
        }
        return whole == null ? own : Math.max(own, whole.delayMillis(nowNanos));
    }

    private static long millisUntil(long time, long nowNanos) {
        return time - nowNanos <= 0 ? 0 : Duration.ofNanos(time - nowNanos).toMillis() + 1;
    }

    void spend(long nowNanos) {
        attempts.add(nowNanos);
        if (whole != null) {
            whole.spend(nowNanos);
        }
    }
}
