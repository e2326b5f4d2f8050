package io.tickcast.testing;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tickcast.alert.Alerts;
import io.tickcast.alert.AlertsVerticle;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.StoredJson;
import io.tickcast.config.Settings;
import io.tickcast.feed.CandleSource;
import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.history.CandleQueries;
import io.tickcast.history.CandlesVerticle;
import io.tickcast.http.HttpVerticle;
import io.tickcast.http.NodeInfo;
import io.tickcast.http.SharedHttp;
import io.tickcast.http.WebFiles;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.net.NativeTransport;
import io.tickcast.publish.PublishVerticle;
import io.tickcast.relay.Relay;
import io.tickcast.replication.NodeReplication;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestClients;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestTransport;
import io.tickcast.time.Micros;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A node that has nothing but HTTP: a test is its feed and its cache. Its clients run on threads of their own. */
public final class HttpNode implements AutoCloseable {
    private static final JsonObject NO_DETAILS = new JsonObject();
    private static final WebFiles WEB_FILES = WebFiles.load();
    private static final FeedState.Line LINE = new FeedState.Line(1, "id", "test");

    private final Vertx vertx;
    private final Vertx clients = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final String acceptEncoding;
    private final Wire wire;
    private final SharedHttp shared;
    private final List<HttpVerticle> verticles = new CopyOnWriteArrayList<>();
    private final Optional<TemporaryFolder> folder;
    private final Map<String, Long> reporting = new HashMap<>();

    /** Asks nobody but the exchange that is relayed, and is there to be counted. */
    private static RestClients rest(Vertx vertx, Settings settings) {
        RestTransport transport =
                new RestTransport(vertx, Duration.ofSeconds(60), () -> Future.succeededFuture(Optional.empty()));
        RestLimits limits = RestLimits.requests(1, Duration.ofSeconds(1));
        Map<String, RestClient> clients = settings.feed().exchanges().stream()
                .map(Settings.Exchange::name)
                .collect(Collectors.toMap(
                        name -> name, name -> new RestClient(vertx, name, List.of(), limits, transport)));
        if (settings.relay().enabled()) {
            Settings.Exchange relayed = settings.relay().exchange();
            RestLimits real = new BinanceInstruments().limits();
            clients.put(relayed.name(), new RestClient(vertx, relayed.name(), relayed.rest(), real, transport));
        }
        return new RestClients(clients);
    }

    private Optional<Relay> relay(Settings settings, RestClients rest) {
        if (!settings.relay().enabled()) {
            return Optional.empty();
        }
        Relay relay = new Relay(
                vertx,
                new SystemResolver(vertx),
                settings.feed(),
                settings.relay(),
                rest.of(settings.relay().exchange().name()).orElseThrow(),
                Optional.empty());
        Await.result(relay.start(new Liveness()));
        return Optional.of(relay);
    }

    private HttpNode(Plan plan) {
        acceptEncoding = plan.acceptEncoding;
        wire = plan.wire;
        vertx = NativeTransport.builder(new VertxOptions()
                        .setEventLoopPoolSize(plan.eventLoops)
                        .setPreferNativeTransport(plan.nativeTransport))
                .build();
        vertx.eventBus()
                .registerDefaultCodec(Tick.class, new TickCodec())
                .registerDefaultCodec(Candle.class, new CandleCodec());
        if (plan.candles || plan.alerts) {
            folder = Optional.of(TemporaryFolder.make());
            plan.settings.putIfAbsent(
                    "TICKCAST_STORAGE_URL", "jdbc:sqlite:" + folder.get().path().resolve("tickcast.db"));
        } else {
            folder = Optional.empty();
        }
        Settings settings = TestSettings.with(plan.settings);
        NodeInfo info = new NodeInfo(settings.node().name(), "1.2.3", System.nanoTime(), plan.demo);
        RestClients rest = rest(vertx, settings);
        shared = SharedHttp.of(
                vertx,
                settings,
                WEB_FILES,
                new Liveness(),
                new SystemResolver(vertx),
                rest,
                relay(settings, rest),
                plan.candles ? Optional.of(candles(settings, plan.demo, rest)) : Optional.empty(),
                plan.alerts ? Optional.of(alerts(settings)) : Optional.empty(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        shared.bindNode(info, TestSettings.primary(settings), Optional.empty());
        Await.result(vertx.deployVerticle(
                new PublishVerticle(shared.publishing(), "id", info.name(), plan.demo, shared.liveness())));
        NodeReplication replication = new NodeReplication(
                vertx, Optional.empty(), settings.cluster().busHeartbeat(), plan.demo, plan.eventLoops);
        Await.result(vertx.deployVerticle(
                () -> {
                    HttpVerticle verticle = new HttpVerticle(
                            settings, info, TestSettings.primary(settings), shared, plan.warm, replication);
                    verticles.add(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(plan.eventLoops)));
    }

    /** Keeps the candles that come over the bus, and asks no exchange for others. */
    private CandleQueries candles(Settings settings, boolean demo, RestClients rest) {
        Map<String, CandleSource> sources = settings.feed().exchanges().stream()
                .collect(Collectors.toMap(Settings.Exchange::name, exchange -> new BinanceCandles(demo)));
        CandlesVerticle candles = new CandlesVerticle(settings, settings.node().name(), sources, rest, new Liveness());
        Await.result(vertx.deployVerticle(candles));
        return candles.queries();
    }

    private Alerts alerts(Settings settings) {
        AlertsVerticle alerts = new AlertsVerticle(
                settings, Optional.empty(), new SystemResolver(vertx), new Liveness(), Optional.empty());
        Await.result(vertx.deployVerticle(alerts));
        return alerts.alerts();
    }

    /** The setup of a node; one event loop and the default settings unless it says otherwise. */
    public static final class Plan {
        private final Map<String, String> settings = new HashMap<>();
        private final List<Tick> warm = new ArrayList<>();
        private int eventLoops = 1;
        private boolean demo;
        private boolean candles;
        private boolean alerts;
        private boolean nativeTransport = true;
        private String acceptEncoding = "identity";
        private Wire wire = Wire.HTTP_1_1;

        /** @param variable such as {@code TICKCAST_STREAM_HEARTBEAT} */
        public Plan set(String variable, String value) {
            settings.put(variable, value);
            return this;
        }

        /** Asks for tokens of {@link Issuer}; where its keys are is to be set besides. */
        public Plan askingForTokens() {
            return set("TICKCAST_AUTH_JWT_ENABLED", "true")
                    .set("TICKCAST_AUTH_JWT_ISSUER", Issuer.ISS)
                    .set("TICKCAST_AUTH_JWT_AUDIENCE", Issuer.AUD);
        }

        public Plan eventLoops(int count) {
            eventLoops = count;
            return this;
        }

        /** Ticks that are known before the first client. */
        public Plan warm(Tick... ticks) {
            warm.addAll(List.of(ticks));
            return this;
        }

        /** The encoding that clients of {@link HttpNode#stream} accept; with gzip, streams are compressed. */
        public Plan encoding(String accepted) {
            acceptEncoding = accepted;
            return set("TICKCAST_STREAM_COMPRESSION", Boolean.toString(accepted.equals("gzip")));
        }

        /** The protocol between the node and its clients. */
        public Plan wire(Wire spoken) {
            wire = spoken;
            settings.putAll(spoken.settings());
            return this;
        }

        /** With Java's own sockets instead of the system's. */
        public Plan javaTransport() {
            nativeTransport = false;
            return this;
        }

        /** Keeps candles, in a file of its own unless another database is set, for ever. */
        public Plan candles() {
            candles = true;
            return set("TICKCAST_HISTORY_ENABLED", "true").set("TICKCAST_HISTORY_RETENTION", "");
        }

        /** Keeps alert rules in a file of its own. */
        public Plan alerts() {
            alerts = true;
            return set("TICKCAST_ALERT_ENABLED", "true");
        }

        public Plan demo() {
            demo = true;
            return this;
        }

        public HttpNode start() {
            return new HttpNode(this);
        }
    }

    public static Plan plan() {
        return new Plan();
    }

    /** One with heartbeats as shipped: a page opens its stream anew when it hears nothing for 45 s. */
    public static Plan forPage() {
        return plan().set("TICKCAST_STREAM_HEARTBEAT", "15s");
    }

    public static HttpNode start() {
        return plan().start();
    }

    public SharedHttp shared() {
        return shared;
    }

    public int port() {
        return verticles.get(0).port();
    }

    /** The methods and paths that it answers, but for files. */
    public Set<String> routes() {
        return verticles.get(0).routes();
    }

    /** Puts the ticks on the bus; on a node of one event loop all arrive in one turn of it. */
    public void publish(Tick... ticks) {
        vertx.runOnContext(v -> tell(ticks));
    }

    private void tell(Tick... ticks) {
        List.of(ticks).forEach(tick -> vertx.eventBus().publish(BusAddresses.TICKS, tick, TickCodec.OPTIONS));
    }

    /**
     * On a node of one event loop: puts the ticks on the bus, and has the loop do something else for a while between their
     * arrival and their flush.
     */
    public void publishAndKeepBusy(Duration time, Tick... ticks) {
        vertx.runOnContext(v -> {
            tell(ticks);
            vertx.runOnContext(later -> {
                long end = System.nanoTime() + time.toNanos();
                while (System.nanoTime() - end < 0) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            });
        });
    }

    /** Puts the candles on the bus, each of a minute and of a symbol that a feed follows: see {@link #follow}. */
    public void publish(Candle... candles) {
        vertx.runOnContext(v -> List.of(candles)
                .forEach(candle -> vertx.eventBus().publish(BusAddresses.CANDLES, candle, CandleCodec.OPTIONS)));
    }

    /** Says what the first line of an exchange follows, as a feed does. */
    public void follow(String exchange, Instrument... instruments) {
        JsonObject told = new FeedSymbols(exchange, 1, List.of(instruments)).toJson();
        vertx.runOnContext(v -> vertx.eventBus().publish(BusAddresses.FEED_SYMBOLS, told));
    }

    /** Puts the signals on the bus; on a node of one event loop all arrive in one turn of it. */
    public void publish(Signal... signals) {
        vertx.runOnContext(v -> List.of(signals).forEach(signal -> signal.publish(vertx.eventBus())));
    }

    /** Publishes, and returns when the node, which must be of one event loop, has heard these signals. */
    public void hold(Signal... signals) {
        long before = status().getJsonObject("signals").getLong("heard");
        publish(signals);
        Await.until(
                "the node has heard the signals",
                () -> status().getJsonObject("signals").getLong("heard") == before + signals.length);
    }

    /** Announces that rules fired, as the node does that tells receivers. */
    public void fire(Firing... firings) {
        JsonArray message = new JsonArray();
        List.of(firings)
                .forEach(firing -> message.add(new JsonObject()
                        .put("alert", firing.alert())
                        .put(
                                "state",
                                new JsonObject()
                                        .put("generation", 1)
                                        .put("step", 1)
                                        .put("fired", 1)
                                        .put("phase", "fired")
                                        .put("since", 0))
                        .put("firing", StoredJson.json(firing))));
        vertx.runOnContext(v -> vertx.eventBus().publish(BusAddresses.ALERTS, message));
    }

    /** Puts what may be no signal where signals are heard. */
    public void publishAsSignal(Object message) {
        vertx.eventBus().publish(BusAddresses.SIGNALS, message);
    }

    /** Publishes so many ticks of four symbols each ms, the nth of event time n and price n, until it is stopped. */
    public long flow(int ticksPerMilli) {
        long[] published = new long[1];
        return vertx.setPeriodic(1, timer -> {
            for (int i = 0; i < ticksPerMilli; i++) {
                long n = ++published[0];
                vertx.eventBus()
                        .publish(BusAddresses.TICKS, Ticks.tick("S" + n % 4, n, Long.toString(n)), TickCodec.OPTIONS);
            }
        });
    }

    /** @param flow value of {@link #flow} */
    public void stopFlow(long flow) {
        vertx.cancelTimer(flow);
    }

    /** Publishes, and returns when a snapshot would hold these prices; each must be news. */
    public void hold(Tick... ticks) {
        publish(ticks);
        for (Tick tick : ticks) {
            Await.until("the node holds " + tick, () -> holds(tick));
        }
    }

    private boolean holds(Tick tick) {
        RawAnswer answer = get("/api/prices/" + tick.symbol() + "?exchange=" + tick.exchange());
        return answer.status() == 200 && answer.json().getJsonObject("data").getLong("event_time") == tick.eventTime();
    }

    /** Reports of the feed's only line, whose last tick came just now, as a feed makes them: again and again. */
    public void report(State state) {
        report(state, Micros.now());
    }

    public void report(State state, long lastTick) {
        report(Ticks.EXCHANGE, state, lastTick);
    }

    /** The same of another exchange. */
    public void report(String exchange, State state) {
        report(exchange, state, Micros.now());
    }

    private synchronized void report(String exchange, State state, long lastTick) {
        JsonObject report = new FeedState(exchange, LINE, state, Instant.now(), lastTick, NO_DETAILS).toJson();
        Optional.ofNullable(reporting.remove(exchange)).ifPresent(vertx::cancelTimer);
        vertx.eventBus().publish(BusAddresses.FEED_STATE, report);
        reporting.put(
                exchange, vertx.setPeriodic(500, timer -> vertx.eventBus().publish(BusAddresses.FEED_STATE, report)));
    }

    /** Reports the state of a file of the verticles' folder, again and again from now on. */
    public void verticle(String file, String state) {
        JsonObject report = new JsonObject()
                .put("id", "test")
                .put(
                        "files",
                        new JsonArray().add(new JsonObject().put("file", file).put("state", state)));
        vertx.setPeriodic(1, 500, timer -> vertx.eventBus().publish(BusAddresses.VERTICLES_STATE, report));
    }

    public void cacheState(Object state) {
        vertx.eventBus().publish(BusAddresses.CACHE_STATE, state);
    }

    public EventBus bus() {
        return vertx.eventBus();
    }

    public SseClient stream(String query) {
        return stream(query, Map.of());
    }

    public SseClient stream(String query, Map<String, String> headers) {
        return open("/api/sse/prices" + query, headers);
    }

    private SseClient open(String uri, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.putIfAbsent("Accept-Encoding", acceptEncoding);
        return SseClient.open(clients, port(), uri, all, wire.client());
    }

    /** A stream of signals. */
    public SseClient signals(String query) {
        return signals(query, Map.of());
    }

    public SseClient signals(String query, Map<String, String> headers) {
        return open("/api/sse/signals" + query, headers);
    }

    /** A client that has read what every new stream gets first. */
    public SseClient greeted(String query) {
        SseClient client = stream(query);
        client.next("connected");
        return client;
    }

    /** A connection on which one reads and writes for oneself, with TLS where the node speaks it. */
    public RawHttp connect() {
        return RawHttp.connect(port(), wire);
    }

    /** The node's own. */
    public Vertx vertx() {
        return vertx;
    }

    public Vertx clients() {
        return clients;
    }

    public RawAnswer get(String uri, String... headers) {
        return request("GET", uri, "", headers);
    }

    public RawAnswer post(String uri, String body, String... headers) {
        return request("POST", uri, body, headers);
    }

    public RawAnswer request(String method, String uri, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(
                List.of(method + " " + uri + " HTTP/1.1", "Connection: close", "Content-Length: " + bytes.length));
        lines.addAll(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Host: "))) {
            lines.add("Host: 127.0.0.1:" + port());
        }
        try (RawHttp http = connect()) {
            return http.send(lines.toArray(String[]::new)).sendBytes(bytes).answer();
        }
    }

    /** Posts a body without saying how long it is; in chunks, the last of them included. */
    public RawAnswer chunked(String uri, String chunks) {
        try (RawHttp http = connect()) {
            return http.send("POST " + uri + " HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked")
                    .sendBytes(chunks.getBytes(StandardCharsets.UTF_8))
                    .answer();
        }
    }

    /** The node's own status. */
    public JsonObject status() {
        return get("/api/sse/status").json().getJsonObject("data");
    }

    /** Returns when the node counts so many streams. */
    public void awaitClients(int count) {
        Await.until(count + " clients are connected", () -> status().getInteger("connected_clients") == count);
    }

    public Future<Void> drain() {
        return Future.all(verticles.stream().map(HttpVerticle::drain).toList()).mapEmpty();
    }

    @Override
    public void close() {
        Await.result(clients.close());
        Await.result(vertx.close());
        folder.ifPresent(TemporaryFolder::delete);
    }
}
