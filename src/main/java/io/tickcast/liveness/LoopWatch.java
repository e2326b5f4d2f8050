package io.tickcast.liveness;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures how late the timers of one event loop are. {@link #beat} belongs to the loop, the rest is for any thread.
 */
public final class LoopWatch {
    static final Duration BEAT = Duration.ofMillis(100);
    private static final long WINDOW_NANOS = Duration.ofSeconds(15).toNanos();

    private final int number;
    private final Set<String> roles = new TreeSet<>();
    private volatile long last;
    private volatile long worst;
    private volatile long worstBefore;
    private volatile Thread thread = Thread.currentThread();
    private long windowSince;

    LoopWatch(int number, long nowNanos) {
        this.number = number;
        last = nowNanos;
        windowSince = nowNanos;
    }

    /** To be called every {@link #BEAT}. */
    synchronized void beat(long nowNanos) {
        if (nowNanos - windowSince > WINDOW_NANOS) {
            worstBefore = worst;
            worst = 0;
            windowSince = nowNanos;
        }
        worst = Math.max(worst, late(nowNanos));
        last = nowNanos;
        thread = Thread.currentThread();
    }

    private long late(long nowNanos) {
        return Math.max(0, nowNanos - last - BEAT.toNanos());
    }

    /** The latest that it was for 15 to 30 s, or is now. */
    public double lagSeconds(long nowNanos) {
        return Math.max(late(nowNanos), Math.max(worst, worstBefore)) / 1e9;
    }

    /** Number of this loop, in order of the watches' start, from 0. */
    public int number() {
        return number;
    }

    /** Adds what runs on this loop. */
    void runs(String role) {
        synchronized (roles) {
            roles.add(role);
        }
    }

    /** Names of the parts that run on this loop. */
    public String roles() {
        synchronized (roles) {
            return String.join(", ", roles);
        }
    }

    /** The loop's thread. */
    public Thread thread() {
        return thread;
    }

    /** Time when the loop last ran. */
    long last() {
        return last;
    }
}
