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
 * Decides what to do when members are not heard on the event bus. A node that is at fault itself is not ready, and
 * gives up later; while the others are, it serves on, and the log names them. Belongs to the context of
 * {@link PeerTracker}.
 */
final class IsolationDetector {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTracker.class);
    private static final int MOST_DIFFERENCES = 50;

    private final Duration deafAfter;
    private final SideChannel channel;
    private final Runnable registerAnew;
    private final Runnable lost;
    private final Watchdog watchdog;
    private final Diagnosis diagnosis;
    /** Members that are not heard, by id: since when. */
    private final Map<String, Long> silentSince = new HashMap<>();

    private final Set<String> named = new HashSet<>();
    private volatile boolean deaf;
    private volatile List<String> silent = List.of();
    private volatile List<String> differences = List.of();
    private Set<String> elders = Set.of();
    private boolean lostAll;
    private boolean cutOff;
    private long reports;

    IsolationDetector(String own, Duration deafAfter, SideChannel channel, Runnable registerAnew, Runnable lost) {
        this.deafAfter = deafAfter;
        this.channel = channel;
        this.registerAnew = registerAnew;
        this.lost = lost;
        watchdog = new Watchdog(deafAfter);
        diagnosis = new Diagnosis(own, deafAfter.toNanos() / 2);
    }

    /** Another node was heard. */
    void heard(String id, long now) {
        diagnosis.heard(id);
        // That this one hears an older node is not all: the older ones must hear it, too.
        if (diagnosis.isEstablished(elders)) {
            watchdog.heard(now);
        }
    }

    /** The process stood still, which says nothing of the bus. */
    void stoodStill(long now) {
        watchdog.heard(now);
        silentSince.clear();
    }

    /** @param hearing those of the others that were heard just now */
    void check(Set<String> others, Set<String> hearing, long now) {
        elders = channel.elders();
        diagnosis.retain(others);
        channel.report(new ReachabilityReport(++reports, hearing));
        note(others, hearing, now);
        Watchdog.State state = watchdog.check(!others.isEmpty(), now);
        if ((hearing.isEmpty() && !others.isEmpty()) || !diagnosis.isEstablished(elders)) {
            // Asked for early, so that it is known by then whose reports change.
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
            deaf = false;
            cutOff(fault, others);
        } else if (state == Watchdog.State.LOST) {
            lostAll = true;
            deaf = true;
            LOG.error(
                    "The event bus still receives nothing: stopping, so that a restart may mend it. {}", advice(fault));
            lost.run();
        } else if (!deaf) {
            deaf = true;
            LOG.error(
                    "The event bus receives nothing: {} other nodes are members, and none {} for {} s. "
                            + "Not ready until one {}. {}",
                    others.size(),
                    fault == Fault.NEWCOMER ? "was heard, or hears this one," : "was heard",
                    deafAfter.toSeconds(),
                    fault == Fault.NEWCOMER ? "is heard and hears it" : "is",
                    advice(fault));
            registerAnew.run();
        }
    }

    private void hears() {
        if (deaf) {
            deaf = false;
            LOG.info("The event bus receives messages again");
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
                    "No node hears another on the event bus, though {} are members: the network between them "
                            + "may not carry the bus' port. This node serves on and feeds itself",
                    others.size() + 1);
            registerAnew.run();
        }
    }

    /** Keeps the list of members that are not heard, and names each once in the log. */
    private void note(Set<String> others, Set<String> hearing, long now) {
        silentSince.keySet().retainAll(others);
        silentSince.keySet().removeAll(hearing);
        others.stream().filter(id -> !hearing.contains(id)).forEach(id -> silentSince.putIfAbsent(id, now));
        named.retainAll(silentSince.keySet());
        silentSince.forEach((id, since) -> {
            if (now - since > deafAfter.toNanos() && named.add(id)) {
                LOG.warn(
                        "{} is a member of the cluster, but {} on the event bus for {} s. {}",
                        channel.describe(id),
                        diagnosis.everHeard(id) ? "was not heard" : "has never been heard",
                        deafAfter.toSeconds(),
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
                ? "It hangs, or the network no longer carries its event bus"
                : "Do both nodes have cluster.tls or neither, can the port of its event bus be reached, and "
                        + "do both run the same version?";
    }

    private static String advice(Fault fault) {
        return fault == Fault.NEWCOMER
                ? "Does this node have cluster.tls as the others do, can they reach the port of its event bus "
                        + "(cluster.host and cluster.port, or cluster.public-host and cluster.public-port), "
                        + "and do all run the same version?"
                : "The others hear each other, or this node";
    }

    boolean isDeaf() {
        return deaf;
    }

    /** Members that are not heard just now. */
    List<String> silent() {
        return silent;
    }

    /** Settings in which other nodes differ from this one and should not, in words. */
    List<String> differences() {
        return differences;
    }
}
