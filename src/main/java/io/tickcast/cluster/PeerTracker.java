package io.tickcast.cluster;

import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.metrics.Meters;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other nodes whose heartbeats arrive here over the event bus. A member that is listed, but without heartbeats,
 * brings no ticks. Lives on a context of its own; what it tells may be asked on any thread.
 */
public final class PeerTracker {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTracker.class);
    /** Heartbeats missed until a peer that comes back is asked for what it has kept meanwhile. */
    private static final int CUT_OFF_BEATS = 3;

    private static final int FORGOTTEN_BEATS = 60;

    private final Vertx vertx;
    private final Context context;
    private final Duration beat;
    private final Supplier<Set<String>> listed;
    private final Meters meters = new Meters();
    private final IsolationDetector isolation;
    private final LoopbackCheck loopback;
    private final NodeClock clock = NodeClock.system();
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final List<Consumer<Peer>> onHeardAgain = new CopyOnWriteArrayList<>();
    private final List<Runnable> onSubscriptionsLost = new CopyOnWriteArrayList<>();
    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "heartbeat on \"" + BusAddresses.BUS_HEARTBEAT + "\"");
    private volatile Heartbeat own;
    private volatile int members = 1;
    private @Nullable MessageConsumer<JsonObject> consumer;
    private long checkedAt;
    private volatile long beats = -1;

    /**
     * @param beat          time between two heartbeats
     * @param isolatedAfter see {@link Cluster#isolatedAfter}
     * @param listed        ids of the other members
     * @param id            of this node's event bus
     * @param node          name of this node
     * @param channel       carries reports of the other nodes without the event bus
     * @param lost          called when the node stays isolated
     */
    public PeerTracker(
            Vertx vertx,
            Duration beat,
            Duration isolatedAfter,
            Supplier<Set<String>> listed,
            String id,
            String node,
            SideChannel channel,
            Runnable lost) {
        this.vertx = vertx;
        this.beat = beat;
        this.listed = listed;
        own = new Heartbeat(id, node, 0, false, "", 0);
        loopback = new LoopbackCheck(beats(CUT_OFF_BEATS), this::registerAnew);
        isolation = new IsolationDetector(id, isolatedAfter, channel, this::registerAnew, lost);
        context = vertx.getOrCreateContext();
        nameMeters();
    }

    /** @return done when other nodes' heartbeats can be heard */
    public Future<Void> start(Liveness liveness) {
        liveness.watch(context, "cluster");
        Promise<Void> started = Promise.promise();
        context.runOnContext(v -> {
            checkedAt = System.nanoTime();
            loopback.heard(checkedAt);
            listen().onSuccess(listening -> {
                        beats = vertx.setPeriodic(beat.toMillis(), timer -> beat());
                        beat();
                    })
                    .onComplete(started);
        });
        return started.future();
    }

    /** Ends the heartbeats and all checks: this node leaves. On any thread. */
    public void stop() {
        vertx.cancelTimer(beats);
    }

    private Future<Void> listen() {
        MessageConsumer<JsonObject> before = consumer;
        MessageConsumer<JsonObject> anew = vertx.eventBus().consumer(BusAddresses.BUS_HEARTBEAT, this::heard);
        consumer = anew;
        if (before != null) {
            before.unregister();
        }
        return anew.completion();
    }

    /** Sets the report of this node from now on; see {@link Heartbeat}. */
    public void say(int clients, boolean ready, String past, long coversFrom) {
        own = new Heartbeat(own.id(), own.node(), clients, ready, past, coversFrom);
    }

    public Heartbeat own() {
        return own;
    }

    /** Calls it with a peer that is reachable again: it may have messages that did not arrive here. On any thread. */
    public void onHeardAgain(Consumer<Peer> listener) {
        onHeardAgain.add(listener);
    }

    /** Calls it when no heartbeats of others, or of this node, arrive: to register all consumers again. On any thread. */
    public void onSubscriptionsLost(Runnable listener) {
        onSubscriptionsLost.add(listener);
    }

    private void publish() {
        vertx.eventBus()
                .publish(BusAddresses.BUS_HEARTBEAT, own.at(clock.reading()).toJson());
    }

    private void heard(Message<JsonObject> message) {
        Heartbeat heartbeat;
        try {
            heartbeat = Heartbeat.of(message.body());
        } catch (RuntimeException e) {
            malformed.add();
            return;
        }
        heard(heartbeat);
    }

    private void heard(Heartbeat heartbeat) {
        long now = System.nanoTime();
        if (heartbeat.id().equals(own.id())) {
            loopback.heard(now);
            return;
        }
        isolation.heard(heartbeat.id(), now);
        heartbeat.clock().ifPresent(clock::heard);
        Peer peer = new Peer(heartbeat.lasting(), now);
        Optional<Peer> before = Optional.ofNullable(peers.put(heartbeat.id(), peer));
        if (before.isEmpty()) {
            // It need not wait a beat until it knows us.
            publish();
        }
        if (before.map(last -> last.silentNanos(now) > beats(CUT_OFF_BEATS)).orElse(wasForgotten(heartbeat))) {
            LOG.info("{} is reachable again on the event bus", heartbeat.node());
            onHeardAgain.forEach(listener -> listener.accept(peer));
        }
    }

    /** A node that starts has kept nothing yet: one that has, and is unknown to one that runs, was lost in a split. */
    private boolean wasForgotten(Heartbeat stranger) {
        return !own.past().isEmpty() && !stranger.past().isEmpty();
    }

    private long beats(int count) {
        return beat.toNanos() * count;
    }

    private void beat() {
        publish();
        long now = System.nanoTime();
        boolean stood = now - checkedAt > beats(CUT_OFF_BEATS);
        checkedAt = now;
        Set<String> others = listed.get();
        members = others.size() + 1;
        peers.values()
                .removeIf(peer -> peer.silentNanos(now) > beats(FORGOTTEN_BEATS)
                        || (!others.contains(peer.heartbeat().id()) && peer.silentNanos(now) > beats(CUT_OFF_BEATS)));
        if (stood) {
            LOG.warn(
                    "This node stood still for longer than {} ms",
                    beat.multipliedBy(CUT_OFF_BEATS).toMillis());
            // Heartbeats that this process missed while it was suspended say nothing about the bus.
            isolation.stoodStill(now);
            loopback.stoodStill(now);
            return;
        }
        isolation.check(
                others,
                peers.values().stream()
                        .filter(peer -> peer.silentNanos(now) <= beats(CUT_OFF_BEATS))
                        .map(peer -> peer.heartbeat().id())
                        .collect(Collectors.toSet()),
                now);
        loopback.check(now);
    }

    private void registerAnew() {
        listen();
        onSubscriptionsLost.forEach(Runnable::run);
    }

    /** The state of the cluster. */
    public Meters meters() {
        return meters;
    }

    private void nameMeters() {
        meters.status("deaf", this::isIsolated);
        meters.gauge("tickcast_cluster_deaf", () -> isIsolated() ? 1 : 0)
                .help("Whether this node is isolated from its cluster");
        meters.gauge("members", "tickcast_cluster_members", this::members)
                .help("Members of the cluster, including this node");
        meters.gauge("tickcast_cluster_nodes", () -> 1 + peers.size())
                .help("Nodes whose heartbeats arrive, including this one");
        meters.status("silent", () -> new JsonArray(silent()));
        meters.gauge("tickcast_cluster_silent_members", () -> silent().size())
                .help("Members whose heartbeats do not arrive");
        meters.status("differences", () -> new JsonArray(differences()));
        meters.gauge("tickcast_cluster_differences", () -> differences().size())
                .help("Settings in which other nodes differ from this node and should not");
        meters.counter("malformed", "tickcast_cluster_malformed_heartbeats", this::malformed)
                .help("Malformed heartbeats");
    }

    /** Whether this node is isolated from its cluster. */
    public boolean isIsolated() {
        return isolation.isIsolated();
    }

    /** Messages that were no heartbeats. */
    long malformed() {
        return malformed.count();
    }

    /** Names and addresses of the members whose heartbeats do not arrive at the moment. */
    List<String> silent() {
        return isolation.silent();
    }

    /** Settings of other nodes that should be as they are here, in words; empty: all agree. */
    private List<String> differences() {
        return isolation.differences();
    }

    /** Whether the messages that this node publishes come back to it; if not, it misses those of others, too. */
    public boolean hearsItself() {
        return loopback.hears();
    }

    /** Number of nodes in the list of the cluster, this one included; as of the last heartbeat. */
    int members() {
        return members;
    }

    /** Must be called after this process stood still: the next reachable node is asked for its history. */
    public void forget() {
        peers.clear();
    }

    /** The nodes whose heartbeats arrived lately. */
    public Collection<Peer> heard() {
        return List.copyOf(peers.values());
    }

    /**
     * Waits until heartbeats of all members have arrived, or for some beats.
     *
     * @return the nodes with a history, the longest one first; done on the caller's context
     */
    public Future<List<Peer>> remembering() {
        Context caller = vertx.getOrCreateContext();
        Promise<List<Peer>> all = Promise.promise();
        context.runOnContext(v -> awaitAll(System.nanoTime() + beats(CUT_OFF_BEATS), all));
        return Future.future(done -> all.future().onComplete(heard -> caller.runOnContext(v -> done.handle(heard))));
    }

    private void awaitAll(long untilNanos, Promise<List<Peer>> all) {
        if (peers.keySet().containsAll(listed.get()) || System.nanoTime() > untilNanos) {
            all.complete(peers.values().stream()
                    .filter(peer -> !peer.heartbeat().past().isEmpty())
                    .sorted(Comparator.comparingLong(peer -> peer.heartbeat().coversFrom()))
                    .toList());
        } else {
            vertx.setTimer(Math.max(1, beat.toMillis() / 20), timer -> awaitAll(untilNanos, all));
        }
    }
}
