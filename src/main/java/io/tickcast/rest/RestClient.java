package io.tickcast.rest;

import io.tickcast.metrics.Meters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks an exchange over REST for all of a node. Requests wait until the exchange's budget has room, the important ones
 * first. After a {@code Retry-After} the host is not asked before its time is over. Thread-safe: a request is answered
 * on its caller's context.
 */
public final class RestClient {
    /** The part of a body that may tell of a limit. */
    private static final int ERROR_BYTES = 512;

    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    /** Newer prices wait no longer for missed trades, which then have no use for the budget. */
    private static final Duration MAX_TRADES_WAIT = Duration.ofSeconds(3);

    /** Time in which some of the requests that wait are answered. */
    private static final Duration FULL = Duration.ofSeconds(1);

    /** A client rather hears when it may ask again. */
    private static final Duration MAX_CLIENTS_WAIT = Duration.ofSeconds(5);

    /** Their requests wait for a place in flight in order; those of clients have places of their own. */
    private static final Set<Priority> OF_THE_NODE = EnumSet.complementOf(EnumSet.of(Priority.CLIENTS));

    private static final String USED_UP = "the budget of its REST is used up";
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NO_TIMER = -1;

    private final String exchange;
    private final Vertx vertx;
    private final Context context;
    private final RestTransport transport;
    private final RestLimits limits;
    private final RestBases bases;
    private final RequestBudget budget;
    /** Budgets that requests of some priorities have besides. */
    private final Map<Priority, RequestBudget> shares = new EnumMap<>(Priority.class);

    private final RequestQueue queue = new RequestQueue();
    private final Meters meters = new Meters();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong limited = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final InFlight inFlight = new InFlight();
    private long timer = NO_TIMER;
    private long timerAt;
    private volatile boolean closed;
    /** Completed when it is closed and nothing is in flight. */
    private final Promise<Void> idle = Promise.promise();

    /** @param bases tried in turn; without any, every request fails */
    public RestClient(Vertx vertx, String exchange, List<URI> bases, RestLimits limits, RestTransport transport) {
        this.exchange = exchange;
        this.vertx = vertx;
        this.limits = limits;
        this.transport = transport;
        this.bases = new RestBases(bases);
        context = vertx.getOrCreateContext();
        budget = new RequestBudget(limits.all());
        RequestBudget history = new RequestBudget(limits.history());
        RequestBudget clients = new RequestBudget(limits.clients());
        shares.put(Priority.HISTORY, history);
        shares.put(Priority.CLIENTS, clients);
        name(meters.counter("requests", "tickcast_rest_requests", sent::get), "Requests to an exchange's REST");
        name(
                meters.counter("failed", "tickcast_rest_failures", failed::get),
                "Requests to an exchange's REST that brought no answer");
        name(
                meters.counter("limited", "tickcast_rest_limited", limited::get),
                "Answers of an exchange that its limit is reached");
        name(
                meters.counter("refused", "tickcast_rest_refused", refused::get),
                "Requests that were not sent, because too many waited or one waited too long");
        name(meters.gauge("waiting", "tickcast_rest_waiting", waiting::get), "Requests that wait for the budget");
        name(
                meters.gauge("budget_used", "tickcast_rest_budget_used", () -> budget.used(System.nanoTime())),
                "Used part of an exchange's budget, 0 to 1");
        name(
                meters.gauge(
                        "history_budget_used",
                        "tickcast_rest_history_budget_used",
                        () -> history.used(System.nanoTime())),
                "Used part of an exchange's budget for history, 0 to 1");
        name(
                meters.gauge(
                        "clients_budget_used",
                        "tickcast_rest_clients_budget_used",
                        () -> clients.used(System.nanoTime())),
                "Used part of an exchange's budget for requests of clients, 0 to 1");
    }

    private void name(Meters.Row row, String help) {
        row.label("exchange", exchange).help(help);
    }

    /** Numbers of this client, for the status and as metrics. */
    public Meters meters() {
        return meters;
    }

    /** Whether there is a base to ask. */
    public boolean isConfigured() {
        return !bases.isEmpty();
    }

    /** The answer, or a {@link RestException} that says why there is none. */
    public <T> Future<T> get(RestRequest request, BodyReader<T> reader) {
        PendingRequest<T> pending = new PendingRequest<>(
                request,
                reader,
                ((ContextInternal) vertx.getOrCreateContext()).promise(),
                System.nanoTime() + maxWait(request).toNanos());
        context.runOnContext(v -> add(pending));
        return pending.promise().future();
    }

    private static Duration maxWait(RestRequest request) {
        return switch (request.priority()) {
            case TRADES -> MAX_TRADES_WAIT;
            case CLIENTS -> MAX_CLIENTS_WAIT;
            default -> MAX_WAIT;
        };
    }

    private void add(PendingRequest<?> request) {
        if (closed) {
            request.fail(new RestException(exchange + ": the node stops"));
        } else if (bases.isEmpty()) {
            request.fail(new RestException("feed." + exchange + ".rest is empty"));
        } else if (queue.add(request)) {
            sendNext();
        } else {
            refused.incrementAndGet();
            request.fail(new RestException(
                    exchange + ": " + RequestQueue.MAX_OF_A_PRIORITY + " requests wait already", FULL));
        }
    }

    /** Sends as many of the waiting requests as the budget has room for. */
    private void sendNext() {
        vertx.cancelTimer(timer);
        timer = NO_TIMER;
        Set<Priority> used = EnumSet.noneOf(Priority.class);
        Optional<PendingRequest<?>> next = queue.first(used);
        while (next.isPresent()) {
            Priority priority = next.get().request().priority();
            if (priority != Priority.CLIENTS && !inFlight.hasRoom(priority)) {
                used.addAll(OF_THE_NODE);
            } else if (!mayGo(next.get())) {
                break;
            } else if (inFlight.hasRoom(priority) && hasShare(next.get())) {
                queue.remove(next.get());
                inFlight.add(priority);
                send(next.get());
            } else {
                used.add(priority);
            }
            next = queue.first(used);
        }
        failOverdue();
        waiting.set(queue.size());
    }

    /** Fails the requests of clients that have waited too long for a place in flight. */
    private void failOverdue() {
        long now = System.nanoTime();
        for (PendingRequest<?> each : queue.removeLate(Priority.CLIENTS, now)) {
            refused.incrementAndGet();
            each.fail(new RestException(exchange + " has not answered the requests before this one for "
                    + MAX_CLIENTS_WAIT.toSeconds() + " s"));
        }
        queue.first(OF_THE_NODE).ifPresent(oldest -> sendAfter(Math.max(0, oldest.deadline() - now)));
    }

    /** Whether this request may be sent now. If not, it waits, or fails when that would take too long. */
    private boolean mayGo(PendingRequest<?> request) {
        long now = System.nanoTime();
        long closedFor = bases.waitNanos(now);
        long wait = Math.max(closedFor, budget.delayNanos(request.request().weight(), now));
        if (wait == 0) {
            return true;
        }
        failLate(queue.removeLate(now + wait), wait, closedFor > 0 ? "it said so" : USED_UP);
        sendAfter(wait);
        return false;
    }

    /** Whether the share of the request's priority has room. If not, requests of other priorities may go. */
    private boolean hasShare(PendingRequest<?> request) {
        long now = System.nanoTime();
        Priority priority = request.request().priority();
        RequestBudget share = shares.get(priority);
        long wait = share == null ? 0 : share.delayNanos(request.request().weight(), now);
        if (wait == 0) {
            return true;
        }
        failLate(queue.removeLate(priority, now + wait), wait, USED_UP);
        sendAfter(wait);
        return false;
    }

    private void failLate(List<PendingRequest<?>> late, long waitNanos, String why) {
        Duration wait = Duration.ofNanos(waitNanos);
        for (PendingRequest<?> each : late) {
            refused.incrementAndGet();
            each.fail(new RestException(
                    exchange + " may not be asked for another " + wait.toSeconds() + " s: " + why, wait));
        }
    }

    /** The first of several times counts. */
    private void sendAfter(long waitNanos) {
        long at = System.nanoTime() + waitNanos;
        if (queue.size() > 0 && (timer == NO_TIMER || at - timerAt < 0)) {
            vertx.cancelTimer(timer);
            timerAt = at;
            timer = vertx.setTimer(1 + waitNanos / NANOS_PER_MILLI, fired -> sendNext());
        }
    }

    private <T> void send(PendingRequest<T> request) {
        ask(request, bases.open(System.nanoTime()).get(0), new LinkedHashMap<>())
                .onComplete(done -> {
                    inFlight.remove(request.request().priority());
                    if (done.succeeded()) {
                        request.promise().tryComplete(done.result());
                    } else if (!closed && mayWait(request)) {
                        queue.putBack(request);
                    } else {
                        failed.incrementAndGet();
                        request.promise().tryFail(done.cause());
                    }
                    if (!closed) {
                        sendNext();
                    } else if (inFlight.isEmpty()) {
                        idle.tryComplete();
                    }
                });
    }

    /** Whether the bases are closed for a time that the request can wait. */
    private boolean mayWait(PendingRequest<?> request) {
        long now = System.nanoTime();
        long wait = bases.waitNanos(now);
        return wait > 0 && now + wait - request.deadline() < 0;
    }

    /** @param failures of the bases asked before */
    private <T> Future<T> ask(PendingRequest<T> request, URI base, Map<URI, String> failures) {
        sent.incrementAndGet();
        long now = System.nanoTime();
        budget.spend(request.request().weight(), now);
        RequestBudget share = shares.get(request.request().priority());
        if (share != null) {
            share.spend(request.request().weight(), now);
        }
        return transport
                .get(base + request.request().path())
                .compose(answer -> read(request, base, answer))
                .recover(cause -> {
                    int status = cause instanceof RestException refusal ? refusal.status() : 0;
                    boolean isRefusal = cause instanceof RestException refusal && refusal.isRefusal();
                    failures.put(base, status == 0 ? base + ": " + cause : String.valueOf(cause.getMessage()));
                    Optional<URI> next = closed || isSameElsewhere(status, isRefusal)
                            ? Optional.empty()
                            : bases.open(System.nanoTime()).stream()
                                    .filter(each -> !failures.containsKey(each))
                                    .findFirst();
                    return next.map(other -> ask(request, other, failures))
                            .orElseGet(() -> Future.failedFuture(failure(cause, String.join("; ", failures.values()))));
                });
    }

    private RestException failure(Throwable last, String all) {
        Duration wait = Duration.ofNanos(bases.waitNanos(System.nanoTime()));
        return (last instanceof RestException refusal ? refusal : new RestException(all)).with(all, wait);
    }

    private <T> Future<T> read(PendingRequest<T> request, URI base, RestTransport.Answer answer) {
        long now = System.nanoTime();
        limits.usedHeader()
                .map(header -> answer.headers().get(header))
                .filter(count -> count.matches("\\d{1,9}"))
                .ifPresent(count -> budget.counted(Integer.parseInt(count), now));
        if (answer.status() == 200) {
            Buffer body = answer.body();
            return context.executeBlocking(() -> request.reader().read(body), false)
                    .onSuccess(read -> bases.answered(base))
                    .recover(cause -> Future.failedFuture(unreadable(base, body, cause)));
        }
        Optional<Duration> retryAfter = answer.retryAfter();
        Optional<Duration> pause = Optional.ofNullable(limits.pauses().get(answer.status()));
        if (pause.isPresent()) {
            limited.incrementAndGet();
        }
        retryAfter.or(() -> pause).ifPresent(time -> bases.close(base, time, now));
        return Future.failedFuture(
                new RestException(base + " answers " + answer.status(), answer.status(), answer.body()));
    }

    private RestException unreadable(URI base, Buffer body, Throwable cause) {
        if (cause instanceof RefusedException) {
            return new RestException(base + ": " + cause.getMessage(), 200, true);
        }
        String begin = body.getString(0, Math.min(ERROR_BYTES, body.length()));
        if (limits.limitBody().filter(pattern -> pattern.matcher(begin).find()).isEmpty()) {
            return new RestException(base + " answers with something that cannot be read: " + cause, 200);
        }
        limited.incrementAndGet();
        bases.close(base, RestLimits.PAUSE, System.nanoTime());
        return new RestException(base + " answers that its limit is reached", 200);
    }

    /** Whether a refusal is about the request, so that the other bases would refuse it, too. */
    private static boolean isSameElsewhere(int status, boolean isRefusal) {
        return status == 400 || status == 404 || (status == 200 && isRefusal);
    }

    /** Whether it is closed because the node stops: requests fail from then on. */
    public boolean isClosed() {
        return closed;
    }

    /** Fails all requests. It has closed when no worker reads an answer any more, since Vert.x may end after that. */
    public Future<Void> close() {
        return Future.future(done -> context.runOnContext(v -> {
            closed = true;
            vertx.cancelTimer(timer);
            queue.removeAll().forEach(request -> request.fail(new RestException(exchange + ": the node stops")));
            if (inFlight.isEmpty()) {
                idle.tryComplete();
            }
            transport.close().transform(ended -> idle.future()).onComplete(done);
        }));
    }
}
