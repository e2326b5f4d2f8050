package io.tickcast.cluster;

import io.tickcast.cluster.Diagnosis.Fault;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what to do when heartbeats of members do not arrive. A node that is isolated itself is not ready, and stops
 * later. When the others are at fault, it continues, and the log names them. Belongs to the context of
 * {@link PeerTracker}.
 */
final class IsolationDetector {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTracker.class);
    private static final int MOST_DIFFERENCES = 50;

    private final Duration isolatedAfter;
    private final SideChannel channel;
    private final Runnable registerAnew;
    private final Runnable lost;
    private final Watchdog watchdog;
    private final Diagnosis diagnosis;
    /** Time since which no heartbeat of a member has arrived, by its id. */
    private final Map<String, Long> silentSince = new HashMap<>();

    private final Set<String> named = new HashSet<>();
    private volatile boolean isolated;
    private volatile List<String> silent = List.of();
    private volatile List<String> differences = List.of();
    private Set<String> elders = Set.of();
    private boolean lostAll;
    private boolean cutOff;
    private long reports;

    IsolationDetector(String own, Duration isolatedAfter, SideChannel channel, Runnable registerAnew, Runnable lost) {
        this.isolatedAfter = isolatedAfter;
        this.channel = channel;
        this.registerAnew = registerAnew;
        this.lost = lost;
        watchdog = new Watchdog(isolatedAfter);
        diagnosis = new Diagnosis(own, isolatedAfter.toNanos() / 2);
    }

    /** Called for each heartbeat of another node. */
    void heard(String id, long now) {
        diagnosis.heard(id);
        // It is not enough that heartbeats of an older node arrive here: this node's must arrive there, too.
        if (diagnosis.isEstablished(elders)) {
            watchdog.heard(now);
        }
    }

    /** Called after the process stood still, which says nothing about the event bus. */
    void stoodStill(long now) {
        watchdog.heard(now);
        silentSince.clear();
    }

    /** @param hearing ids of the other nodes whose heartbeats arrive */
    void check(Set<String> others, Set<String> hearing, long now) {
        elders = channel.elders();
        diagnosis.retain(others);
        channel.report(new ReachabilityReport(++reports, hearing));
        note(others, hearing, now);
        Watchdog.State state = watchdog.check(!others.isEmpty(), now);
        if ((hearing.isEmpty() && !others.isEmpty()) || !diagnosis.isEstablished(elders)) {
            // Requested early, so that it is known by then which nodes still report.
            channel.reports(others).onSuccess(latest -> diagnosis.reported(latest, elders, System.nanoTime()));
        }
        decide(state, others, now);
    }

    private void decide(Watchdog.State state, Set<String> others, long now) {
        if (lostAll) {
            return;
        }
        if (state == Watchdog.State.HEARING) {
            hears();
            return;
        }
        Fault fault = diagnosis.fault(others, elders, now);
        if (fault == Fault.PEERS || fault == Fault.ALL) {
            watchdog.excuse(now);
            isolated = false;
            cutOff(fault, others);
        } else if (state == Watchdog.State.LOST) {
            lostAll = true;
            isolated = true;
            LOG.error(
                    "This node is still isolated from its cluster: stopping, so that a restart may help. {}",
                    advice(fault));
            lost.run();
        } else if (!isolated) {
            isolated = true;
            LOG.error(
                    "This node is isolated from its cluster: {} other nodes are members, but {} for {} s. "
                            + "It is not ready until {}. {}",
                    others.size(),
                    fault == Fault.NEWCOMER
                            ? "no messages passed in both directions"
                            : "none of their heartbeats arrived",
                    isolatedAfter.toSeconds(),
                    fault == Fault.NEWCOMER ? "messages pass in both directions" : "a heartbeat arrives",
                    advice(fault));
            registerAnew.run();
        }
    }

    private void hears() {
        if (isolated) {
            isolated = false;
            LOG.info("This node receives the messages of its cluster again");
        }
        if (cutOff) {
            cutOff = false;
            LOG.info("The nodes receive each other's messages again");
        }
    }

    private void cutOff(Fault fault, Set<String> others) {
        if (fault == Fault.ALL && !cutOff) {
            cutOff = true;
            LOG.warn(
                    "No node receives heartbeats of another, though {} are members: the network "
                            + "may not carry the port of the event bus. This node continues with its own feed",
                    others.size() + 1);
            registerAnew.run();
        }
    }

    /** Updates the list of members whose heartbeats do not arrive, and logs each of them once. */
    private void note(Set<String> others, Set<String> hearing, long now) {
        silentSince.keySet().retainAll(others);
        silentSince.keySet().removeAll(hearing);
        others.stream().filter(id -> !hearing.contains(id)).forEach(id -> silentSince.putIfAbsent(id, now));
        named.retainAll(silentSince.keySet());
        silentSince.forEach((id, since) -> {
            if (now - since > isolatedAfter.toNanos() && named.add(id)) {
                LOG.warn(
                        "{} is a member of the cluster, but {} for {} s. {}",
                        channel.describe(id),
                        diagnosis.everHeard(id) ? "its heartbeats do not arrive" : "its heartbeats have never arrived",
                        isolatedAfter.toSeconds(),
                        causes(id));
            }
        });
        silent = silentSince.keySet().stream().map(channel::describe).sorted().toList();
        List<String> differ = others.stream()
                .flatMap(id ->
                        channel.differences(id).stream().map(difference -> channel.describe(id) + ": " + difference))
                .sorted()
                .limit(MOST_DIFFERENCES)
                .toList();
        differ.stream()
                .filter(one -> !differences.contains(one))
                .forEach(one -> LOG.warn("Not all nodes of this cluster have the same settings. {}", one));
        differences = differ;
    }

    private String causes(String id) {
        List<String> differ = channel.differences(id);
        if (!differ.isEmpty() && !diagnosis.everHeard(id)) {
            return "Compared to this node: " + String.join("; ", differ);
        }
        return diagnosis.everHeard(id)
                ? "It hangs, or the network no longer carries its messages"
                : "Do both nodes have cluster.tls or neither, can the port of its event bus be reached, and "
                        + "do both run the same version?";
    }

    private static String advice(Fault fault) {
        return fault == Fault.NEWCOMER
                ? "Does this node have cluster.tls as the others do, can they reach the port of its event bus "
                        + "(cluster.host and cluster.port, or cluster.public-host and cluster.public-port), "
                        + "and do all run the same version?"
                : "The other nodes receive messages of each other, or of this node";
    }

    boolean isIsolated() {
        return isolated;
    }

    /** Members whose heartbeats do not arrive at the moment. */
    List<String> silent() {
        return silent;
    }

    /** Settings in which other nodes differ from this node and should not, in words. */
    List<String> differences() {
        return differences;
    }
}
