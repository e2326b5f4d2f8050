package io.tickcast.http;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Base of the tests of requests that leave a node as it was: all of a class go to one node, whose log is read. */
abstract class WithSharedNode {
    static HttpNode node;

    final LogLines log = new LogLines("ROOT");

    @BeforeAll
    static void startNode() {
        node = HttpNode.start();
    }

    @AfterAll
    static void stopNode() {
        node.close();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }
}
