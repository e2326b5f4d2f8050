package io.tickcast.http;

import io.tickcast.access.Authenticator;
import io.tickcast.alert.rule.RuleReader;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.history.CandleQueries;
import io.tickcast.http.connection.Certificate;
import io.tickcast.http.connection.CertificateWatch;
import io.tickcast.http.connection.ClientAddress;
import io.tickcast.http.connection.ConnectionGuards;
import io.tickcast.http.connection.InboundLimits;
import io.tickcast.http.connection.Protocols;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.net.UnsentQueue;
import io.tickcast.relay.Relay;
import io.tickcast.relay.RelayClients;
import io.tickcast.relay.RelayTarget;
import io.tickcast.replication.BusConsumers;
import io.tickcast.replication.NodeReplication;
import io.tickcast.sse.Hub;
import io.tickcast.sse.KnownSymbols;
import io.tickcast.ws.WebSockets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The HTTP side of one event loop: its hub, the one consumer of each address that feeds it, and the routes. */
public final class HttpVerticle extends VerticleBase {
    private final Settings settings;
    private final NodeInfo node;
    private final PrimaryExchange primary;
    private final SharedHttp shared;
    private final JsonResponses responses;
    private final List<Tick> warmTicks;
    private final Optional<PeerTracker> peers;
    private final NodeReplication replication;
    private final StreamDirectory directory = new StreamDirectory();
    private Hub hub;
    private BusConsumers consumers;
    private HealthRoute health;
    private Optional<RelayClients> relay = Optional.empty();
    private volatile int port;
    private volatile boolean leaving;
    private volatile Set<String> routes = Set.of();

    /**
     * @param shared      by all event loops of the node
     * @param warmTicks   prices that are known already, so that the first client has some at once
     * @param replication the same for all event loops of the node
     */
    public HttpVerticle(
            Settings settings,
            NodeInfo node,
            PrimaryExchange primary,
            SharedHttp shared,
            List<Tick> warmTicks,
            NodeReplication replication) {
        this.settings = settings;
        this.node = node;
        this.primary = primary;
        this.shared = shared;
        responses = new JsonResponses(shared.inboundLimits().errors(), shared.longAnswers());
        this.warmTicks = List.copyOf(warmTicks);
        this.replication = replication;
        peers = replication.peers();
    }

    @Override
    public Future<?> start() {
        if (settings.http().listen().reusePort() && !vertx.isNativeTransportEnabled()) {
            // Java's own sockets would take the setting without a word and then not share the port.
            throw new SettingsException(
                    "http.reuse-port is true but must be false here: there is no native transport for this machine");
        }
        KnownExchanges exchanges = KnownExchanges.of(settings.feed());
        hub = new Hub(
                vertx,
                settings.stream(),
                exchanges,
                KnownSymbols.of(settings),
                shared.stats(),
                node.demo(),
                peers.isPresent() ? settings.cluster().clockTolerance() : Duration.ZERO,
                shared.candles().map(KeptCandles.class::cast));
        warmTicks.forEach(hub::tick);
        relay = shared.relay().map(Relay::clients);
        health = new HealthRoute(
                responses,
                shared.liveness(),
                replication,
                settings.feed().enabled() || peers.isPresent(),
                () -> leaving);
        consumers = replication.add(hub);
        Catalogs catalogs = new Catalogs(exchanges, hub.symbols(), primary);
        InboundLimits inboundLimits = shared.inboundLimits();
        shared.liveness().watch(context, "http");
        StatusRoute status = new StatusRoute(
                hub,
                node,
                catalogs,
                shared.stats(),
                inboundLimits,
                settings.feed().enabled(),
                peers,
                shared.names(),
                shared.rest(),
                shared.relay(),
                shared.publishing(),
                shared.candles(),
                shared.alerts(),
                consumers::dropped,
                shared.liveness());
        shared.metrics().add(context, status::state);
        MessageConsumer<Object> cache =
                vertx.eventBus().localConsumer(BusAddresses.CACHE_STATE, message -> status.cacheState(message.body()));
        MessageConsumer<Object> verticles = vertx.eventBus()
                .consumer(BusAddresses.VERTICLES_STATE, message -> status.verticlesState(message.body()));
        return Future.all(
                        replication.join(consumers),
                        cache.completion(),
                        verticles.completion(),
                        directory.listen(vertx))
                .compose(heard ->
                        Certificate.read(vertx, settings.http().protocols().tls()))
                .compose(certificate -> access().onSuccess(status::tokens)
                        .compose(access ->
                                listen(certificate, inboundLimits, router(catalogs, status, inboundLimits, access))))
                .onSuccess(listening -> replication.tell(
                        consumers, shared.stats()::open, () -> health.unready().isEmpty()));
    }

    /** @return empty if everyone may read */
    private Future<Optional<Authenticator>> access() {
        return shared.access()
                .map(Authenticator::ready)
                .orElse(Future.succeededFuture())
                .map(shared.access());
    }

    private Future<HttpServer> listen(Optional<Certificate> certificate, InboundLimits inboundLimits, Router router) {
        Duration patience = settings.http().timeouts().head();
        HttpServerOptions options =
                Protocols.options(settings, certificate, channel -> inboundLimits.guard(channel, patience));
        UnsentQueue unsent = inboundLimits
                .unsent()
                .queue(
                        ((ContextInternal) context).nettyEventLoop(),
                        settings.http().timeouts().write());
        vertx.setPeriodic(UnsentQueue.SWEEP.toMillis(), timer -> unsent.sweep());
        inboundLimits.accepting().addLoop();
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(new ConnectionGuards(inboundLimits, unsent, patience, shared.liveness()))
                .exceptionHandler(cause -> {
                    shared.liveness().report(cause);
                    inboundLimits.handshakes().failed(cause);
                })
                .invalidRequestHandler(request -> JsonResponses.unreadable(request, inboundLimits.errors()))
                .requestHandler(new RequestTarget(router, inboundLimits.errors()));
        return server.listen()
                .onSuccess(listening -> port = listening.actualPort())
                .onSuccess(listening -> certificate
                        // They all share the server.
                        .filter(shown -> shared.watchesCertificate().compareAndSet(false, true))
                        .ifPresent(shown -> new CertificateWatch(
                                        vertx,
                                        settings.http().protocols().tls().orElseThrow(),
                                        shown,
                                        other -> Protocols.show(server, options, other))
                                .start()));
    }

    @Override
    public Future<?> stop() {
        shared.metrics().close();
        return Future.succeededFuture();
    }

    /** Takes no new streams any more, but serves the open ones. Callable from any thread. */
    public void leave() {
        leaving = true;
    }

    /** The port that the server listens on. Callable from any thread. */
    public int port() {
        return port;
    }

    /** The methods and paths that it answers, but for files: {@code GET /api/prices}. Callable from any thread. */
    public Set<String> routes() {
        return routes;
    }

    /** Ends all streams within the drain time, each with another time to come back. Callable from any thread. */
    public Future<Void> drain() {
        return Future.future(done -> context.runOnContext(v -> {
            leaving = true;
            relay.ifPresent(RelayClients::drain);
            hub.drain(settings.drain().timeout().dividedBy(2)).onComplete(done);
        }));
    }

    private Router router(
            Catalogs catalogs, StatusRoute status, InboundLimits inboundLimits, Optional<Authenticator> access) {
        EventStreams streams = new EventStreams(
                responses, settings.stream(), ClientAddress.of(settings.http()), inboundLimits.openLimiter());
        StreamDefaults defaults = StreamDefaults.of(
                settings.stream(),
                shared.candles().map(CandleQueries::exchanges),
                shared.alerts().isPresent());
        PriceStreamRoute priceStream = new PriceStreamRoute(hub, node, catalogs, defaults, streams, directory);
        SignalStreamRoute signalStream = new SignalStreamRoute(hub.signals(), node, streams);
        PricesRoute prices = new PricesRoute(responses, hub, catalogs);
        AdminAuthHandler admin =
                new AdminAuthHandler(responses, settings.admin().token());
        JwtAuthHandler auth = new JwtAuthHandler(
                responses,
                access,
                settings.auth().jwt().cookie(),
                settings.http().corsOrigins());
        AlertOwners owners = new AlertOwners(auth, admin);

        Router router = Router.router(vertx);
        Settings.Http.Bounds bounds = settings.http().bounds();
        int alertBody = Math.max(bounds.body(), RuleReader.MAX_BYTES);
        responses.errorsOf(
                router,
                path -> path.equals(PublishRoute.PATH)
                        ? bounds.ticksBody()
                        : path.startsWith(AlertsRoute.PATH) ? alertBody : bounds.body());
        router.route().handler(context -> {
            JsonResponses.restrict(context.response());
            if (context.request().headers().getAll(HttpHeaders.HOST).size() > 1
                    || context.request().headers().getAll(HttpHeaders.ORIGIN).size() > 1) {
                // A proxy in front may have checked the other one.
                context.fail(400);
            } else {
                context.next();
            }
        });
        router.route()
                .handler(new BodyTimeout(responses, settings.http().timeouts().head(), inboundLimits.timeouts()));
        router.route()
                .handler(new WebRoute(
                        shared.webFiles()
                                .shownBy(
                                        node.demo(),
                                        catalogs.get().symbols().size(),
                                        catalogs.get().exchanges().names(),
                                        candleExchanges(
                                                catalogs.get().exchanges().names())),
                        reader -> shared.alerts().isPresent() && owners.mayOwn(reader),
                        settings.http().frameOrigins())::handle);
        CrossOrigin crossOrigin = new CrossOrigin(
                responses, settings.http().corsOrigins(), settings.auth().jwt());
        crossOrigin.addTo(router);
        get(router, "/api/sse/prices")
                .handler(auth.tokenOrTicket())
                .handler(owners::ofPriceStream)
                .handler(context -> {
                    consumers.check();
                    priceStream.handle(context);
                });
        WebSocketRoute webSocket = new WebSocketRoute(
                responses,
                hub,
                priceStream,
                directory,
                new WebSockets(vertx, settings.stream(), shared.stats().webSockets()),
                ClientAddress.of(settings.http()),
                inboundLimits.openLimiter(),
                shared.stats().webSockets(),
                settings.stream().retry());
        get(router, WebSocketRoute.PATH)
                .handler(crossOrigin.upgrades())
                .handler(webSocket::handshake)
                .handler(auth.tokenOrTicket())
                .handler(owners::ofPriceStream)
                .handler(context -> {
                    consumers.check();
                    webSocket.handle(context);
                });
        relay.ifPresent(clients -> {
            RelayRoute relayed = new RelayRoute(
                    responses,
                    clients,
                    new WebSockets(
                            vertx,
                            settings.stream(),
                            RelayClients.PING,
                            shared.stats().webSockets()),
                    ClientAddress.of(settings.http()),
                    inboundLimits.openLimiter(),
                    () -> leaving);
            RelayTarget.paths()
                    .forEach(path -> get(router, path)
                            .handler(crossOrigin.upgrades())
                            .handler(webSocket::handshake)
                            .handler(auth.tokenOrTicket())
                            .handler(relayed::handle));
        });
        shared.relay().ifPresent(own -> {
            crossOrigin.addTo(router, Relay.restPath());
            get(router, Relay.restPath()).handler(auth.token()).handler(new RelayRestRoute(responses, own)::handle);
        });
        get(router, "/api/sse/signals").handler(auth.tokenOrTicket()).handler(context -> {
            consumers.check();
            signalStream.handle(context);
        });
        AlertStreamRoute alertStream = new AlertStreamRoute(
                responses, hub.signals(), node, streams, shared.alerts().isPresent());
        get(router, AlertStreamRoute.PATH).handler(owners.tokenOrTicket()).handler(context -> {
            consumers.check();
            alertStream.handle(context);
        });
        new AlertsRoute(responses, catalogs, shared.alerts()).addTo(router, owners.token(), new PlainBody(alertBody));
        StreamChangeRoute change = new StreamChangeRoute(responses, vertx.eventBus());
        router.patch(StreamChangeRoute.PATH)
                .handler(new PlainBody(bounds.body()))
                .handler(change::handle);
        access.ifPresent(guard ->
                router.post(TicketRoute.PATH).handler(auth.token()).handler(new TicketRoute(guard, auth)::handle));
        get(router, "/api/sse/status").handler(auth.tokenUnless(admin)).handler(status::handle);
        router.post(TestBroadcast.PATH)
                .handler(admin)
                .handler(new PlainBody(bounds.body()))
                .handler(context -> TestBroadcast.handle(context, catalogs.get(), node.demo()));
        PublishRoute publish = new PublishRoute(responses, shared.publishing(), ClientAddress.of(settings.http()));
        SecurityPolicyHandler admit = publish::admit;
        router.post(PublishRoute.PATH)
                .handler(new PublishAuthHandler(responses, admin, auth))
                .handler(admit)
                .handler(new PlainBody(bounds.ticksBody()))
                .handler(publish::handle);
        get(router, "/api/prices").handler(auth.token()).handler(prices::all);
        get(router, "/api/prices/:symbol").handler(auth.token()).handler(prices::one);
        SymbolsRoute symbols = new SymbolsRoute(responses, hub.symbols(), catalogs);
        get(router, "/api/symbols").handler(auth.token()).handler(symbols::handle);
        CandlesRoute candles = new CandlesRoute(responses, catalogs, shared.candles());
        get(router, "/api/candles").handler(auth.token()).handler(candles::handle);
        new UdfRoute(responses, hub.symbols(), catalogs, shared.candles())
                .handlers()
                .forEach((path, handler) ->
                        get(router, path).handler(auth.token()).handler(handler));
        get(router, "/metrics").handler(context -> shared.metrics().handle(context, responses));
        get(router, "/health/live").handler(health::live);
        get(router, "/health/ready").handler(context -> {
            consumers.check();
            health.ready(context);
        });
        routes = router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .flatMap(route -> route.methods().stream()
                        .map(method -> method + " " + route.getPath() + (route.isExactPath() ? "" : "*")))
                .collect(Collectors.toUnmodifiableSet());
        return router;
    }

    private List<String> candleExchanges(List<String> known) {
        Set<String> kept = shared.candles().map(CandleQueries::exchanges).orElse(Set.of());
        return known.stream().filter(kept::contains).toList();
    }

    /** Each route that answers GET answers HEAD, too. */
    private static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }
}
