package io.tickcast.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What nodes know of each other without the event bus. A node that hears nobody learns here whether the others hang,
 * hear each other, or are cut off as it is. No method blocks.
 */
public interface SideChannel {
    /** Ids of the nodes that joined before this one. */
    Set<String> elders();

    /** Tells the others what this node hears. */
    void report(ReachabilityReport own);

    /** The last reports of these nodes, by id; of one that has not reported there is none. Never fails. */
    Future<Map<String, ReachabilityReport>> reports(Set<String> ids);

    /** Name and address of a node, for messages. */
    String describe(String id);

    /** What this node has otherwise than this one and should not, in words; empty: nothing. */
    List<String> differences(String id);
}
