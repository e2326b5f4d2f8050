package io.tickcast.script;

import io.tickcast.liveness.RefusedLocks;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Lock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that this node runs of those that run on one node at a time. Each has a lock of the cluster, which a node
 * asks for only when nobody reports to have it. In a split a lock may be held twice; when the split is healed the node
 * with the smaller id keeps it. A node that hangs keeps its locks, so after a while another one runs its files without
 * them. Belongs to one event loop.
 */
final class ScriptLeaderLocks {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptLeaderLocks.class);
    /** Three reports missed. */
    private static final long HEARD_NANOS = Duration.ofSeconds(3).toNanos();

    private static final long RIVAL_NANOS = Duration.ofSeconds(5).toNanos();
    /** A refusal costs a thread of the worker pool a round trip to another node, and no more. */
    private static final long LOCK_MILLIS = 1;

    private static final Lock NO_LOCK = () -> {};

    private final Vertx vertx;
    private final String own;
    private final Supplier<Set<String>> others;
    private final RefusedLocks<String> refused;
    private final Map<String, Report> reports = new HashMap<>();
    private final Map<String, Held> held = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    private record Report(Set<String> files, long at) {}

    private record Held(Lock lock, long since) {}

    /** @param own id of this node */
    ScriptLeaderLocks(Vertx vertx, String own, ScriptPeers nodes) {
        this.vertx = vertx;
        this.own = own;
        others = nodes.members();
        refused = new RefusedLocks<>(nodes.overdue());
    }

    /** Takes the report of a node; see {@link #report}. */
    void heard(String id, JsonArray files, long now) {
        if (id.equals(own)) {
            return;
        }
        Set<String> names = new HashSet<>();
        files.forEach(name -> names.add(String.valueOf(name)));
        reports.put(id, new Report(names, now));
        Set<String> members = others.get();
        reports.keySet().removeIf(reporter -> !members.contains(reporter));
    }

    /** The files that this node has. */
    JsonArray report() {
        return new JsonArray(held.keySet().stream().sorted().toList());
    }

    /** Tries to get this file, unless another node is heard to have it. */
    void seek(String file, Runnable mine) {
        if (held.containsKey(file) || asked.contains(file)) {
            return;
        }
        if (isElsewhere(file, System.nanoTime())) {
            refused.forget(file);
            return;
        }
        asked.add(file);
        vertx.sharedData()
                .getLockWithTimeout("verticle." + file, LOCK_MILLIS)
                .onComplete(lock -> take(file, lock, mine), taken -> {
                    asked.remove(file);
                    if (refused.isOverdue(file, System.nanoTime())) {
                        LOG.warn("One node has the lock of {}, and is not heard: this one runs it without", file);
                        take(file, NO_LOCK, mine);
                    }
                });
    }

    private void take(String file, Lock lock, Runnable mine) {
        asked.remove(file);
        refused.forget(file);
        held.put(file, new Held(lock, System.nanoTime()));
        mine.run();
    }

    private boolean isElsewhere(String file, long now) {
        Set<String> members = others.get();
        return reports.entrySet().stream()
                .anyMatch(report -> members.contains(report.getKey())
                        && now - report.getValue().at <= HEARD_NANOS
                        && report.getValue().files.contains(file));
    }

    /** Whether another node has this file too, and is the one to keep it. */
    boolean isToGiveWay(String file, long now) {
        return held.containsKey(file)
                && now - held.get(file).since > RIVAL_NANOS
                && reports.entrySet().stream()
                        .anyMatch(report -> report.getKey().compareTo(own) < 0
                                && now - report.getValue().at <= HEARD_NANOS
                                && report.getValue().files.contains(file));
    }

    void release(String file) {
        refused.forget(file);
        Held last = held.remove(file);
        if (last == null) {
            return;
        }
        try {
            last.lock.release();
        } catch (RuntimeException e) {
            // After a split the cluster may know nothing of this lock any more.
            LOG.debug("A lock could not be released, and is forgotten", e);
        }
    }

    void releaseAll() {
        Set.copyOf(held.keySet()).forEach(this::release);
    }

    JsonObject toJson() {
        return new JsonObject().put("id", own).put("holds", report());
    }
}
