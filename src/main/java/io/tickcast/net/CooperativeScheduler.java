package io.tickcast.net;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The event loop that a hub lives on, for work that is more than one turn should hold. */
public final class CooperativeScheduler {
    /** Time slice for work that can wait; a flush of prices comes in between. */
    private static final long SLICE_NANOS = Duration.ofMillis(2).toNanos();

    private final ContextInternal context;
    private final EventLoop events;

    /** Must be created on the event loop that it schedules on. */
    public CooperativeScheduler(Vertx vertx) {
        context = (ContextInternal) vertx.getOrCreateContext();
        events = context.nettyEventLoop();
    }

    /** Runs the action in the current turn of the loop, after the tasks that are queued already. */
    public void soon(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    /**
     * Runs the action after the loop has polled its sockets again. The loop polls only when no task is queued, and
     * tasks that other tasks add count, too. A timed task, even one without delay, is queued in the turn that follows.
     */
    public void afterSockets(Runnable action) {
        events.schedule(() -> soon(action), 0, TimeUnit.NANOSECONDS);
    }

    /** Runs the action for each item, for a slice of time in each turn, beginning now; then runs {@code last}. */
    public <T> void forEach(Iterator<T> rest, Consumer<T> action, Runnable last) {
        long start = System.nanoTime();
        try {
            while (rest.hasNext() && System.nanoTime() - start < SLICE_NANOS) {
                action.accept(rest.next());
            }
        } finally {
            if (rest.hasNext()) {
                afterSockets(() -> forEach(rest, action, last));
            } else {
                last.run();
            }
        }
    }
}
