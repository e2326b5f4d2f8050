package io.tickcast.liveness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds event loops that stand still. A process that stood still as a whole, as a suspended one does, says nothing of
 * its loops: each has its full time again.
 */
final class StuckLoops {
    private static final Duration STUCK_AFTER = Duration.ofSeconds(10);
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(30);
    /** The watch looks several times a second, so it did not run itself. */
    private static final Duration STOOD_AFTER = Duration.ofSeconds(2);

    private long lookedAt;
    /** Time when the process last went on after it had stood still. */
    private long resumedAt;

    /**
     * @param stuck   the loops that have stood still long enough to report
     * @param givenUp a loop that is not waited for any longer
     */
    record Verdict(Optional<String> stuck, Optional<LoopWatch> givenUp) {}

    StuckLoops(long nowNanos) {
        lookedAt = nowNanos;
        resumedAt = nowNanos;
    }

    Verdict look(List<LoopWatch> loops, long now) {
        if (now - lookedAt > STOOD_AFTER.toNanos()) {
            resumedAt = now;
        }
        lookedAt = now;
        return new Verdict(
                first(loops, now, STUCK_AFTER).map(loop -> "The event loop of " + loop.roles() + " is stuck"),
                first(loops, now, GIVEN_UP_AFTER));
    }

    private Optional<LoopWatch> first(List<LoopWatch> loops, long now, Duration after) {
        return loops.stream().filter(loop -> still(loop, now) > after.toNanos()).findFirst();
    }

    private long still(LoopWatch loop, long now) {
        return Math.min(now - loop.last(), now - resumedAt);
    }
}
