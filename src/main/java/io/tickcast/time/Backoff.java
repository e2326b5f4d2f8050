package io.tickcast.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waiting times that double up to a cap. Each is random between half and all of its step, at the cap too. */
public final class Backoff {
    private final long minMillis;
    private final long maxMillis;
    private final RandomGenerator random;
    private long stepMillis;

    public Backoff(Duration min, Duration max, RandomGenerator random) {
        minMillis = min.toMillis();
        maxMillis = max.toMillis();
        this.random = random;
        stepMillis = minMillis;
    }

    /** ms to wait before the next try. */
    public long next() {
        long step = stepMillis;
        stepMillis = Math.min(maxMillis, step * 2);
        return step / 2 + random.nextLong(step / 2 + 1);
    }

    public void reset() {
        stepMillis = minMillis;
    }
}
