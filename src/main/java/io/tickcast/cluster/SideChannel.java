package io.tickcast.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The knowledge of nodes about each other without the event bus. A node without heartbeats learns here whether the
 * others hang, reach each other, or are cut off, too. No method blocks.
 */
public interface SideChannel {
    /** Ids of the nodes that joined before this one. */
    Set<String> elders();

    /** Publishes from which nodes heartbeats arrive here. */
    void report(ReachabilityReport own);

    /** The last reports of these nodes, by id; nodes without a report are absent. Never fails. */
    Future<Map<String, ReachabilityReport>> reports(Set<String> ids);

    /** Name and address of a node, for messages. */
    String describe(String id);

    /** Settings in which this node differs from the local one and should not, in words; empty if all agree. */
    List<String> differences(String id);
}
