package io.tickcast.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** At most so many events in any window of a given length. Not thread-safe. */
final class Quota {
    private final int most;
    private final long windowNanos;
    private final Deque<Long> taken = new ArrayDeque<>();

    Quota(int most, Duration window) {
        this.most = most;
        this.windowNanos = window.toNanos();
    }

    /** Whether one more event is within the quota at this time of a monotonic clock. */
    boolean admits(long nowNanos) {
        if (windowNanos == 0) {
            return true;
        }
        while (!taken.isEmpty() && nowNanos - taken.peekFirst() >= windowNanos) {
            taken.removeFirst();
        }
        if (taken.size() >= most) {
            return false;
        }
        taken.addLast(nowNanos);
        return true;
    }
}
