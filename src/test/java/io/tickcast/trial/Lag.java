package io.tickcast.trial;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Watches for how long an event loop stands still. Belongs to that loop. */
final class Lag {
    private static final long EVERY_MILLIS = 10;

    private long lastAt = System.nanoTime();
    private long longest;

    Lag(Vertx vertx, Context context) {
        context.runOnContext(v -> vertx.setPeriodic(EVERY_MILLIS, timer -> turn()));
    }

    private void turn() {
        long now = System.nanoTime();
        longest = Math.max(longest, now - lastAt);
        lastAt = now;
    }

    void forget() {
        lastAt = System.nanoTime();
        longest = 0;
    }

    long longestMillis() {
        return Duration.ofNanos(Math.max(longest, System.nanoTime() - lastAt)).toMillis();
    }
}
