package io.tickcast.time;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Limit of events per second. A second begins with the first event after the last one. Not thread-safe. */
public final class PerSecondLimiter {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final int limit;
    private final LongSupplier clock;
    private long secondSince;
    private int inSecond;

    /** @param clock ns, never going back */
    public PerSecondLimiter(int limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
        secondSince = clock.getAsLong();
    }

    /** Counts one more event. @return whether it is within the limit */
    public boolean admits() {
        long now = clock.getAsLong();
        if (now - secondSince >= SECOND_NANOS) {
            secondSince = now;
            inSecond = 0;
        }
        return ++inSecond <= limit;
    }

    /** Whether the last event was the first of its second that exceeded the limit. */
    public boolean hasJustBegunToRefuse() {
        return inSecond == limit + 1;
    }
}
