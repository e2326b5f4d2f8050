package io.tickcast.script;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from a thread of its own at what runs, since a call that never ends cannot look at itself, and for timers. */
final class CallWatchdog implements AutoCloseable {
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(2).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(CallWatchdog.class);

    private final Set<ScriptHost> hosts = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::look, "verticle-watch");
    private final int heapPercent;
    private final Runnable heapFull;
    private volatile boolean closed;
    /** The thread's own. */
    private boolean said;

    /**
     * @param heapPercent of the heap that may be full after a collection while files run
     * @param heapFull    called when it is fuller, on the thread of this watch
     */
    CallWatchdog(int heapPercent, Runnable heapFull) {
        this.heapPercent = heapPercent;
        this.heapFull = heapFull;
        thread.setDaemon(true);
    }

    /** The first one starts the thread: a node without files has none. */
    synchronized void add(ScriptHost host) {
        hosts.add(host);
        if (thread.getState() == Thread.State.NEW && !closed) {
            thread.start();
        }
    }

    void remove(ScriptHost host) {
        hosts.remove(host);
    }

    private void look() {
        HeapLimit heap = new HeapLimit(heapPercent);
        while (!closed) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            try {
                if (heap.isExceeded() && !hosts.isEmpty()) {
                    heapFull.run();
                }
                hosts.forEach(this::look);
                // As without memory or threads: if this one ended of that, no file would have a limit any more.
            } catch (Throwable e) {
                failed("The heap", e);
            }
        }
    }

    private void look(ScriptHost host) {
        try {
            host.look(System.nanoTime());
            // The others are looked at nevertheless.
        } catch (Throwable e) {
            failed("The limits of " + host.file().fileName(), e);
        }
    }

    private void failed(String what, Throwable cause) {
        if (said) {
            return;
        }
        try {
            LOG.error("{} could not be checked; trying again", what, cause);
            said = true;
        } catch (OutOfMemoryError e) {
            // There may be some for it next time.
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
