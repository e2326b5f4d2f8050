package io.tickcast.replication;

import io.tickcast.cluster.Peer;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.market.Tick;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives other nodes the ticks of this hub, and takes missing ticks from them: at its start, and after it could not
 * reach them for a while. Ticks are requested in pieces, so that no message is large.
 */
public final class HistorySync {
    private static final Logger LOG = LoggerFactory.getLogger(HistorySync.class);
    /** About 200 KB. */
    private static final int PIECE = 2_000;
    /** Limit of ticks that are taken from one peer. */
    private static final int MAX_TICKS = 10_000_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /** Longer than a tick takes to get here when the other nodes know that this one wants it. */
    private static final long SETTLE_MILLIS = 250;
    /** Number of checks whether ticks arrive over the event bus. */
    private static final int MAX_LOOKS = 12;

    private final Vertx vertx;
    private final Hub hub;
    private final String address = "ticks.past." + UUID.randomUUID();
    private final SignalHistorySync signals;
    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "request for the ticks that this node has kept");
    private final boolean demo;
    /** Addresses of the nodes that did not answer the last request. */
    private final Set<String> unanswered = new HashSet<>();

    /** @param demo whether no price of this node is real; it takes none of the other kind */
    public HistorySync(Vertx vertx, Hub hub, boolean demo) {
        this.demo = demo;
        this.vertx = vertx;
        this.hub = hub;
        signals = new SignalHistorySync(vertx, hub.signals(), address);
    }

    /** The address where this hub answers. */
    public String address() {
        return address;
    }

    /** The same for signals. */
    SignalHistorySync signals() {
        return signals;
    }

    /** @param before what to do before each answer */
    MessageConsumer<Object> answer(Runnable before) {
        return vertx.eventBus().consumer(address, (Message<Object> message) -> {
            if (message.body() instanceof Long from) {
                before.run();
                message.reply(hub.past(from, PIECE).toBuffer());
            } else {
                malformed.add();
            }
        });
    }

    /** Requests that named no position. */
    long dropped() {
        return malformed.count() + signals.dropped();
    }

    /** Takes the ticks of these nodes, one after the other. Always succeeds, also without any of them. */
    public Future<Void> from(List<Peer> peers) {
        if (peers.isEmpty()) {
            return Future.succeededFuture();
        }
        return from(peers.get(0)).otherwiseEmpty().compose(done -> from(peers.subList(1, peers.size())));
    }

    /**
     * Takes the ticks of this node, and repeats that until ticks arrive here over the event bus, too: for some ms after
     * nodes find each other, they may not know yet that this one consumes ticks.
     */
    public Future<Void> from(Peer peer) {
        String address = peer.heartbeat().past();
        return pieces(address, 0, new ArrayList<>())
                .compose(past -> {
                    hub.catchUp(past.ticks(), past.coversFrom());
                    return untilHeard(address, past.next(), MAX_LOOKS);
                })
                // By now the other nodes know that this one wants signals as well.
                .compose(heard -> signals.from(peer))
                .onSuccess(taken -> unanswered.remove(address))
                .onFailure(cause -> {
                    if (unanswered.add(address)) {
                        LOG.warn(
                                "Could not get the ticks that {} has kept: {}",
                                peer.heartbeat().node(),
                                cause.toString());
                    }
                });
    }

    private Future<Void> untilHeard(String address, long next, int looks) {
        return settle().compose(settled -> pieces(address, next, new ArrayList<>()))
                .compose(past -> settle().compose(settled -> {
                    List<Tick> missed = hub.missing(past.ticks());
                    if (!missed.isEmpty()) {
                        hub.catchUp(missed, past.coversFrom());
                    }
                    // When nothing arrives within two attempts, there are no ticks.
                    int left = past.ticks().isEmpty() ? looks - MAX_LOOKS / 2 : looks - 1;
                    boolean heard = missed.isEmpty() && !past.ticks().isEmpty();
                    return heard || left <= 0 ? Future.succeededFuture() : untilHeard(address, past.next(), left);
                }));
    }

    private Future<Void> settle() {
        return vertx.timer(SETTLE_MILLIS, TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** @return all from this position on as one */
    private Future<HistoryPage> pieces(String address, long next, List<Tick> ticks) {
        return vertx.eventBus()
                .<Buffer>request(address, next, new DeliveryOptions().setSendTimeout(TIMEOUT.toMillis()))
                .compose(answer -> {
                    HistoryPage piece = HistoryPage.of(answer.body());
                    piece.ticks().stream().filter(tick -> tick.isDemo() == demo).forEach(ticks::add);
                    return piece.complete() || ticks.size() >= MAX_TICKS
                            ? Future.succeededFuture(new HistoryPage(ticks, piece.coversFrom(), piece.next(), true))
                            : pieces(address, piece.next(), ticks);
                });
    }
}
