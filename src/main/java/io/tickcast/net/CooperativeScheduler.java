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

    /** Made on the loop that it is to be. */
    public CooperativeScheduler(Vertx vertx) {
        context = (ContextInternal) vertx.getOrCreateContext();
        events = context.nettyEventLoop();
    }

    /** Does this in the turn of the loop that is under way, after what is queued for it. */
    public void soon(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    /**
     * Does this after the loop has looked at its sockets again. Queued tasks go on until none is left before it does
     * that, those included that tasks add; a task that is timed, for now, is queued in the turn that follows.
     */
    public void afterSockets(Runnable action) {
        events.schedule(() -> soon(action), 0, TimeUnit.NANOSECONDS);
    }

    /** Does this for each, a slice of time in each turn, the first of them now; then the last thing. */
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
