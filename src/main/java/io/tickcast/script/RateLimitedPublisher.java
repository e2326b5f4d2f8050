package io.tickcast.script;

import io.tickcast.market.Signal;
import io.tickcast.time.NodeClock;
import io.tickcast.time.PerSecondLimiter;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Publishes the signals of one file on the bus, at most a fixed number a second. For one thread at a time. */
final class RateLimitedPublisher {
    static final int PER_SECOND = 100;

    private final EventBus bus;
    private final String node;
    private final String verticle;
    private final PerSecondLimiter limiter;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;

    /** @param clock ns, never going back */
    RateLimitedPublisher(EventBus bus, String node, String verticle, LongSupplier clock) {
        this.bus = bus;
        this.node = node;
        this.verticle = verticle;
        limiter = new PerSecondLimiter(PER_SECOND, clock);
    }

    /**
     * Drops it, and counts that, when there were too many.
     *
     * @throws IllegalArgumentException for an invalid signal, with the reason; it is also counted as dropped
     */
    void publish(String name, String json) {
        if (closed || !limiter.admits()) {
            dropped.incrementAndGet();
            return;
        }
        Signal signal;
        try {
            signal = new Signal(
                    name,
                    json,
                    System.currentTimeMillis(),
                    node,
                    verticle,
                    NodeClock.system().millis());
        } catch (IllegalArgumentException e) {
            dropped.incrementAndGet();
            throw e;
        }
        sent.incrementAndGet();
        signal.publish(bus);
    }

    /** Stops it for good: trusted code may still run after another version, or another node, has taken over. */
    void close() {
        closed = true;
    }

    long sent() {
        return sent.get();
    }

    long dropped() {
        return dropped.get();
    }
}
