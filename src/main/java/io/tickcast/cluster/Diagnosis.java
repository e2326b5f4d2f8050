package io.tickcast.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out who is at fault when nodes are members and none of them is heard. Two rules keep a well node from ending
 * because of its neighbour: only nodes that were heard before are missed, and only reports of nodes that live count.
 */
final class Diagnosis {
    enum Fault {
        /** This node joined an established cluster, and hears none of its nodes, or none of them hears it. */
        NEWCOMER,
        /** The others hear each other, or this node, which hears none of them. */
        OWN,
        /** No node that was heard before hears any other: the network between all is broken, and each serves alone. */
        ALL,
        /** The others hang, or were never heard. */
        PEERS
    }

    private final String own;
    private final long freshNanos;
    private final Set<String> everHeard = new HashSet<>();
    private final Map<String, TimedReport> reports = new HashMap<>();
    private boolean heardByElder;

    /** @param changedAt when it was last another one than before */
    private record TimedReport(ReachabilityReport report, long changedAt) {}

    /** @param freshNanos a node whose report stays the same for longer hangs */
    Diagnosis(String own, long freshNanos) {
        this.own = own;
        this.freshNanos = freshNanos;
    }

    void heard(String id) {
        everHeard.add(id);
    }

    boolean everHeard(String id) {
        return everHeard.contains(id);
    }

    void reported(Map<String, ReachabilityReport> latest, Set<String> elders, long now) {
        latest.forEach((id, report) -> reports.compute(
                id,
                (same, before) -> before != null && before.report().count() == report.count()
                        ? before
                        : new TimedReport(report, now)));
        heardByElder |= elders.stream().anyMatch(elder -> isFresh(elder, now) && hears(elder, own));
    }

    /** Forgets the nodes that are members no more. */
    void retain(Set<String> others) {
        everHeard.retainAll(others);
        reports.keySet().retainAll(others);
    }

    /** Whether this node is known to be one of the cluster: it hears an older one, and an older one hears it. */
    boolean isEstablished(Set<String> elders) {
        return elders.isEmpty() || (heardByElder && elders.stream().anyMatch(everHeard::contains));
    }

    /** @param others ids of the other members */
    Fault fault(Set<String> others, Set<String> elders, long now) {
        if (!isEstablished(elders)) {
            return elders.stream().anyMatch(elder -> isFresh(elder, now)) ? Fault.NEWCOMER : Fault.PEERS;
        }
        Set<String> missed = new HashSet<>(others);
        missed.removeIf(id -> !everHeard.contains(id) || !isFresh(id, now));
        if (missed.isEmpty()) {
            return Fault.PEERS;
        }
        return reports.entrySet().stream()
                        .anyMatch(entry -> missed.contains(entry.getKey())
                                && !entry.getValue().report().heard().isEmpty())
                ? Fault.OWN
                : Fault.ALL;
    }

    /** Whether this node's event loop lives, by what it reports. */
    boolean isFresh(String id, long now) {
        TimedReport report = reports.get(id);
        return report != null && now - report.changedAt() <= freshNanos;
    }

    private boolean hears(String id, String other) {
        TimedReport report = reports.get(id);
        return report != null && report.report().heard().contains(other);
    }
}
