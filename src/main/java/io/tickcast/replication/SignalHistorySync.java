package io.tickcast.replication;

import io.tickcast.cluster.Peer;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.market.Signal;
import io.tickcast.sse.signal.SignalHistoryPage;
import io.tickcast.sse.signal.SignalHub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives other nodes the signals that this hub has kept, and takes from them those that it lacks; piece by piece. */
final class SignalHistorySync {
    private static final Logger LOG = LoggerFactory.getLogger(SignalHistorySync.class);
    /** More than any node keeps. */
    private static final int MAX_SIGNALS = 100_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final SignalHub hub;
    private final String address;
    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "request for the signals that this node has kept");
    /** Addresses of those that failed to answer when they were asked last. */
    private final Set<String> unanswered = new HashSet<>();

    /** @param past address for requests of this hub's ticks, which the heartbeats tell other nodes */
    SignalHistorySync(Vertx vertx, SignalHub hub, String past) {
        this.vertx = vertx;
        this.hub = hub;
        address = addressOf(past);
    }

    private static String addressOf(String past) {
        return past + ".signals";
    }

    /** @param before what to do before each answer */
    MessageConsumer<Object> answer(Runnable before) {
        return vertx.eventBus().consumer(address, (Message<Object> message) -> {
            if (message.body() instanceof Long from) {
                before.run();
                message.reply(hub.past(from).toJson());
            } else {
                malformed.add();
            }
        });
    }

    /** Requests that named no position. */
    long dropped() {
        return malformed.count();
    }

    /** Takes the signals of this node. Always succeeds: without them, a client with an older cursor gets a reset. */
    Future<Void> from(Peer peer) {
        String from = addressOf(peer.heartbeat().past());
        return pieces(from, 0, new ArrayList<>())
                .onSuccess(past -> {
                    hub.catchUp(past.signals(), past.coversFrom());
                    unanswered.remove(from);
                })
                .onFailure(cause -> {
                    if (unanswered.add(from)) {
                        LOG.warn(
                                "Could not get the signals that {} has kept: {}",
                                peer.heartbeat().node(),
                                cause.toString());
                    }
                })
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** @return all from this position on as one */
    private Future<SignalHistoryPage> pieces(String from, long next, List<Signal> signals) {
        return vertx.eventBus()
                .<JsonObject>request(from, next, new DeliveryOptions().setSendTimeout(TIMEOUT.toMillis()))
                .compose(answer -> {
                    SignalHistoryPage piece = SignalHistoryPage.of(answer.body());
                    signals.addAll(piece.signals());
                    return piece.complete() || signals.size() >= MAX_SIGNALS
                            ? Future.succeededFuture(
                                    new SignalHistoryPage(signals, piece.coversFrom(), piece.next(), true))
                            : pieces(from, piece.next(), signals);
                });
    }
}
