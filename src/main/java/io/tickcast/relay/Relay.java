package io.tickcast.relay;

import io.tickcast.access.Grant;
import io.tickcast.config.Settings;
import io.tickcast.feed.RelayedConnection;
import io.tickcast.feed.RelayedConnections;
import io.tickcast.feed.binance.BinanceStreams;
import io.tickcast.lease.LeasePeers;
import io.tickcast.liveness.Liveness;
import io.tickcast.metrics.Meters;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The relay of a node, for all of its event loops. Its own work is on a context of its own. Thread-safe. */
public final class Relay {
    /** The path below which it answers. */
    public static final String PATH = "/binance";
    /** The field in which clients of the exchange look for the text of an error. */
    public static final String ERROR_TEXT = "msg";

    private static final long COUNT_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Interest interest = new Interest();
    private final StreamPrices prices = new StreamPrices();
    private final FrameSource source;
    private final StreamAllowance allowance;
    private final RelayRest rest;
    private final AtomicInteger clients = new AtomicInteger();
    private final LongAdder frames = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Meters meters = new Meters();
    private volatile int upstreamStreams;
    private volatile int upstreamConnections;
    private volatile long connects;
    private volatile long failures;
    private volatile long upstreamRefused;
    private volatile int upstreamWaiting;
    private volatile StreamRoom room = StreamRoom.ANY;
    private final RelayedConnections connections;
    private long counting = -1;

    /**
     * The place of a node in its cluster.
     *
     * @param id   another one after each start
     * @param name as the node calls itself
     */
    public record Member(String id, String name, LeasePeers peers) {}

    /**
     * @param client of the exchange's REST
     * @param member empty: the node is alone
     */
    public Relay(
            Vertx vertx,
            SystemResolver names,
            Settings.Feed feed,
            Settings.Relay settings,
            RestClient client,
            Optional<Member> member) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        allowance = new StreamAllowance(settings.maxStreams());
        Settings.Exchange exchange = settings.exchange();
        connections = new RelayedConnections(
                vertx, names, feed, exchange.endpoints(), new BinanceStreams(false), RelayedConnection.OVERLAP);
        source = member.<FrameSource>map(own -> new SharedUpstream(
                        vertx,
                        own.id(),
                        own.name(),
                        own.peers(),
                        out -> upstream(settings, out),
                        this::frame,
                        interest::lost))
                .orElseGet(() -> new OwnUpstream(out -> upstream(settings, out), this::frame));
        rest = new RelayRest(vertx, context, client, prices);
        nameMeters();
        rest.name(meters);
    }

    private void frame(RelayFrame frame) {
        prices.note(frame, System.nanoTime());
        interest.deliver(frame);
    }

    private Upstream upstream(Settings.Relay settings, Upstream.Out out) {
        return new Upstream(
                vertx, connections, settings.exchange().subscriptionsPerConnection(), settings.maxStreams(), out);
    }

    private void nameMeters() {
        meters.gauge("clients", "tickcast_relay_clients", clients::get).help("Open WebSocket connections to the relay");
        meters.gauge("streams", "tickcast_relay_streams", allowance::taken)
                .help("Streams that clients of the relay have subscribed at this node, each once");
        meters.gauge("max_streams", "tickcast_relay_streams_max", allowance::max)
                .help("Limit of streams of the relay, at this node and for all: relay.binance.max-streams");
        meters.gauge("upstream_streams", "tickcast_relay_upstream_streams", () -> upstreamStreams)
                .help("Streams that this node has subscribed at the exchange, for all nodes");
        meters.gauge("upstream_connections", "tickcast_relay_upstream_connections", () -> upstreamConnections)
                .help("Open connections of this node's relay to the exchange");
        meters.counter("connects", "tickcast_relay_connects", () -> connects)
                .help("Connections of this node's relay to the exchange that were opened");
        meters.counter("failures", "tickcast_relay_failures", () -> failures)
                .help("Connections of this node's relay to the exchange that failed or were lost");
        meters.counter("upstream_refused", "tickcast_relay_upstream_refused", () -> upstreamRefused)
                .help("Streams of this node's relay that the exchange refused");
        meters.gauge("upstream_waiting", "tickcast_relay_upstream_waiting", () -> upstreamWaiting)
                .help("Streams of all nodes that wait, because the relay's upstream has relay.binance.max-streams");
        meters.counter("frames", "tickcast_relay_frames", frames::sum).help("Frames that clients of the relay got");
        meters.counter("slow", "tickcast_relay_slow", slow::sum)
                .help("Clients of the relay that were closed because they did not keep up");
        meters.counter("refused", "tickcast_relay_refused", refused::sum)
                .help("Subscriptions that were refused because relay.binance.max-streams is reached");
    }

    /** Numbers of the relay, for the status and as metrics. */
    public Meters meters() {
        return meters;
    }

    public Future<Void> start(Liveness liveness) {
        liveness.watch(context, "relay");
        return run(() -> {
            counting = vertx.setPeriodic(COUNT_MILLIS, timer -> count());
            return source.start();
        });
    }

    private void count() {
        prices.sweep(System.nanoTime());
        upstreamStreams = source.streams();
        upstreamConnections = source.connections();
        connects = connections.connects();
        failures = connections.failures();
        upstreamWaiting = source.waiting();
        room = source.room();
        upstreamRefused = connections.refusedNames();
    }

    /** Registers its consumers again, after the cluster has lost them. */
    public void registerAnew() {
        context.runOnContext(v -> source.registerAnew());
    }

    /** Lets another node take over. */
    public Future<Void> stop() {
        return run(() -> {
            vertx.cancelTimer(counting);
            source.stop();
            return connections.close();
        });
    }

    private Future<Void> run(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> action.get().onComplete(done));
        return done.future();
    }

    /** The clients of an event loop, which must be the current one. */
    public RelayClients clients() {
        return new RelayClients(vertx, this);
    }

    /** Whether a path is below {@link #PATH}. */
    public static boolean has(String path) {
        return path.startsWith(PATH + '/');
    }

    /** The path of REST, as a route. */
    public static String restPath() {
        return PATH + RestQuestion.PREFIX + '*';
    }

    /**
     * Answers a question to the exchange's REST.
     *
     * @param path of the request
     * @return empty for a path that is not relayed
     */
    public Optional<Future<RestAnswer>> ask(String path, MultiMap query, Grant grant) throws ForeignSymbolException {
        String name = path.substring(PATH.length() + RestQuestion.PREFIX.length());
        if (name.equals("ping")) {
            return Optional.of(Future.succeededFuture(RestAnswer.ok(Buffer.buffer("{}"))));
        }
        if (name.equals("time")) {
            return Optional.of(rest.time());
        }
        Optional<RestQuestion> question = RestQuestion.of(name, query);
        if (question.isPresent()) {
            question.get().check(grant);
        }
        return question.map(rest::ask);
    }

    /** An event loop wants these streams, which it did not want before. @return whether there is room for them */
    boolean want(LoopInbox inbox, Collection<RelayStream> streams) {
        if (!allowance.take(streams, room)) {
            refused.increment();
            return false;
        }
        if (!streams.isEmpty()) {
            context.runOnContext(v -> source.change(interest.add(inbox, streams), List.of()));
        }
        return true;
    }

    /** An event loop wants these streams no longer. */
    void leave(LoopInbox inbox, Collection<RelayStream> streams) {
        if (!streams.isEmpty()) {
            allowance.release(streams);
            context.runOnContext(v -> source.change(List.of(), interest.remove(inbox, streams)));
        }
    }

    void opened() {
        clients.incrementAndGet();
    }

    void closed() {
        clients.decrementAndGet();
    }

    void delivered(int count) {
        frames.add(count);
    }

    void slow() {
        slow.increment();
    }
}
