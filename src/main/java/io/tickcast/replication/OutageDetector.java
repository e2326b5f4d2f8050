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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Detects that this node may have missed ticks, which nothing else reports: its process stood still for so long that
 * the others may have given it up, as on a machine that is suspended, or it was cut off from the node that feeds, or
 * from all. Its streams then end before they deliver later ticks, and clients are turned away until all hubs have
 * caught up. One per node; thread-safe. A tick costs one look at the clock and no lock.
 */
final class OutageDetector {
    static final long CHECK_EVERY_MILLIS = 500;
    /** Other nodes close a connection of the bus that gives no answer for 5 s. Lines report each second. */
    private static final Duration LEAST = Duration.ofSeconds(4);
    /** Number of heartbeats within which each living node has sent one. */
    private static final int HEARD_BEATS = 3;
    /** A split heals well before that time; a node that is still unreachable by then is on its own. */
    private static final long GIVE_UP_MILLIS = Duration.ofSeconds(30).toMillis();

    private final Vertx vertx;
    private final NodeHubs hubs;
    private final PeerTracker peers;
    private final HistorySync sync;
    private final Duration beat;
    private final Runnable onChange;
    private final NodeClock clock = NodeClock.system();
    private final LineReports reports = new LineReports();
    /** Ids of the nodes that have sent their history since the end of the outage. */
    private final Set<String> asked = new HashSet<>();

    private boolean accompanied;
    private boolean lostOwnHeartbeats;
    /** The other nodes that fed when all lines fell silent; empty while one reports. */
    private List<String> silent = List.of();

    private long endedAt = System.nanoTime() - LEAST.toNanos();
    private volatile boolean suspicious;

    private volatile boolean turnsAway;
    private final AtomicInteger count = new AtomicInteger();
    /**
     * The last turn of any event loop, by a clock that runs while the machine is suspended, and that cannot be set.
     * Written after what was found then: a loop that sees it sees that.
     */
    private volatile long turnedAt;

    /** @param onChange called, on any thread, when an outage was noticed or is over */
    OutageDetector(Vertx vertx, NodeHubs hubs, PeerTracker peers, HistorySync sync, Duration beat, Runnable onChange) {
        this.vertx = vertx;
        this.hubs = hubs;
        this.peers = peers;
        this.sync = sync;
        this.beat = beat;
        this.onChange = onChange;
        turnedAt = clock.passedMicros();
    }

    /**
     * Takes account of the report of a line.
     *
     * @param time time at which it was sent
     */
    void reported(String holder, long time) {
        reports.heard(holder, time, System.nanoTime());
    }

    /** Holders of the lines that report. */
    List<String> reporting() {
        return reports.reporting(LEAST, System.nanoTime());
    }

    /** Must be called before clients get anything: the first thing read may have come after the outage. */
    synchronized void check() {
        long now = clock.passedMicros();
        check(now - turnedAt > LEAST.toMillis() * 1_000);
        turnedAt = Math.max(turnedAt, now);
    }

    /**
     * The same before a tick of the bus. All else is seen by a timer, long before the bus gives up a connection. A node
     * that the bus forgot gets ticks again before the timer looks.
     */
    void checkTick() {
        if (suspicious || clock.passedMicros() - turnedAt > CHECK_EVERY_MILLIS * 1_000 || !peers.hearsItself()) {
            checkSuspiciousTick();
        }
    }

    private synchronized void checkSuspiciousTick() {
        check();
        if (!silent.isEmpty() && !turnsAway) {
            // One that takes over reports before its first tick: who fed before has gone on.
            ended();
        }
    }

    private void check(boolean stoodStill) {
        // The nodes known before it stood still; a node alone has missed nothing that another one has.
        boolean stood = stoodStill && accompanied;
        accompanied = !peers.heard().isEmpty();
        boolean hearsAgain = hearsAgain();
        long now = System.nanoTime();
        List<String> reporting = reporting();
        if (stood || hearsAgain) {
            ended();
        } else if (reporting.isEmpty()) {
            // Right after an outage no line has reported yet: that is no second outage.
            if (silent.isEmpty() && now - endedAt > LEAST.toNanos()) {
                silent = reports.reporting(LineReports.REMEMBERED, now).stream()
                        .filter(holder -> !holder.equals(peers.own().id()))
                        .toList();
            }
        } else if (!silent.isEmpty()) {
            // Another line has taken over from a dead one: neither received the ticks in between.
            if (reporting.stream().anyMatch(silent::contains)) {
                ended();
            }
            silent = List.of();
        }
        suspicious = lostOwnHeartbeats || !silent.isEmpty();
    }

    /** @return whether this node had lost its subscriptions, with others in the cluster, and has them again */
    private boolean hearsAgain() {
        boolean before = lostOwnHeartbeats;
        lostOwnHeartbeats = accompanied && !peers.hearsItself();
        if (lostOwnHeartbeats && !before) {
            turnAway();
        }
        return before && !lostOwnHeartbeats;
    }

    private void turnAway() {
        turnsAway = true;
        count.incrementAndGet();
        onChange.run();
    }

    private void ended() {
        silent = List.of();
        asked.clear();
        endedAt = System.nanoTime();
        turnAway();
        // After the count: an event loop that sees no suspicion any more sees the outage.
        suspicious = lostOwnHeartbeats;
        peers.forget();
        int mine = count.get();
        vertx.setTimer(GIVE_UP_MILLIS, timer -> giveUp(mine));
    }

    private synchronized void giveUp(int mine) {
        if (count.get() == mine && !lostOwnHeartbeats) {
            admit();
        }
    }

    /** Lets clients come again. */
    synchronized void admit() {
        turnsAway = false;
        onChange.run();
    }

    /** Whether clients are currently turned away. */
    boolean turnsAway() {
        return turnsAway;
    }

    /** Whether an outage may have begun: the next tick tells. */
    boolean suspects() {
        return suspicious;
    }

    /** Number of times that ticks may have passed this node by. */
    int count() {
        return count.get();
    }

    /**
     * Takes the history of a node that is heard again. Admits clients again when that history was missing. Must be
     * called on the event loop of the history.
     */
    void catchUpWith(Peer peer) {
        int mine = count.get();
        sync.from(peer)
                .onComplete(taken -> hubs.ask(Hub::hasCaughtUp)
                        .map(caughtUp -> isSettled(peer, mine, taken.succeeded(), !caughtUp.contains(false)))
                        .onSuccess(settled -> {
                            if (!settled) {
                                // Its heartbeat may be older than the split that it came through, or it was absent
                                // itself.
                                vertx.setTimer(beat.toMillis(), timer -> catchUpWith(peer));
                            }
                        }));
    }

    /** @return false if the peer must be asked again */
    private synchronized boolean isSettled(Peer peer, int mine, boolean answered, boolean caughtUp) {
        // After another outage it is asked again.
        if (!turnsAway || lostOwnHeartbeats || count.get() != mine) {
            return true;
        }
        if (answered) {
            asked.add(peer.heartbeat().id());
        }
        if (caughtUp || nobodyKnows()) {
            admit();
            return true;
        }
        return false;
    }

    private boolean nobodyKnows() {
        return System.nanoTime() - endedAt > HEARD_BEATS * beat.toNanos()
                && !peers.heard().isEmpty()
                && peers.heard().stream()
                        .allMatch(peer -> asked.contains(peer.heartbeat().id()));
    }
}
