package io.tickcast.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** A call under way on one thread, with its start, its limits, and the memory that its thread had allocated before. */
final class CallBudget {
    /** The time that counts against the limit of a call. */
    enum Clock {
        /** For code that waits for nothing: it gets as much done on a busy machine as on an idle one. */
        CPU("more than %d ms of CPU time"),
        /** For code that may wait. */
        ELAPSED("longer than %d ms");

        private final String excess;

        Clock(String excess) {
            this.excess = excess;
        }
    }

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long since = System.nanoTime();
    private final long thread = Thread.currentThread().getId();
    private final long allocated = THREADS.getThreadAllocatedBytes(thread);
    private final Clock clock;
    private final long cpuBefore;
    private final long limitNanos;
    private final long limitBytes;
    /** The watch's. */
    private boolean told;

    CallBudget(Clock clock, Duration limit, long bytes) {
        this.clock = clock;
        cpuBefore = clock == Clock.CPU ? THREADS.getThreadCpuTime(thread) : 0;
        limitNanos = limit.toNanos();
        limitBytes = bytes;
    }

    /** Elapsed time. */
    long nanos() {
        return System.nanoTime() - since;
    }

    /** Time that counts against the limit; elapsed time where a JVM does not measure threads. On any thread. */
    long usedNanos() {
        return clock == Clock.CPU && cpuBefore >= 0 ? THREADS.getThreadCpuTime(thread) - cpuBefore : nanos();
    }

    /** The limit that was exceeded, until it has been reported. On the thread of the watch. */
    Optional<String> overrun() {
        if (told) {
            return Optional.empty();
        }
        // No thread uses more CPU time than passes: that of most calls need not be asked for.
        if (nanos() > limitNanos && usedNanos() > limitNanos) {
            return Optional.of("a call took "
                    + String.format(clock.excess, Duration.ofNanos(limitNanos).toMillis()));
        }
        return THREADS.getThreadAllocatedBytes(thread) - allocated > limitBytes
                ? Optional.of("a call took more than " + (limitBytes >> 20) + " MB of memory")
                : Optional.empty();
    }

    void told() {
        told = true;
    }
}
