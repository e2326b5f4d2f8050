package io.tickcast.testing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base of the tests of a node without feed and cache: each test has its own, which it may replace. */
public abstract class WithNode {
    protected HttpNode node;

    /** Adds the settings that all nodes of a class share. */
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan;
    }

    @BeforeEach
    void startNode() {
        node = prepare(HttpNode.plan()).start();
    }

    @AfterEach
    void closeNode() {
        node.close();
    }

    /** Replaces the node by one with other settings. */
    protected final void restart(HttpNode.Plan plan) {
        node.close();
        node = prepare(plan).start();
    }
}
