package io.tickcast.sse.admission;

import io.tickcast.config.Settings;
import io.tickcast.sse.stats.OverloadStats;
import java.time.Duration;

/**
 * Finds out whether an event loop keeps up with its streams, from the time that the oldest price of each flush has
 * waited. The loop is overloaded from a flush that is late until none has been late for a while. No streams are admitted
 * while prices wait for twice that time, since each stream makes all others wait longer. Belongs to one event loop.
 */
public final class OverloadDetector {
    private static final int REFUSING_TIMES = 2;
    private static final long CALM_NANOS = Duration.ofSeconds(5).toNanos();

    private final OverloadStats stats;
    private final long lateNanos;
    private final long refusingNanos;
    private boolean overloaded;
    private boolean refusing;
    private long lastLate;
    private long longest;
    private long longestBefore;

    public OverloadDetector(Settings.Stream.Delivery delivery, OverloadStats stats) {
        this.stats = stats;
        long wanted = delivery.flushWindow().orElse(Duration.ZERO).toNanos();
        long after = delivery.overloadAfter().toNanos();
        lateNanos = wanted + after;
        refusingNanos = wanted + REFUSING_TIMES * after;
    }

    /**
     * Takes the time that the oldest price of a flush has waited, in ns.
     *
     * @return whether the flush is late, and so should carry the newest price of each symbol alone
     */
    public boolean isLate(long waitedNanos, long nowNanos) {
        longest = Math.max(longest, waitedNanos);
        if (waitedNanos <= lateNanos) {
            return false;
        }
        lastLate = nowNanos;
        if (!overloaded) {
            overloaded = true;
            stats.began(waitedNanos);
        }
        return true;
    }

    public boolean isOverloaded() {
        return overloaded;
    }

    /** Whether new streams are refused. */
    public boolean isRefusing() {
        return refusing;
    }

    /** Must be called about once a second. */
    public void look(long nowNanos) {
        // A single pause, such as one for garbage, is no reason to refuse anybody.
        refusing = Math.min(longest, longestBefore) > refusingNanos;
        longestBefore = longest;
        longest = 0;
        if (overloaded && nowNanos - lastLate > CALM_NANOS) {
            overloaded = false;
            stats.ended();
        }
    }
}
