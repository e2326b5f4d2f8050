package io.tickcast.lease;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes that hold leases, by their own reports. The locks alone do not tell: after a split of the cluster two nodes
 * may each believe to hold the same one, or a node works whose lock is gone. Times are in ns.
 */
final class LeaseHolders<K> {
    /** Three reports missed. */
    private static final long HEARD_NANOS = Duration.ofSeconds(3).toNanos();

    private static final long RIVAL_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(60).toNanos();

    private final String own;
    private final Map<String, Holder<K>> holders = new HashMap<>();

    /** @param since time since which it has reported each lease without a break */
    private record Holder<K>(LeaseReport<K> report, Map<K, Long> since, long heardAt, boolean leaving) {
        boolean isHeard(K key, long now) {
            return since.containsKey(key) && now - heardAt <= HEARD_NANOS;
        }

        /** @param key heard */
        long since(K key) {
            return since.getOrDefault(key, heardAt);
        }
    }

    /** @param own id of this node */
    LeaseHolders(String own) {
        this.own = own;
    }

    void heard(LeaseReport<K> report, long now) {
        holders.values().removeIf(holder -> now - holder.heardAt > FORGOTTEN_NANOS);
        Optional<Holder<K>> before = Optional.ofNullable(holders.get(report.holder()));
        Map<K, Long> since = new HashMap<>();
        for (K key : report.keys()) {
            since.put(
                    key,
                    before.filter(holder -> holder.isHeard(key, now))
                            .map(holder -> holder.since(key))
                            .orElse(now));
        }
        holders.put(
                report.holder(),
                new Holder<>(report, since, now, before.filter(Holder::leaving).isPresent()));
    }

    /** This node goes, and never again has a lease under this id. */
    void leaves(String id) {
        holders.computeIfPresent(id, (same, holder) -> new Holder<>(holder.report, holder.since, holder.heardAt, true));
    }

    boolean isLeaving(String id) {
        return holders.containsKey(id) && holders.get(id).leaving;
    }

    /** @param others ids of the other members of the cluster: a dead node is not among them, so its lease is free */
    boolean isHeld(K key, Set<String> others, long now) {
        return holders.entrySet().stream()
                .anyMatch(holder -> others.contains(holder.getKey())
                        && holder.getValue().isHeard(key, now)
                        && !holder.getValue().leaving);
    }

    /**
     * The node that this node has to leave a lease to, since both have it: it has a smaller id and is not worse off.
     * Empty for a while first, since another may have taken the lease just when this one lost it. When the node with
     * the smaller id is worse off, both keep the lease until it has recovered.
     */
    Optional<LeaseReport<K>> rival(K key, long now) {
        Optional<Holder<K>> self = Optional.ofNullable(holders.get(own)).filter(holder -> holder.isHeard(key, now));
        return self.flatMap(mine -> holders.values().stream()
                .filter(holder -> holder.isHeard(key, now)
                        && !holder.leaving
                        && holder.report.holder().compareTo(own) < 0)
                .filter(holder -> now - Math.max(holder.since(key), mine.since(key)) > RIVAL_NANOS)
                .filter(holder -> holder.report.rank() <= mine.report.rank())
                .map(Holder::report)
                .min(Comparator.comparing(LeaseReport::holder)));
    }
}
