package io.tickcast.feed;

import java.time.Duration;

/**
 * The time after which a connection without data is renewed. Connections of rare streams bring nothing for long, though
 * all is well: each renewal doubles the time, until there is much data again. Not thread-safe.
 */
final class QuietTime {
    static final Duration MOST = Duration.ofHours(1);
    /** Messages that rare streams do not bring within the time. */
    static final int MUCH = 100;

    private final long least;
    private long limit;
    private long lastData;
    private int messages;

    QuietTime(Duration least) {
        this.least = least.toNanos();
        limit = this.least;
    }

    /** Begins with a connection. */
    void begin(long nowNanos) {
        lastData = nowNanos;
    }

    void data(long nowNanos) {
        lastData = nowNanos;
        messages++;
        if (messages == MUCH) {
            limit = least;
        }
    }

    /** Time until the connection is to be renewed. */
    long leftNanos(long nowNanos) {
        return lastData + limit - nowNanos;
    }

    void renewed(long nowNanos) {
        lastData = nowNanos;
        messages = 0;
        limit = Math.max(limit, Math.min(2 * limit, MOST.toNanos()));
    }
}
