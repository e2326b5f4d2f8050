package io.tickcast.demo.candle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** At most so many requests in any window of a given length. Not thread-safe. */
final class RequestWindow {
    private final int most;
    private final long windowNanos;
    private final Deque<Long> taken = new ArrayDeque<>();

    RequestWindow(int most, Duration window) {
        this.most = most;
        windowNanos = window.toNanos();
    }

    /** Whether one more request is within the limit now. One that is not counts nothing. */
    boolean admits() {
        boolean admitted = used() < most;
        if (admitted) {
            taken.addLast(System.nanoTime());
        }
        return admitted;
    }

    /** The requests in the window that ends now. */
    int used() {
        long now = System.nanoTime();
        while (!taken.isEmpty() && now - taken.peekFirst() >= windowNanos) {
            taken.removeFirst();
        }
        return taken.size();
    }
}
