package io.tickcast.replication;

import io.tickcast.cluster.Peer;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.market.Signal;
import io.tickcast.sse.Hub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * The input of a node's hubs from the bus and from other nodes. Notices outages, receives alerts and asks other nodes
 * for their history, once for all event loops. This runs on the event loop of the first hub, which also answers for
 * this node. Thread-safe.
 */
public final class NodeReplication {
    /** Two: one of them may have been cut off itself. */
    private static final int ASKED_PEERS = 2;

    private final Vertx vertx;
    private final Optional<PeerTracker> peers;
    private final Duration beat;
    private final int loops;
    private final NodeHubs hubs;
    private final HistorySync sync;
    private final Optional<OutageDetector> outages;
    private final List<BusConsumers> consumers = new CopyOnWriteArrayList<>();
    private final Promise<Void> joined = Promise.promise();
    private int listening;

    /**
     * @param peers the other nodes; empty for a node alone
     * @param beat  time between two heartbeats
     * @param demo  whether no price of this node is real
     * @param loops event loops that will have a hub
     */
    public NodeReplication(Vertx vertx, Optional<PeerTracker> peers, Duration beat, boolean demo, int loops) {
        this.vertx = vertx;
        this.peers = peers;
        this.beat = beat;
        this.loops = loops;
        hubs = new NodeHubs(vertx);
        sync = new HistorySync(vertx, hubs, demo);
        outages = peers.map(others -> new OutageDetector(vertx, hubs, others, sync, beat, this::followOutages));
    }

    private void followOutages() {
        consumers.forEach(BusConsumers::followOutagesSoon);
    }

    public Optional<PeerTracker> peers() {
        return peers;
    }

    /** Adds the hub of the caller's event loop. It gets nothing of the bus until the consumers are registered. */
    public synchronized BusConsumers add(Hub hub) {
        hubs.add(hub);
        BusConsumers added = new BusConsumers(
                vertx, vertx.getOrCreateContext(), hub, outages, sync, consumers.isEmpty(), this::alerts);
        consumers.add(added);
        return added;
    }

    private void alerts(List<Signal> fired) {
        consumers.forEach(each -> each.alerts(fired));
    }

    private void listenTo(PeerTracker others, BusConsumers of) {
        others.onSubscriptionsLost(of::registerAnew);
        if (of.answers()) {
            others.onHeardAgain(peer -> of.onLoop(() -> catchUpWith(peer)));
        }
    }

    private void catchUpWith(Peer peer) {
        outages.ifPresent(outage -> outage.catchUpWith(peer));
    }

    /**
     * Registers the consumers of an event loop. When all loops have, takes what the other nodes have kept, so that a
     * client of any of them can come here.
     *
     * @return done on the caller's event loop, when all hubs have that
     */
    public Future<Void> join(BusConsumers of) {
        Context caller = vertx.getOrCreateContext();
        of.register().onSuccess(registered -> countListening()).onFailure(joined::tryFail);
        return Future.future(done -> joined.future()
                .onComplete(all -> caller.runOnContext(v -> {
                    of.check();
                    done.handle(all);
                })));
    }

    private synchronized void countListening() {
        listening++;
        if (listening == loops) {
            // Not before: the history of a node would be merged into a hub that gets no ticks yet.
            peers.ifPresent(others -> consumers.forEach(each -> listenTo(others, each)));
            consumers.get(0).onLoop(() -> takeHistory().onComplete(joined));
        }
    }

    private Future<Void> takeHistory() {
        return peers.map(others -> others.remembering()
                        .compose(remembering ->
                                sync.from(remembering.subList(0, Math.min(ASKED_PEERS, remembering.size())))))
                .orElse(Future.succeededFuture());
    }

    /**
     * Tells the other nodes with each beat how this one is. Of several event loops the one that answers them does.
     *
     * @param clients streams that are open on this node
     * @param ready   whether this node wants clients
     */
    public void tell(BusConsumers of, IntSupplier clients, BooleanSupplier ready) {
        if (of.answers()) {
            peers.ifPresent(others -> of.onLoop(() -> tell(others, of.hub(), clients, ready)));
        }
    }

    private void tell(PeerTracker others, Hub hub, IntSupplier clients, BooleanSupplier ready) {
        others.say(clients.getAsInt(), ready.getAsBoolean(), sync.address(), hub.coversFrom());
        vertx.setTimer(beat.toMillis(), timer -> tell(others, hub, clients, ready));
    }

    /** Whether clients are currently turned away, on all event loops. */
    public boolean turnsAway() {
        return outages.filter(OutageDetector::turnsAway).isPresent();
    }

    /** Whether an outage may have begun. */
    boolean suspects() {
        return outages.filter(OutageDetector::suspects).isPresent();
    }

    /** Whether each hub has had a price. */
    public boolean hasPrices() {
        return consumers.stream().allMatch(BusConsumers::hasPrices);
    }
}
