package io.tickcast.lease;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's leases of one kind of work. Each lease has a lock of the cluster, which a node asks for only while no
 * other node reports to have it. Both sides of a split may have the same lease: once the split is healed, the node with
 * the smallest id keeps it, see {@link LeaseHolders#rival}. A node that hangs or is cut off keeps its locks for as long
 * as the cluster lists it, and does nothing: after a while another node takes its leases without their locks. Belongs
 * to one event loop.
 *
 * @param <K> names a lease
 */
public final class Leases<K> {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    /** The shortest wait for a lock: a refusal occupies a worker thread only for a round trip to another node. */
    private static final long LOCK_MILLIS = 1;

    private static final Lock NO_LOCK = () -> {};

    private final Vertx vertx;
    private final String lockPrefix;
    private final LeasePeers peers;
    private final LeaseHolders<K> holders;
    private final Map<K, Lock> held = new HashMap<>();
    private final Set<K> asked = new HashSet<>();
    /** Time of the first refusal of each lock whose lease no node reports. */
    private final Map<K, Long> refusedSince = new HashMap<>();

    /** Result of an attempt to get a lease. */
    public enum Outcome {
        LOCKED,
        /** The lease is this node's although another one has its lock. */
        WITHOUT_LOCK,
        REFUSED
    }

    /**
     * @param lockPrefix names the locks, together with a lease's key
     * @param own        id of this node
     */
    public Leases(Vertx vertx, String lockPrefix, String own, LeasePeers peers) {
        this.vertx = vertx;
        this.lockPrefix = lockPrefix;
        this.peers = peers;
        holders = new LeaseHolders<>(own);
    }

    /** The report of a node, this one included. */
    public void heard(LeaseReport<K> report) {
        holders.heard(report, System.nanoTime());
        report.keys().stream().filter(this::isHeldElsewhere).forEach(refusedSince::remove);
    }

    /** Called when this node leaves: it never again has a lease under this id. */
    public void leaves(String id) {
        holders.leaves(id);
    }

    public boolean isLeaving(String id) {
        return holders.isLeaving(id);
    }

    /** Whether a live node other than this one reports this lease. */
    public boolean isHeldElsewhere(K key) {
        return holders.isHeld(key, peers.members().get(), System.nanoTime());
    }

    /** The node that is to keep a lease that this node has too. */
    public Optional<LeaseReport<K>> rival(K key) {
        return held.containsKey(key) ? holders.rival(key, System.nanoTime()) : Optional.empty();
    }

    /** Asks for a lease once, unless this node has it or another one reports it. */
    public Future<Outcome> acquire(K key) {
        if (held.containsKey(key) || isHeldElsewhere(key) || !asked.add(key)) {
            return Future.succeededFuture(Outcome.REFUSED);
        }
        return vertx.sharedData()
                .getLockWithTimeout(lockPrefix + key, LOCK_MILLIS)
                .map(lock -> take(key, lock, Outcome.LOCKED))
                .otherwise(refused -> isOverdue(key) ? take(key, NO_LOCK, Outcome.WITHOUT_LOCK) : Outcome.REFUSED)
                .onComplete(done -> asked.remove(key));
    }

    private boolean isOverdue(K key) {
        long now = System.nanoTime();
        return now - refusedSince.computeIfAbsent(key, first -> now)
                > peers.overdue().toNanos();
    }

    private Outcome take(K key, Lock lock, Outcome outcome) {
        refusedSince.remove(key);
        held.put(key, lock);
        return outcome;
    }

    /** Refusals until now count for nothing: this node asks for no lease for some time. */
    public void forgetRefusals() {
        refusedSince.clear();
    }

    /** The leases that this node has. */
    public Set<K> held() {
        return Set.copyOf(held.keySet());
    }

    public void release(K key) {
        refusedSince.remove(key);
        Optional.ofNullable(held.remove(key)).ifPresent(Leases::release);
    }

    public void releaseAll() {
        held().forEach(this::release);
    }

    /** Never waits: after a split the cluster may have forgotten the lock. */
    private static void release(Lock lock) {
        try {
            lock.release();
        } catch (RuntimeException e) {
            LOG.debug("A lock could not be released; ignoring it", e);
        }
    }
}
