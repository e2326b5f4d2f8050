package io.tickcast.rest;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Weight of the requests in a rolling window. A bucket that refills would let nearly twice the limit through in the
 * first window. Thread-safe.
 */
final class RequestBudget {
    private final int limit;
    private final long windowNanos;
    private final Deque<Spent> spent = new ArrayDeque<>();
    private long used;

    private record Spent(int weight, long at) {}

    RequestBudget(RestLimits.Share share) {
        limit = share.weight();
        windowNanos = share.window().toNanos();
    }

    /** Time until a request of this weight is within the limit. A request above the limit needs a window of its own. */
    synchronized long delayNanos(int weight, long nowNanos) {
        forget(nowNanos);
        long excess = used + weight - limit;
        if (excess <= 0 || spent.isEmpty()) {
            return 0;
        }
        long delay = 0;
        for (Spent each : spent) {
            delay = each.at + windowNanos - nowNanos;
            excess -= each.weight;
            if (excess <= 0) {
                break;
            }
        }
        return delay;
    }

    synchronized void spend(int weight, long nowNanos) {
        forget(nowNanos);
        spent.add(new Spent(weight, nowNanos));
        used += weight;
    }

    /** Takes the exchange's own count, which other clients behind the same address raise, too. */
    synchronized void counted(int weight, long nowNanos) {
        forget(nowNanos);
        if (weight > used) {
            spend((int) (weight - used), nowNanos);
        }
    }

    /** Used part of the limit: 1 is all of it. */
    synchronized double used(long nowNanos) {
        forget(nowNanos);
        return (double) used / limit;
    }

    private void forget(long nowNanos) {
        for (Spent oldest = spent.peek();
                oldest != null && nowNanos - oldest.at >= windowNanos;
                oldest = spent.peek()) {
            used -= oldest.weight;
            spent.remove();
        }
    }
}
