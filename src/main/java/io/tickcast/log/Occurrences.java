package io.tickcast.log;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what may come in any number, and picks the 1st, 2nd, 4th, 8th ... occurrence for the log. Thread-safe. */
public final class Occurrences {
    private final AtomicLong count = new AtomicLong();

    /**
     * Counts one more.
     *
     * @return the count, if this occurrence is one for the log
     */
    public OptionalLong add() {
        long now = count.incrementAndGet();
        return Long.bitCount(now) == 1 ? OptionalLong.of(now) : OptionalLong.empty();
    }

    public long count() {
        return count.get();
    }
}
