package io.tickcast.liveness;

import java.util.Optional;

/**
 * A fault that only the end of the process mends.
 *
 * @param status the exit status that says so
 * @param text   a line for the log
 * @param cause  exception whose stack trace shows where it happened; empty if that is not known
 */
public record Fault(int status, String text, Optional<Throwable> cause) {
    /**
     * The exit status of {@code -XX:+ExitOnOutOfMemoryError}. Made beforehand: there is no memory for it when it is
     * needed.
     */
    static final Fault OUT_OF_MEMORY = new Fault(3, "This node is out of memory, and exits", Optional.empty());

    private static final int STUCK = 71;

    static Fault outOfMemory(Throwable cause) {
        return new Fault(OUT_OF_MEMORY.status, OUT_OF_MEMORY.text, Optional.of(cause));
    }

    static Fault stuck(LoopWatch loop) {
        Throwable at = new Throwable(loop.thread().getName() + " stands here");
        at.setStackTrace(loop.thread().getStackTrace());
        return new Fault(
                STUCK,
                "The event loop of " + loop.roles() + " has been stuck for 30 s: this node ends",
                Optional.of(at));
    }

    /** Whether a debugger that holds a thread looks the same. */
    public boolean isSeenInDebugger() {
        return status == STUCK;
    }
}
