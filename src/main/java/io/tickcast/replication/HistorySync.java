package io.tickcast.replication;

import io.tickcast.cluster.Peer;
import io.tickcast.market.Tick;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Gives other nodes what one hub of this node has kept, and takes from them what its hubs lack: at the start, and after
 * they could not hear them for a while. Belongs to one event loop.
 */
final class HistorySync {
    /** Longer than a tick takes to get here when the other nodes know that this one wants it. */
    private static final long SETTLE_MILLIS = 250;
    /** Number of checks whether ticks arrive over the event bus. */
    private static final int MAX_LOOKS = 12;

    private final Vertx vertx;
    private final NodeHubs hubs;
    private final String address = "ticks.past." + UUID.randomUUID();
    private final TickHistory ticks;
    private final GapHistory gaps;
    private final SignalHistory signals;

    /** @param demo whether no price of this node is real; it takes none of the other kind */
    HistorySync(Vertx vertx, NodeHubs hubs, boolean demo) {
        this.vertx = vertx;
        this.hubs = hubs;
        ticks = new TickHistory(vertx, demo);
        gaps = new GapHistory(vertx);
        signals = new SignalHistory(vertx);
    }

    /** The address where this node answers. */
    String address() {
        return address;
    }

    /**
     * Answers for this hub, on the caller's event loop.
     *
     * @param before called before each answer
     */
    List<MessageConsumer<Object>> answer(Hub hub, Runnable before) {
        return List.of(
                ticks.answer(address, hub, before),
                gaps.answer(address, hub, before),
                signals.answer(address, hub, before));
    }

    /** Requests that named no position. */
    long dropped() {
        return ticks.dropped() + gaps.dropped() + signals.dropped();
    }

    /** Takes what these have kept, one after the other. Always succeeds: without one it is as good as it can be. */
    Future<Void> from(List<Peer> peers) {
        if (peers.isEmpty()) {
            return Future.succeededFuture();
        }
        return from(peers.get(0)).otherwiseEmpty().compose(done -> from(peers.subList(1, peers.size())));
    }

    /**
     * Takes the ticks of this node, and repeats that until ticks arrive here over the event bus, too: for some ms after
     * nodes find each other, they may not know yet that this one consumes ticks.
     */
    Future<Void> from(Peer peer) {
        return ticks.from(peer, 0)
                .compose(past ->
                        hubs.each(hub -> ticks.merge(hub, past)).compose(v -> untilHeard(peer, past, MAX_LOOKS)))
                // By now the other nodes know that this one wants gaps and signals as well.
                .compose(heard -> all(gaps, peer))
                // Without them, a client with an older cursor gets a reset.
                .compose(heard -> all(signals, peer));
    }

    /** Always succeeds. */
    private <T> Future<Void> all(HistoryExchange<T> of, Peer peer) {
        return of.from(peer, 0)
                .compose(past -> hubs.each(hub -> of.merge(hub, past)))
                .otherwiseEmpty();
    }

    private Future<Void> untilHeard(Peer peer, HistoryPage<Tick> last, int looks) {
        return settle().compose(settled -> ticks.from(peer, last.next()))
                .compose(past -> settle().compose(settled -> hubs.ask(hub -> takeMissing(hub, past)))
                        .compose(missed -> {
                            boolean nothing = past.entries().isEmpty();
                            // Where nothing arrives in two looks there is nothing to hear.
                            int left = nothing ? looks - MAX_LOOKS / 2 : looks - 1;
                            boolean heard = !missed.contains(true) && !nothing;
                            return heard || left <= 0 ? Future.succeededFuture() : untilHeard(peer, past, left);
                        }));
    }

    /** @return whether the hub missed something */
    private static boolean takeMissing(Hub hub, HistoryPage<Tick> past) {
        List<Tick> missed = hub.missing(past.entries());
        if (!missed.isEmpty()) {
            hub.catchUp(missed, past.coversFrom());
        }
        return !missed.isEmpty();
    }

    private Future<Void> settle() {
        return vertx.timer(SETTLE_MILLIS, TimeUnit.MILLISECONDS).mapEmpty();
    }
}
