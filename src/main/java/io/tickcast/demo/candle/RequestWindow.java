package io.tickcast.demo.candle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** At most so many requests in any window of a given length. Not thread-safe. */
final class RequestWindow {
    private final int most;
    private final long windowNanos;
    private final LongSupplier clock;
    private final Deque<Long> taken = new ArrayDeque<>();

    /** @param clock monotonic, in ns */
    RequestWindow(int most, Duration window, LongSupplier clock) {
        this.most = most;
        this.clock = clock;
        windowNanos = window.toNanos();
    }

    /** Whether one more request is within the limit now. One that is not counts nothing. */
    boolean admits() {
        boolean admitted = used() < most;
        if (admitted) {
            taken.addLast(clock.getAsLong());
        }
        return admitted;
    }

    /** The requests in the window that ends now. */
    int used() {
        long now = clock.getAsLong();
        while (!taken.isEmpty() && now - taken.peekFirst() >= windowNanos) {
            taken.removeFirst();
        }
        return taken.size();
    }
}
