package io.tickcast.replication;

import io.tickcast.cluster.Peer;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.sse.Hub;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Detects that this node may have missed ticks, which nothing else reports: its process stood still for so long that
 * the others may have given it up, as on a machine that is suspended, or it was cut off from the node that feeds, or
 * from all. Its streams then end before they are given what came after, and clients are turned away until it has caught
 * up. Belongs to one event loop.
 */
public final class OutageDetector {
    /** Other nodes close a connection of the bus that gives no answer for 5 s. Lines report each second. */
    private static final Duration LEAST = Duration.ofSeconds(4);

    private static final long CHECK_EVERY_MILLIS = 500;
    /** Number of heartbeats within which each living node has sent one. */
    private static final int HEARD_BEATS = 3;
    /** A split heals well before that time; a node that is still unreachable by then is on its own. */
    private static final long GIVE_UP_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Vertx vertx;
    private final Hub hub;
    private final PeerTracker peers;
    private final HistorySync sync;
    private final Duration beat;
    /** Ids of the nodes that gave what they have since the end of the absence. */
    private final Set<String> asked = new HashSet<>();

    private final NodeClock clock;
    /** Time by a clock that runs while the machine is suspended, and that cannot be set. */
    private long turnedAt;

    private boolean accompanied;
    private boolean deaf;
    /** The other nodes that fed when all lines fell silent; empty while one reports. */
    private List<String> silent = List.of();

    private long endedAt = System.nanoTime() - LEAST.toNanos();
    private int count;

    public OutageDetector(Vertx vertx, Hub hub, PeerTracker peers, HistorySync sync, Duration beat) {
        this(vertx, hub, peers, sync, beat, NodeClock.system());
    }

    OutageDetector(Vertx vertx, Hub hub, PeerTracker peers, HistorySync sync, Duration beat, NodeClock clock) {
        this.clock = clock;
        turnedAt = clock.passedMicros();
        this.vertx = vertx;
        this.hub = hub;
        this.peers = peers;
        this.sync = sync;
        this.beat = beat;
    }

    public void watch() {
        stood();
        vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> check());
    }

    /** Must be called before clients get anything: the first thing read may have come after the absence. */
    public void check() {
        check(stood());
    }

    private void check(boolean stoodStill) {
        // The nodes known before it stood still; a node alone has missed nothing that another one has.
        boolean stood = stoodStill && accompanied;
        accompanied = !peers.heard().isEmpty();
        boolean hearsAgain = hearsAgain();
        List<String> reporting = hub.feeds().reporting(LEAST, System.nanoTime());
        if (stood || hearsAgain) {
            ended();
        } else if (reporting.isEmpty()) {
            // The first tick after an outage may come before the lines report: that is not the next outage.
            if (silent.isEmpty() && System.nanoTime() - endedAt > LEAST.toNanos()) {
                silent = hub.feeds().holders().stream()
                        .filter(holder -> !holder.equals(peers.own().id()))
                        .toList();
            }
        } else if (!silent.isEmpty()) {
            // Another feed has taken over from a dead one: no node has the ticks between them.
            if (reporting.stream().anyMatch(silent::contains)) {
                ended();
            }
            silent = List.of();
        }
    }

    /** @return whether this node had lost its subscriptions, with others in the cluster, and has them again */
    private boolean hearsAgain() {
        boolean before = deaf;
        deaf = accompanied && !peers.hearsItself();
        if (deaf && !before) {
            hub.turnAway();
        }
        return before && !deaf;
    }

    /** The same as {@link #check}, before a tick of the bus. */
    void checkTick() {
        boolean stood = stood();
        // All else is seen by the timer, long before the bus gives up a connection. A node that the bus forgot gets
        // ticks again before the timer looks.
        if (!stood && silent.isEmpty() && !deaf && peers.hearsItself()) {
            return;
        }
        check(stood);
        if (!silent.isEmpty() && !hub.turnsAway()) {
            // One that takes over reports before its first tick: who fed before has gone on.
            ended();
        }
    }

    private boolean stood() {
        long now = clock.passedMicros();
        boolean stood = now - turnedAt > LEAST.toMillis() * 1_000;
        turnedAt = now;
        return stood;
    }

    private void ended() {
        silent = List.of();
        asked.clear();
        endedAt = System.nanoTime();
        hub.turnAway();
        peers.forget();
        int mine = ++count;
        vertx.setTimer(GIVE_UP_MILLIS, timer -> {
            if (count == mine && !deaf) {
                hub.admit();
            }
        });
    }

    /** Takes the history of a node that is reachable again, and then admits clients again. */
    public void catchUpWith(Peer peer) {
        int mine = count;
        sync.from(peer).onComplete(taken -> {
            // After another absence it is asked again.
            if (!hub.turnsAway() || deaf || count != mine) {
                return;
            }
            if (taken.succeeded()) {
                asked.add(peer.heartbeat().id());
            }
            if (hub.hasCaughtUp() || nobodyKnows()) {
                hub.admit();
            } else {
                // Its heartbeat may be older than the split that it came through, or it was absent itself.
                vertx.setTimer(beat.toMillis(), timer -> catchUpWith(peer));
            }
        });
    }

    private boolean nobodyKnows() {
        return System.nanoTime() - endedAt > HEARD_BEATS * beat.toNanos()
                && !peers.heard().isEmpty()
                && peers.heard().stream()
                        .allMatch(peer -> asked.contains(peer.heartbeat().id()));
    }
}
