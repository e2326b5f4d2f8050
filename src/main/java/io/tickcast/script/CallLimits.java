package io.tickcast.script;

import java.time.Duration;

/** Limits of time and allocation for each call of a file. One thread uses it. */
final class CallLimits {
    /** A file is read and begun once, and brings its language along the first time. */
    private static final Duration BEGIN_LIMIT = Duration.ofSeconds(2);

    private static final long BEGIN_BYTES = 256L << 20;
    /** Time until the JVM has compiled what a file runs on; until then each call takes many times longer. */
    private static final Duration COLD = Duration.ofSeconds(10);

    private static final int COLD_FACTOR = 10;
    /** Limit of allocation in one call; the community edition cannot limit what stays. */
    private static final long CALL_BYTES = 64L << 20;

    private final CallBudget.Clock clock;
    private final Duration limit;
    private long begunAt;

    /** @param limit of a call once its file has run for a while */
    CallLimits(CallBudget.Clock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** The call that begins the file. */
    CallBudget beginning() {
        return new CallBudget(clock, BEGIN_LIMIT, BEGIN_BYTES);
    }

    /** Must be called when the file has begun. */
    void begun() {
        // Not since it was made: on a busy machine its language may take that long to load.
        begunAt = System.nanoTime();
    }

    /** A call of the file that has begun. */
    CallBudget call() {
        boolean cold = System.nanoTime() - begunAt < COLD.toNanos();
        return new CallBudget(clock, cold ? limit.multipliedBy(COLD_FACTOR) : limit, CALL_BYTES);
    }
}
