package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.log.Occurrences;
import io.tickcast.metrics.Meters;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to receivers, over a connection of its own for each. Its errors and log lines hold neither tokens nor
 * secrets. Belongs to one event loop.
 */
public final class WebhookSender {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    /** Leaves time for a second and a third address. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(4);

    /** The part of the limit within which a receiver is expected to answer. */
    private static final int SOON = 3;

    private static final int MOST_MOVED = 1_000;

    private final Vertx vertx;
    private final AddressGuard guard;
    private final AddressGuard unprovenGuard;
    private final ReceiverCheck check;
    private final Duration limit;
    private final HttpClient client;
    private final ReceiverSlots slots = new ReceiverSlots();
    private final Meters meters = new Meters();
    private final LongAdder sent = new LongAdder();
    private final LongAdder forbidden = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Occurrences moves = new Occurrences();
    /** The new addresses of receivers whose rules have the old ones. */
    private final Map<Receiver, Receiver> moved = new Recent<>(MOST_MOVED);

    public WebhookSender(Vertx vertx, SystemResolver names, boolean allowPrivateAddresses) {
        this(
                vertx,
                new AddressGuard(names::addressesForUser, allowPrivateAddresses),
                new AddressGuard(names::addressesForUnproven, allowPrivateAddresses),
                new ReceiverCheck(allowPrivateAddresses),
                new HttpClientOptions(),
                LIMIT);
    }

    /**
     * @param guard         of receivers that took their last message soon
     * @param unprovenGuard of all others: names whose look-up hangs delay none of the reliable ones
     * @param options       with the trusted certificates
     * @param limit         of time for one attempt
     */
    WebhookSender(
            Vertx vertx,
            AddressGuard guard,
            AddressGuard unprovenGuard,
            ReceiverCheck check,
            HttpClientOptions options,
            Duration limit) {
        this.vertx = vertx;
        this.guard = guard;
        this.unprovenGuard = unprovenGuard;
        this.check = check;
        this.limit = limit;
        client = vertx.createHttpClient(
                options.setKeepAlive(false)
                        .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
                        .setSslHandshakeTimeout(CONNECT_LIMIT.toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS),
                new PoolOptions().setHttp1MaxSize(ReceiverSlots.MOST));
        meters.counter("requests", "tickcast_alert_requests", sent::sum).help("Requests to receivers of alerts");
        meters.counter("forbidden", "tickcast_alert_requests_forbidden", forbidden::sum)
                .help("Requests to receivers of alerts that were not sent, because an address of theirs is private");
        meters.gauge("in_flight", "tickcast_alert_requests_in_flight", inFlight::get)
                .help("Requests to receivers of alerts that wait for an answer; at most " + ReceiverSlots.MOST);
    }

    /** A slot for a message of this owner to this receiver, once it is free; never fails. */
    public Future<Slot> slot(String owner, Receiver receiver) {
        return slots.take(owner, receiver);
    }

    /** Number of these firings, from the first one on, that fit one message to this receiver; at least one. */
    public int fitting(Receiver receiver, List<Firing> firings) {
        return WebhookProtocol.of(receiver.format()).fitting(firings);
    }

    /**
     * Makes one attempt, for which the caller holds a slot; never fails.
     *
     * @param firings at least one, and no more than fit
     */
    public Future<Outcome> send(Receiver receiver, List<Firing> firings) {
        Optional<String> problem = check.problem(receiver);
        if (problem.isPresent()) {
            return Future.succeededFuture(new Outcome.Refused(problem.get()));
        }
        long soon = System.nanoTime() + limit.toNanos() / SOON;
        inFlight.incrementAndGet();
        TokenMask mask = new TokenMask(receiver);
        // An exception on the way to the first request ends as a failure as well.
        return Future.succeededFuture()
                .compose(begin -> attempt(receiver, firings))
                .otherwise(this::failed)
                .map(outcome -> masked(outcome, mask))
                .onSuccess(outcome -> {
                    inFlight.decrementAndGet();
                    slots.ended(receiver, outcome instanceof Outcome.Delivered && System.nanoTime() - soon < 0);
                });
    }

    private Future<Outcome> attempt(Receiver receiver, List<Firing> firings) {
        long deadline = System.nanoTime() + limit.toNanos();
        WebhookProtocol protocol = WebhookProtocol.of(receiver.format());
        Receiver current = moved.getOrDefault(receiver, receiver);
        AddressGuard names = slots.isReliable(receiver) ? guard : unprovenGuard;
        return call(current, firings, names, limit).compose(response -> {
            Optional<Receiver> next = protocol.movedTo(current, response);
            if (next.isEmpty()) {
                return Future.succeededFuture(protocol.outcome(response));
            }
            moved.put(receiver, next.get());
            moves.add()
                    .ifPresent(count -> LOG.warn(
                            "{} has moved: change its webhook to {}; this node sends its messages there (occurrence {})",
                            receiver,
                            Query.of(next.get().webhook()).first("chat_id").orElse(""),
                            count));
            return call(next.get(), firings, names, Duration.ofNanos(deadline - System.nanoTime()))
                    .map(protocol::outcome);
        });
    }

    private Future<WebhookResponse> call(Receiver receiver, List<Firing> firings, AddressGuard names, Duration time) {
        sent.increment();
        WebhookRequest request = WebhookProtocol.of(receiver.format()).request(receiver, firings, Instant.now());
        return new WebhookCall(vertx, client, request).run(names, time);
    }

    private Outcome failed(Throwable cause) {
        if (cause instanceof AddressGuard.ForbiddenAddressException) {
            forbidden.increment();
        }
        return new Outcome.Failed(FailureText.of(cause), Optional.empty());
    }

    private static Outcome masked(Outcome outcome, TokenMask mask) {
        if (outcome instanceof Outcome.Failed failed) {
            return new Outcome.Failed(mask.mask(failed.text()), failed.retryAfter());
        }
        return outcome instanceof Outcome.Refused refused ? new Outcome.Refused(mask.mask(refused.text())) : outcome;
    }

    /** The numbers of this sender, for the status and as metrics. */
    public Meters meters() {
        return meters;
    }

    /** Cancels the requests in flight. */
    public Future<Void> close() {
        Future<Void> closed = client.close();
        // Vert.x returns null while an earlier call is still closing it.
        return closed == null ? Future.succeededFuture() : closed;
    }
}
