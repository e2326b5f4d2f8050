package io.tickcast;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tickcast.alert.AlertsVerticle;
import io.tickcast.cache.CacheVerticle;
import io.tickcast.cluster.Cluster;
import io.tickcast.cluster.ClusterMember;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.cluster.Setup;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.Settings;
import io.tickcast.feed.FeedVerticle;
import io.tickcast.feed.LineLeases;
import io.tickcast.history.CandleQueries;
import io.tickcast.history.CandlesVerticle;
import io.tickcast.http.HttpVerticle;
import io.tickcast.http.NodeInfo;
import io.tickcast.http.SharedHttp;
import io.tickcast.http.WebFiles;
import io.tickcast.lease.LeasePeers;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleCodec;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.names.SystemResolver;
import io.tickcast.net.NativeTransport;
import io.tickcast.net.OpenFiles;
import io.tickcast.publish.PublishVerticle;
import io.tickcast.relay.Relay;
import io.tickcast.replication.NodeReplication;
import io.tickcast.rest.RestClients;
import io.tickcast.script.ScriptsVerticle;
import io.tickcast.time.Deadline;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One node: its verticles, started so that each finds what it needs (the cache's prices before the streams, the streams
 * before the feed) and stopped the other way round.
 */
public final class Node {
    /** A node that takes a line over connects to the exchange within this. */
    private static final Duration HANDOVER = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Settings settings;
    private final NodeInfo info;
    private final PrimaryExchange primary;
    private final Optional<Cluster> cluster;
    private final Liveness liveness;
    private final SystemResolver names;
    private final Optional<PeerTracker> peers;
    private final RestClients rest;
    private final Optional<Relay> relay;
    private final NodeFeeds feeds;
    private final Promise<Void> lost = Promise.promise();
    private final List<HttpVerticle> http = new CopyOnWriteArrayList<>();
    private volatile Optional<CandleQueries> kept = Optional.empty();
    private volatile OpenFiles openFiles = OpenFiles.UNKNOWN;
    private volatile @Nullable ScriptsVerticle scripts;
    private volatile String publishing = "";
    private volatile Optional<AlertsVerticle> alerting = Optional.empty();

    private Node(
            Vertx vertx,
            Settings settings,
            NodeInfo info,
            Optional<Cluster> cluster,
            Liveness liveness,
            SystemResolver names) {
        this.liveness = liveness;
        this.names = names;
        this.vertx = vertx;
        this.settings = settings;
        this.info = info;
        primary = Exchanges.primary(settings);
        this.cluster = cluster;
        peers = cluster.map(joined -> new PeerTracker(
                vertx,
                settings.cluster().busHeartbeat(),
                isolatedAfter(joined),
                () -> others(joined),
                joined.id(),
                info.name(),
                joined.channel(),
                lost::tryComplete));
        List<Settings.Exchange> exchanges =
                settings.feed().enabled() ? settings.feed().exchanges() : List.of();
        rest = Exchanges.rest(vertx, settings, names);
        relay = settings.relay().enabled()
                ? Optional.of(new Relay(
                        vertx,
                        names,
                        settings.feed(),
                        settings.relay(),
                        rest.of(settings.relay().exchange().name()).orElseThrow(),
                        cluster.map(joined -> new Relay.Member(joined.id(), info.name(), leasePeers(joined)))))
                : Optional.empty();
        feeds = cluster.map(joined -> NodeFeeds.clustered(
                        vertx,
                        exchanges.stream()
                                .map(exchange -> leases(exchange, joined))
                                .toList()))
                .orElseGet(() -> NodeFeeds.alone(
                        vertx, exchanges.stream().map(this::onlyLine).toList()));
    }

    private Deployable onlyLine(Settings.Exchange exchange) {
        return feed(exchange, new FeedState.Line(1, UUID.randomUUID().toString(), info.name()));
    }

    private LineLeases leases(Settings.Exchange exchange, Cluster joined) {
        return new LineLeases(
                exchange.name(),
                settings.feed().lines(),
                joined.id(),
                info.name(),
                leasePeers(joined),
                liveness,
                line -> feed(exchange, line));
    }

    private LeasePeers leasePeers(Cluster joined) {
        return new LeasePeers(() -> others(joined), isolatedAfter(joined));
    }

    private Duration isolatedAfter(Cluster joined) {
        return Cluster.isolatedAfter(settings.cluster().busHeartbeat(), joined.memberTimeout());
    }

    private Deployable feed(Settings.Exchange exchange, FeedState.Line line) {
        return Exchanges.feed(new FeedVerticle.Setup(
                settings.feed(),
                exchange,
                settings.symbols(),
                info.demo(),
                line,
                liveness,
                names,
                rest.of(exchange.name()).orElseThrow(),
                settings.history().enabled()));
    }

    private static Set<String> others(Cluster cluster) {
        return cluster.members().stream()
                .map(ClusterMember::id)
                .filter(id -> !id.equals(cluster.id()))
                .collect(Collectors.toSet());
    }

    /**
     * @param demo whether to feed on the built-in fake exchange
     * @return fails with a {@link io.tickcast.config.SettingsException} when the file of {@code cluster.config} is
     * wrong
     */
    public static Future<Node> start(Settings settings, boolean demo) {
        return start(settings, demo, new Startup(fault -> {}));
    }

    /**
     * @return fails with a {@link Startup.StoppedException}, all streams being ended, when a stop is wanted meanwhile
     */
    static Future<Node> start(Settings settings, boolean demo, Startup startup) {
        NodeInfo info = new NodeInfo(settings.node().name(), Version.text(), System.nanoTime(), demo);
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                // By the CPUs that this JVM may use; Vert.x itself would count those of the machine.
                .setEventLoopPoolSize(2 * Runtime.getRuntime().availableProcessors());
        return settings.cluster().enabled()
                ? Cluster.join(settings.cluster(), info.name(), setup(settings, demo), options)
                        .compose(cluster -> start(cluster.vertx(), settings, info, Optional.of(cluster), startup))
                : start(NativeTransport.builder(options).build(), settings, info, Optional.empty(), startup);
    }

    private static Setup setup(Settings settings, boolean demo) {
        PrimaryExchange primary = Exchanges.primary(settings);
        List<String> exchanges = new ArrayList<>(List.of(primary.name()));
        settings.feed().published().sources().forEach(source -> exchanges.add(source.name()));
        return new Setup(Version.text(), demo, exchanges, primary.symbols());
    }

    private static Future<Node> start(
            Vertx vertx, Settings settings, NodeInfo info, Optional<Cluster> cluster, Startup startup) {
        Liveness liveness = new Liveness();
        liveness.onFault(startup.onFault());
        SystemResolver names = new SystemResolver(vertx);
        names.install();
        vertx.eventBus()
                .registerDefaultCodec(Tick.class, new TickCodec(info.demo()))
                .registerDefaultCodec(Candle.class, new CandleCodec(info.demo()));
        return (info.demo() ? Exchanges.atDemo(vertx, settings) : Future.succeededFuture(settings))
                .map(fed -> new Node(vertx, fed, info, cluster, liveness, names))
                .compose(node -> node.deploy(startup)
                        .map(node)
                        .recover(cause ->
                                // Clients may have connected before the stop.
                                (cause instanceof Startup.StoppedException
                                                ? node.endStreams()
                                                : Future.succeededFuture())
                                        .transform(ended -> Future.failedFuture(cause))))
                // A stop ends the process: to close what is still being deployed would only make Vert.x report errors.
                .recover(cause -> (cause instanceof Startup.StoppedException ? Future.succeededFuture() : vertx.close())
                        .transform(closed -> Future.failedFuture(cause)));
    }

    private Future<Void> deploy(Startup startup) {
        CacheVerticle cache = new CacheVerticle(
                settings.cache(),
                primary.name(),
                Exchanges.symbols(settings),
                settings.feed().published().names(),
                settings.feed().published().maxSymbols(),
                liveness,
                names);
        // First, since it is by the clock of the others that this node is to receive and to give.
        return peers.map(others -> others.start(liveness)
                        .compose(started -> others.remembering())
                        .<Void>mapEmpty())
                .orElse(Future.succeededFuture())
                .compose(started -> vertx.deployVerticle(cache))
                .compose(deployed -> deployCandles())
                .compose(candles ->
                        deployAlerts().compose(deployed -> startRelay()).map(candles))
                .compose(candles -> vertx.executeBlocking(WebFiles::load)
                        .compose(webFiles ->
                                startup.open().compose(v -> deployHttp(cache.warmTicks(), webFiles, candles))))
                .compose(deployed -> startup.goOn())
                .compose(v -> deployScripts(cache.warmTicks()))
                .compose(deployed -> startup.goOn())
                .compose(v -> deployFeeds())
                .<Void>mapEmpty()
                .compose(v -> startup.goOn());
    }

    private Future<Void> startRelay() {
        return relay.map(own -> own.start(liveness)
                        .onSuccess(started -> peers.ifPresent(all -> all.onSubscriptionsLost(own::registerAnew))))
                .orElse(Future.succeededFuture());
    }

    private Future<Void> deployAlerts() {
        if (!settings.alert().enabled()) {
            return Future.succeededFuture();
        }
        AlertsVerticle alerts = new AlertsVerticle(
                settings,
                cluster.map(joined -> new AlertsVerticle.Member(joined.id(), info.name(), leasePeers(joined))),
                names,
                liveness,
                kept.map(KeptCandles.class::cast));
        return vertx.deployVerticle(alerts)
                .onSuccess(deployed -> {
                    peers.ifPresent(all -> all.onSubscriptionsLost(alerts::registerAnew));
                    alerting = Optional.of(alerts);
                })
                .mapEmpty();
    }

    private Future<Optional<CandleQueries>> deployCandles() {
        if (!settings.history().enabled()) {
            return Future.succeededFuture(Optional.empty());
        }
        CandlesVerticle candles =
                new CandlesVerticle(settings, info.name(), Exchanges.candles(settings, info.demo()), rest, liveness);
        return vertx.deployVerticle(candles).map(deployed -> {
            peers.ifPresent(all -> all.onSubscriptionsLost(candles::registerAnew));
            kept = Optional.of(candles.queries());
            return kept;
        });
    }

    private Future<String> deployScripts(List<Tick> warmTicks) {
        Optional<Path> folder = settings.verticles().folder();
        if (folder.isEmpty()) {
            return Future.succeededFuture("");
        }
        ScriptsVerticle files = new ScriptsVerticle(
                folder.get(),
                settings.verticles(),
                info.name(),
                cluster.map(Cluster::id).orElse(info.name()),
                cluster.map(this::leasePeers),
                KnownExchanges.of(settings.feed()).names(),
                primary.aliases(),
                warmTicks,
                kept.map(KeptCandles.class::cast),
                liveness);
        return vertx.deployVerticle(files).onSuccess(deployed -> {
            scripts = files;
            peers.ifPresent(all -> all.onSubscriptionsLost(files::registerAnew));
        });
    }

    private Future<Void> deployFeeds() {
        return feeds.deploy()
                .onSuccess(deployed -> peers.ifPresent(all -> all.onSubscriptionsLost(feeds::registerAnew)));
    }

    private Future<String> deployHttp(List<Tick> warmTicks, WebFiles webFiles, Optional<CandleQueries> candles) {
        SharedHttp shared = SharedHttp.of(
                vertx,
                settings,
                webFiles,
                liveness,
                names,
                rest,
                relay,
                candles,
                alerting.map(AlertsVerticle::alerts),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        shared.bindNode(info, primary, peers);
        openFiles = shared.openFiles();
        PublishVerticle publish = new PublishVerticle(
                shared.publishing(),
                cluster.map(Cluster::id).orElseGet(() -> UUID.randomUUID().toString()),
                info.name(),
                info.demo(),
                liveness);
        peers.ifPresent(all -> all.onSubscriptionsLost(publish::registerAnew));
        int eventLoops = Runtime.getRuntime().availableProcessors();
        NodeReplication replication =
                new NodeReplication(vertx, peers, settings.cluster().busHeartbeat(), info.demo(), eventLoops);
        return vertx.deployVerticle(publish)
                .onSuccess(deployed -> publishing = deployed)
                .compose(deployed -> vertx.deployVerticle(
                        () -> {
                            HttpVerticle verticle =
                                    new HttpVerticle(settings, info, primary, shared, warmTicks, replication);
                            http.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(eventLoops)));
    }

    /** The watch of this node, from outside its event loops. */
    Liveness liveness() {
        return liveness;
    }

    /** Logs the summary of the start. */
    void announce() {
        StartSummary.log(settings, info, port(), vertx, cluster, openFiles);
    }

    /** The port that HTTP listens on. */
    public int port() {
        return http.get(0).port();
    }

    /** Succeeds when this node should be restarted, because it is isolated from its cluster. */
    public Future<Void> lost() {
        return lost.future();
    }

    /** Hands the feed over, then ends the streams a few at a time, then everything else. */
    public Future<Void> stop() {
        return endStreams()
                .transform(ended -> endFiles())
                // Before the demo's exchange ends: its feed would take that for a lost connection.
                .transform(ended -> feeds.end())
                .transform(ended -> relay.map(Relay::stop).orElse(Future.succeededFuture()))
                .transform(ended -> vertx.undeploy(publishing))
                .transform(ended -> rest.close())
                .transform(ended -> {
                    peers.ifPresent(PeerTracker::stop);
                    return vertx.close();
                });
    }

    private Future<Void> endFiles() {
        return Deadline.within(vertx.getOrCreateContext(), handoverPatience(), ofScripts(ScriptsVerticle::settled))
                .otherwiseEmpty();
    }

    private Future<Void> ofScripts(Function<ScriptsVerticle, Future<Void>> action) {
        ScriptsVerticle files = scripts;
        return files == null ? Future.succeededFuture() : action.apply(files);
    }

    private Future<Void> endStreams() {
        http.forEach(HttpVerticle::leave);
        alerting.ifPresent(AlertsVerticle::leave);
        // First, so that another node runs them while this one's clients still leave.
        return ofScripts(ScriptsVerticle::leave)
                .transform(ended -> feeds.handOver(handoverPatience()))
                .transform(handedOver -> Future.all(
                                http.stream().map(HttpVerticle::drain).toList())
                        .mapEmpty());
    }

    /** The streams need half of the drain time, and the rest of it is not for the feed alone. */
    private Duration handoverPatience() {
        Duration quarter = settings.drain().timeout().dividedBy(4);
        return quarter.compareTo(HANDOVER) < 0 ? quarter : HANDOVER;
    }
}
