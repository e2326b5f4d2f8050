package io.tickcast.replication;

import io.tickcast.cluster.Peer;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives other nodes one kind of history and asks them for theirs, page by page, so that no message is large. */
abstract class HistoryExchange<T> {
    private static final Logger LOG = LoggerFactory.getLogger(HistorySync.class);
    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setSendTimeout(Duration.ofSeconds(3).toMillis());

    /**
     * A heartbeat may get here before the word of who answers at its address: so often, and after this time, such a node
     * is asked again.
     */
    private static final int MAX_TRIES = 8;

    private static final long AGAIN_MILLIS = 250;

    private final Vertx vertx;
    private final String what;
    private final String suffix;
    private final int max;
    private final MalformedMessageLog malformed;
    /** Addresses of the nodes that did not answer the last request. */
    private final Set<String> unanswered = new HashSet<>();

    /**
     * @param what   is asked for, in words, with {@code %s} for the node that has it
     * @param suffix of the address that a node tells the others
     * @param max    limit of entries that are taken from one peer
     */
    HistoryExchange(Vertx vertx, String what, String suffix, int max) {
        this.vertx = vertx;
        this.what = what;
        this.suffix = suffix;
        this.max = max;
        malformed = new MalformedMessageLog(LOG, "request for " + what.formatted("this node"));
    }

    /** @param from 0 for the first page, then {@link HistoryPage#next} of the last one */
    abstract HistoryPage<T> read(Hub hub, long from);

    /** Takes in what another node has kept. */
    abstract void merge(Hub hub, HistoryPage<T> history);

    /** The message of a page. */
    abstract Object encode(HistoryPage<T> page);

    /** @throws IllegalArgumentException when this is not what {@link #encode} gives */
    abstract HistoryPage<T> decode(Object message);

    /**
     * @param past   the address that is announced to the other nodes
     * @param before called before each answer
     */
    MessageConsumer<Object> answer(String past, Hub hub, Runnable before) {
        return vertx.eventBus().consumer(past + suffix, (Message<Object> message) -> {
            if (message.body() instanceof Long from) {
                before.run();
                message.reply(encode(read(hub, from)));
            } else {
                malformed.add();
            }
        });
    }

    /** Requests that named no position. */
    long dropped() {
        return malformed.count();
    }

    /** @return all that the peer has kept from this position on, as one page */
    Future<HistoryPage<T>> from(Peer peer, long next) {
        String address = peer.heartbeat().past() + suffix;
        return pages(address, next, new ArrayList<>())
                .onSuccess(taken -> unanswered.remove(address))
                .onFailure(cause -> {
                    if (unanswered.add(address)) {
                        LOG.warn(
                                "Could not get {}: {}",
                                what.formatted(peer.heartbeat().node()),
                                cause.toString());
                    }
                });
    }

    private Future<HistoryPage<T>> pages(String address, long next, List<T> entries) {
        return request(address, next, unanswered.contains(address) ? 1 : MAX_TRIES)
                .compose(answer -> {
                    HistoryPage<T> page = decode(answer.body());
                    entries.addAll(page.entries());
                    return page.complete() || entries.size() >= max
                            ? Future.succeededFuture(new HistoryPage<>(entries, page.coversFrom(), page.next(), true))
                            : pages(address, page.next(), entries);
                });
    }

    private Future<Message<Object>> request(String address, long next, int tries) {
        Future<Message<Object>> asked = vertx.eventBus().request(address, next, OPTIONS);
        return tries == 1
                ? asked
                : asked.recover(cause -> isUnknown(cause)
                        ? vertx.timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(passed -> request(address, next, tries - 1))
                        : Future.failedFuture(cause));
    }

    private static boolean isUnknown(Throwable cause) {
        return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }
}
