package io.tickcast.liveness;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a node from a thread outside its event loops. A loop that stands still for 10 s makes the node not alive;
 * after 30 s, or without memory, the node ends. Thread-safe.
 */
public final class Liveness {
    private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(250).toNanos();
    private static final int DEEPEST = 10;

    private final Map<EventLoop, LoopWatch> loops = new HashMap<>();
    private final StuckLoops stuckLoops = new StuckLoops(System.nanoTime());
    private final MemoryCanary canary = new MemoryCanary();
    /** Here, so that its class is loaded while there is memory for that. */
    private final Fault outOfMemory = Fault.OUT_OF_MEMORY;

    private volatile Consumer<Fault> onFault = fault -> {};
    private volatile @Nullable String stuck;
    /** Each has its own: a node under a debugger goes on with a stuck loop, and may run out of memory later. */
    private final ReportOnce lackOfMemory = new ReportOnce();

    private final ReportOnce stuckLoop = new ReportOnce();
    private int begun;

    public Liveness() {
        Thread thread = new Thread(this::run, "liveness");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Watches the event loop of a context.
     *
     * @param role name of the work that runs there
     */
    public void watch(Context context, String role) {
        EventLoop loop = ((ContextInternal) context).nettyEventLoop();
        synchronized (loops) {
            loops.computeIfAbsent(loop, this::begin).runs(role);
        }
    }

    private LoopWatch begin(EventLoop loop) {
        LoopWatch watch = new LoopWatch(begun++, System.nanoTime());
        // By the loop itself: a timer of Vert.x would end with the verticle that it belongs to.
        long beat = LoopWatch.BEAT.toMillis();
        loop.scheduleWithFixedDelay(() -> watch.beat(System.nanoTime()), beat, beat, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** The loops that are watched, by number. */
    public List<LoopWatch> loops() {
        synchronized (loops) {
            List<LoopWatch> all = new ArrayList<>(loops.values());
            all.sort((one, other) -> Integer.compare(one.number(), other.number()));
            return all;
        }
    }

    /** The reason that the node is not alive; empty while it is. */
    public Optional<String> stuck() {
        return Optional.ofNullable(stuck);
    }

    /** Calls it, once for each kind of fault and on any thread, when only the end of the process helps. */
    public void onFault(Consumer<Fault> action) {
        onFault = action;
    }

    /** Reports an exception. An OutOfMemoryError anywhere in its causes is a fault of the whole node. */
    public void report(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof OutOfMemoryError) {
                tell(Fault.outOfMemory(thrown));
                return;
            }
            cause = cause.getCause();
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            try {
                more = look();
                // Catches everything: if this thread ended, nothing would be watched any more.
            } catch (Throwable e) {
                more = true;
            }
        }
    }

    /** @return whether there is something to watch */
    private boolean look() {
        try {
            if (canary.isGone()) {
                tell(outOfMemory);
            }
            StuckLoops.Verdict verdict = stuckLoops.look(loops(), System.nanoTime());
            stuck = verdict.stuck().orElse(null);
            verdict.givenUp().ifPresent(loop -> tell(Fault.stuck(loop)));
            return hasLoops();
        } catch (Throwable e) {
            failed(e);
            return true;
        }
    }

    private void failed(Throwable cause) {
        // Without memory even a class that is needed for the first time may be what fails.
        if (cause instanceof OutOfMemoryError || canary.isGone()) {
            tell(outOfMemory);
        } else {
            LOG.error("A check of the event loops failed; trying again", cause);
        }
    }

    /** Without any loop Vert.x has not begun yet; when all are gone, so is Vert.x. */
    private boolean hasLoops() {
        synchronized (loops) {
            boolean none = loops.isEmpty();
            loops.keySet().removeIf(EventLoop::isShuttingDown);
            return none || !loops.isEmpty();
        }
    }

    void tell(Fault fault) {
        (fault.isSeenInDebugger() ? stuckLoop : lackOfMemory).tell(onFault, fault);
    }
}
