package io.tickcast.cluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that this node receives its own heartbeats. A cluster that heals may drop the consumers of a healthy
 * node, which then gets no messages of the others.
 */
final class LoopbackCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackCheck.class);

    private final long patienceNanos;
    private final Runnable registerAnew;
    private volatile boolean hears = true;
    private long heardAt;
    private long registeredAt;

    /** @param registerAnew registers all consumers again; repeated when it does not help in time */
    LoopbackCheck(long patienceNanos, Runnable registerAnew) {
        this.patienceNanos = patienceNanos;
        this.registerAnew = registerAnew;
    }

    void heard(long now) {
        heardAt = now;
        if (!hears) {
            hears = true;
            LOG.info("This node receives its own heartbeats again");
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
            LOG.warn("The cluster has lost the subscriptions of this node: registering all consumers again");
        }
        registeredAt = now;
        registerAnew.run();
    }

    /** On any thread. */
    boolean hears() {
        return hears;
    }
}
