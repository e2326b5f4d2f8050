package io.tickcast.lease;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The other nodes of a cluster.
 *
 * @param members ids of those that are members now; must not block
 * @param overdue a lease that no node reports is taken without its lock after this: the node that has the lock hangs
 */
public record LeasePeers(Supplier<Set<String>> members, Duration overdue) {
    public static final LeasePeers NONE = new LeasePeers(Set::of, Duration.ZERO);
}
