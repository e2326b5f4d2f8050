package io.tickcast.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which side is at fault when no heartbeats of members arrive. Two rules keep a healthy node from stopping
 * because of another one: only nodes that were reachable before are missed, and only reports of live nodes count.
 */
final class Diagnosis {
    enum Fault {
        /** This node joined an established cluster, and messages do not pass in both directions. */
        NEWCOMER,
        /** The others receive messages of each other, or of this node, but nothing arrives here. */
        OWN,
        /** No node receives messages of any other: the network between all is broken, and each continues alone. */
        ALL,
        /** The others hang, or were never reachable. */
        PEERS
    }

    private final String own;
    private final long freshNanos;
    private final Set<String> everHeard = new HashSet<>();
    private final Map<String, TimedReport> reports = new HashMap<>();
    private boolean heardByElder;

    /** @param changedAt time at which it last differed from the one before */
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

    /** Whether messages have passed between this node and an older one, in both directions. */
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

    /** Whether the node with this id still sends new reports, so that its event loop lives. */
    boolean isFresh(String id, long now) {
        TimedReport report = reports.get(id);
        return report != null && now - report.changedAt() <= freshNanos;
    }

    private boolean hears(String id, String other) {
        TimedReport report = reports.get(id);
        return report != null && report.report().heard().contains(other);
    }
}
