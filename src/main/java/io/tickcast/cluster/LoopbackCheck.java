package io.tickcast.cluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that this node hears its own heartbeats. A cluster that heals may drop the consumers of a node that was well
 * all the while; the messages of all others pass it by then.
 */
final class LoopbackCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackCheck.class);

    private final long patienceNanos;
    private final Runnable registerAnew;
    private volatile boolean hears = true;
    private long heardAt;
    private long registeredAt;

    /** @param registerAnew registers all consumers anew; called again after each patience in vain */
    LoopbackCheck(long patienceNanos, Runnable registerAnew) {
        this.patienceNanos = patienceNanos;
        this.registerAnew = registerAnew;
    }

    void heard(long now) {
        heardAt = now;
        if (!hears) {
            hears = true;
            LOG.info("The event bus delivers to this node again");
        }
    }

    /** The process stood still, which says nothing of the bus. */
    void stoodStill(long now) {
        heardAt = now;
    }

    void check(long now) {
        if (now - Math.max(heardAt, registeredAt) <= patienceNanos) {
            return;
        }
        if (hears) {
            hears = false;
            LOG.warn("The event bus no longer delivers to this node: registering all consumers anew");
        }
        registeredAt = now;
        registerAnew.run();
    }

    /** On any thread. */
    boolean hears() {
        return hears;
    }
}
