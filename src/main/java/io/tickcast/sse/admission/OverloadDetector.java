package io.tickcast.sse.admission;

import io.tickcast.sse.stats.OverloadStats;
import java.time.Duration;

/**
 * Finds out whether an event loop keeps up with its streams, from the time that the oldest price of each flush has
 * waited, in the loop's queue and then for the flush. The loop is overloaded when flushes are late for more than a
 * pause, until none has been late for a while. No streams are admitted while prices wait for twice that time, since
 * each stream makes all others wait longer. Belongs to one event loop.
 */
public final class OverloadDetector {
    private static final int REFUSING_TIMES = 2;
    /** A loop that stood still runs the looks that it missed one after the other. */
    private static final long LOOK_NANOS = Duration.ofMillis(900).toNanos();
    /**
     * Time after a look during which waits do not count. A pause before the look prolongs them, and is not to count
     * twice.
     */
    private static final long PAUSE_NANOS = Duration.ofMillis(300).toNanos();

    private static final int CALM_LOOKS_TO_ADMIT = 3;
    private static final int CALM_LOOKS_TO_END = 5;

    private final OverloadStats stats;
    private final long lateNanos;
    private final long refusingNanos;
    private boolean overloaded;
    private boolean refusing;
    private long loopDelay;
    private long lookedAt = System.nanoTime();
    private long longest;
    private long longestBefore;
    private int calmLooks;

    /**
     * @param window for which a flush may wait for more ticks
     * @param after  time that a price may wait besides
     */
    public OverloadDetector(Duration window, Duration after, OverloadStats stats) {
        this.stats = stats;
        lateNanos = window.plus(after).toNanos();
        refusingNanos = window.plus(after.multipliedBy(REFUSING_TIMES)).toNanos();
    }

    /** Takes the time that a task of the loop has waited for its turn, in ns: what arrives waits for as long. */
    public void loopDelay(long nanos, long nowNanos) {
        loopDelay = nanos;
        waited(nanos, nowNanos);
    }

    /**
     * Takes the time that the oldest price of a flush has waited, in ns.
     *
     * @return whether the flush is late, and so should carry the newest price of each symbol alone
     */
    public boolean isLate(long waitedNanos, long nowNanos) {
        long age = waitedNanos + loopDelay;
        waited(age, nowNanos);
        return age > lateNanos;
    }

    private void waited(long nanos, long nowNanos) {
        if (nowNanos - lookedAt >= PAUSE_NANOS) {
            longest = Math.max(longest, nanos);
        }
    }

    /** Whether flushes have lately been late. */
    public boolean isBehind() {
        return overloaded || Math.max(longest, longestBefore) > lateNanos;
    }

    /** Whether new streams are refused. */
    public boolean isRefusing() {
        return refusing;
    }

    /** Must be called about once a second. */
    public void look(long nowNanos) {
        if (nowNanos - lookedAt < LOOK_NANOS) {
            return;
        }
        lookedAt = nowNanos;
        // A single pause, such as one for garbage, is no overload.
        long lasting = Math.min(longest, longestBefore);
        calmLooks = longest > lateNanos ? 0 : calmLooks + 1;
        refusing = lasting > refusingNanos || (refusing && calmLooks < CALM_LOOKS_TO_ADMIT);
        if (!overloaded && lasting > lateNanos) {
            overloaded = true;
            stats.began(Math.max(longest, longestBefore));
        } else if (overloaded && calmLooks >= CALM_LOOKS_TO_END) {
            overloaded = false;
            stats.ended();
        }
        longestBefore = longest;
        longest = 0;
    }
}
