package io.tickcast.lease;

import java.util.Set;

/**
 * A node's report of the leases that it has.
 *
 * @param holder id of the node, another one after each start
 * @param node   as that node calls itself
 * @param rank   quality of its work; the smaller, the better
 */
public record LeaseReport<K>(String holder, String node, Set<K> keys, int rank) {
    public LeaseReport {
        keys = Set.copyOf(keys);
    }
}
