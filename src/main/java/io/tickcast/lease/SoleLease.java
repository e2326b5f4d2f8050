package io.tickcast.lease;

import io.tickcast.market.BusSubscription;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one node of a cluster to do a work of which there is one. Each node reports once a second whether it has
 * it; the others ask for it when nobody reports it. Belongs to one event loop.
 */
public final class SoleLease {
    private static final Logger LOG = LoggerFactory.getLogger(SoleLease.class);
    private static final String KEY = "sole";
    private static final long REPORT_MILLIS = 1_000;
    private static final long SEEK_MILLIS = 250;
    /** Long enough for a report of the node that has it. */
    private static final long LISTEN_FIRST_MILLIS = 1_250;

    private final Vertx vertx;
    private final Work work;
    private final String id;
    private final String node;
    private final LeasePeers peers;
    private final Leases<String> leases;
    private final Listener listener;
    private final BusSubscription reports;
    private Optional<String> holder = Optional.empty();
    private long reporting = -1;
    private long seeking = -1;
    private boolean leaving;

    /**
     * A work that one node does.
     *
     * @param name    names its lock
     * @param address of the event bus, for the reports of the nodes
     * @param words   the work in log lines such as "a has …": {@code the relay's upstream}
     */
    public record Work(String name, String address, String words) {}

    /** Hears which node has the work. */
    public interface Listener {
        /** This node has it from now on. */
        void taken();

        /** This node has it no longer. */
        void released();

        /** Another node has it. */
        void heldBy(String holder);
    }

    /**
     * @param id   of this node, another one after each start
     * @param node as this node calls itself
     */
    public SoleLease(Vertx vertx, Work work, String id, String node, LeasePeers peers, Listener listener) {
        this.vertx = vertx;
        this.work = work;
        this.id = id;
        this.node = node;
        this.peers = peers;
        this.listener = listener;
        leases = new Leases<>(vertx, work.name + ".", id, peers);
        reports = new BusSubscription(() ->
                List.of(vertx.eventBus().consumer(work.address, message -> heard(message.body()))));
    }

    public Future<Void> start() {
        return reports.register().onSuccess(registered -> {
            reporting = vertx.setPeriodic(REPORT_MILLIS, timer -> report());
            seekAfter(peers.members().get().isEmpty() ? 1 : LISTEN_FIRST_MILLIS);
        });
    }

    public void registerAnew() {
        reports.registerAnew();
    }

    private boolean isMine() {
        return !leases.held().isEmpty();
    }

    private void report() {
        vertx.eventBus()
                .publish(
                        work.address,
                        new JsonObject().put("id", id).put("node", node).put("holds", isMine()));
    }

    private void heard(Object message) {
        if (!(message instanceof JsonObject json
                && json.getValue("id") instanceof String holderId
                && json.getValue("node") instanceof String name
                && json.getValue("holds") instanceof Boolean holds)) {
            LOG.debug("Not a report on {}: {}", work.words, message);
            return;
        }
        leases.heard(new LeaseReport<>(holderId, name, holds ? Set.of(KEY) : Set.of(), 0));
        if (holderId.equals(id) || leaving) {
            return;
        }
        leases.rival(KEY).ifPresent(this::giveWay);
        if (holds && !isMine() && !holder.equals(Optional.of(holderId)) && isNews()) {
            holder = Optional.of(holderId);
            LOG.info("{} has {}", name, work.words);
            listener.heldBy(holderId);
        } else if (!holds && holder.equals(Optional.of(holderId))) {
            holder = Optional.empty();
        }
    }

    /** Whether the holder known so far has gone: two may report the lease for a while after a split. */
    private boolean isNews() {
        return holder.isEmpty() || !peers.members().get().contains(holder.get());
    }

    private void giveWay(LeaseReport<String> rival) {
        LOG.warn(
                "{} has {} too, as happens after a split of the cluster; this node releases it",
                rival.node(),
                work.words);
        leases.releaseAll();
        listener.released();
        holder = Optional.of(rival.holder());
        listener.heldBy(rival.holder());
    }

    private void seekAfter(long millis) {
        seeking = vertx.setTimer(millis, timer -> seek());
    }

    private void seek() {
        if (isMine() || leases.isHeldElsewhere(KEY)) {
            seekLater();
            return;
        }
        holder = Optional.empty();
        leases.acquire(KEY)
                .onSuccess(outcome -> {
                    if (outcome != Leases.Outcome.REFUSED) {
                        take(outcome);
                    }
                })
                .onComplete(done -> seekLater());
    }

    private void seekLater() {
        if (!leaving) {
            seekAfter(SEEK_MILLIS * 3 / 4 + ThreadLocalRandom.current().nextLong(SEEK_MILLIS / 2));
        }
    }

    private void take(Leases.Outcome outcome) {
        if (leaving) {
            leases.releaseAll();
            return;
        }
        LOG.info(
                "This node has {}{}",
                work.words,
                outcome == Leases.Outcome.WITHOUT_LOCK
                        ? ", without its lock: the node that has the lock does not answer"
                        : "");
        holder = Optional.of(id);
        listener.taken();
        report();
    }

    /** Lets another node have it. */
    public void leave() {
        leaving = true;
        vertx.cancelTimer(seeking);
        vertx.cancelTimer(reporting);
        leases.releaseAll();
        report();
    }
}
