package io.tickcast.http;

import io.tickcast.access.Authenticator;
import io.tickcast.alert.Alerts;
import io.tickcast.cluster.Heartbeat;
import io.tickcast.cluster.Peer;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.history.CandleQueries;
import io.tickcast.http.connection.InboundLimits;
import io.tickcast.liveness.Liveness;
import io.tickcast.log.Output;
import io.tickcast.names.SystemResolver;
import io.tickcast.publish.Publishing;
import io.tickcast.relay.Relay;
import io.tickcast.replication.CacheStatusTracker;
import io.tickcast.replication.ScriptStatusTracker;
import io.tickcast.rest.RestClients;
import io.tickcast.sse.Hub;
import io.tickcast.sse.stats.StreamStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/sse/status}: the status of this node. */
final class StatusRoute {
    private final Hub hub;
    private final NodeInfo node;
    private final Supplier<Catalog> catalogs;
    private final StreamStats stats;
    private final InboundLimits inboundLimits;
    private final boolean feedsEnabled;
    private final Optional<PeerTracker> peers;
    private final SystemResolver names;
    private final RestClients rest;
    private final Optional<Relay> relay;
    private final Publishing publishing;
    private final Optional<CandleQueries> candles;
    private final Optional<Alerts> alerts;
    private final Supplier<Map<String, Long>> dropped;
    private final Liveness liveness;
    private final ScriptStatusTracker verticles = new ScriptStatusTracker();
    private final CacheStatusTracker cache = new CacheStatusTracker();
    private @Nullable Authenticator tokens;

    /**
     * @param relay   empty: nothing is relayed
     * @param candles empty: none are kept
     * @param alerts  empty: there are none
     * @param dropped counts of dropped bus messages, by their kind
     */
    StatusRoute(
            Hub hub,
            NodeInfo node,
            Supplier<Catalog> catalogs,
            StreamStats stats,
            InboundLimits inboundLimits,
            boolean feedsEnabled,
            Optional<PeerTracker> peers,
            SystemResolver names,
            RestClients rest,
            Optional<Relay> relay,
            Publishing publishing,
            Optional<CandleQueries> candles,
            Optional<Alerts> alerts,
            Supplier<Map<String, Long>> dropped,
            Liveness liveness) {
        this.hub = hub;
        this.node = node;
        this.catalogs = catalogs;
        this.stats = stats;
        this.inboundLimits = inboundLimits;
        this.feedsEnabled = feedsEnabled;
        this.peers = peers;
        this.names = names;
        this.rest = rest;
        this.relay = relay;
        this.publishing = publishing;
        this.candles = candles;
        this.alerts = alerts;
        this.dropped = dropped;
        this.liveness = liveness;
    }

    /** Takes the last report of a node about its scripts. */
    void verticlesState(Object state) {
        verticles.heard(state, System.nanoTime());
    }

    /** Takes the last report of the cache. */
    void cacheState(Object state) {
        cache.heard(state);
    }

    /** @param access empty: no token is required */
    void tokens(Optional<Authenticator> access) {
        tokens = access.orElse(null);
    }

    void handle(RoutingContext context) {
        JsonResponses.data(context, toJson());
    }

    /** The state of the event loop; must be called on it. */
    LoopState state() {
        Map<String, Long> drops = dropped.get();
        drops.put("cache_states", cache.dropped());
        drops.put("verticle_states", verticles.dropped());
        long now = System.nanoTime();
        return new LoopState(
                hub.latestPrices().newest(catalogs.get().primary()).size(),
                hub.index().size(),
                hub.timesAhead(),
                drops,
                hub.replay(),
                hub.gaps().state(),
                hub.signals().state(),
                hub.feeds().reports(now).stream()
                        .map(word -> FeedLine.of(word, hub.feeds()))
                        .toList(),
                cache.toJson(),
                verticles.toJson(now),
                peers);
    }

    /** Must be called on the event loop. */
    JsonObject toJson() {
        LoopState state = state();
        JsonArray feeds = new JsonArray();
        state.feeds().forEach(line -> feeds.add(line.toJson()));
        addUnseen(feeds, state);
        JsonObject answer = new JsonObject()
                .put("running", feedsEnabled)
                .put(
                        "connected_clients",
                        stats.open() + peers.map(StatusRoute::clients).orElse(0L))
                .put("node", node.name())
                .put("version", node.version())
                .put("demo", node.demo())
                .put("time", System.currentTimeMillis())
                .put(
                        "uptime_s",
                        Duration.ofNanos(System.nanoTime() - node.startedNanos())
                                .toSeconds())
                .put("symbols", catalogs.get().symbols().size())
                .put("prices", state.prices())
                .put("indexed", state.indexed())
                .put("feeds", feeds)
                .put("cache", state.cache())
                .put("verticles", state.verticles())
                .put("streams", stats.toJson())
                .put("replay", state.replay().toJson().put("gaps", state.gaps().toJson()))
                .put(
                        "signals",
                        state.signals()
                                .toJson()
                                .mergeIn(stats.signals().meters().toJson()))
                .put("candles", stats.candles().meters().toJson())
                .put("websocket", stats.webSockets().meters().toJson())
                .put("overload", stats.overload().toJson())
                .put("latency", stats.latencies())
                .put("log", Output.meters().toJson())
                .put("names", names.meters().toJson())
                .put("rest", rest.toJson())
                .put("publish", publishing.meters().toJson())
                .put("loops", loops());
        JsonObject drops = new JsonObject();
        state.dropped().forEach(drops::put);
        answer.put(
                "bus", new JsonObject().put("times_ahead", state.timesAhead()).put("dropped", drops));
        relay.ifPresent(own -> answer.put("relay", own.meters().toJson()));
        candles.ifPresent(kept -> answer.put("history", kept.meters().toJson()));
        alerts.ifPresent(all -> {
            JsonObject counts = new JsonObject();
            all.meters().forEach(meters -> counts.mergeIn(meters.toJson()));
            answer.put("alerts", counts);
        });
        inboundLimits.addTo(answer);
        if (tokens != null) {
            answer.put("tokens", tokens.meters().toJson());
        }
        peers.ifPresent(others -> answer.put("cluster", cluster(others)));
        return answer;
    }

    /** Adds the sources that nobody has published yet, which have no line. */
    private void addUnseen(JsonArray feeds, LoopState state) {
        Set<String> seen =
                state.feeds().stream().map(line -> line.report().exchange()).collect(Collectors.toSet());
        publishing.sources().stream()
                .filter(source -> !seen.contains(source))
                .forEach(source -> feeds.add(new JsonObject()
                        .put("exchange", source)
                        .put("state", hub.feeds().state(source).word())));
    }

    private JsonArray loops() {
        JsonArray all = new JsonArray();
        long now = System.nanoTime();
        liveness.loops()
                .forEach(loop -> all.add(new JsonObject()
                        .put("loop", loop.number())
                        .put("runs", loop.roles())
                        .put("thread", loop.thread().getName())
                        .put("lag_ms", Math.round(loop.lagSeconds(now) * 1e3))));
        return all;
    }

    private static long clients(PeerTracker peers) {
        return peers.heard().stream()
                .mapToLong(peer -> peer.heartbeat().clients())
                .sum();
    }

    private JsonObject cluster(PeerTracker others) {
        JsonArray nodes = new JsonArray()
                .add(node(others.own()).put("connected_clients", stats.open()).put("this", true));
        long now = System.nanoTime();
        others.heard().stream()
                .sorted(Comparator.comparing((Peer peer) -> peer.heartbeat().node()))
                .forEach(peer -> nodes.add(node(peer.heartbeat())
                        .put(
                                "heard_ms_ago",
                                Duration.ofNanos(peer.silentNanos(now)).toMillis())));
        return others.meters().toJson().put("nodes", nodes);
    }

    private static JsonObject node(Heartbeat heartbeat) {
        return new JsonObject()
                .put("node", heartbeat.node())
                .put("connected_clients", heartbeat.clients())
                .put("ready", heartbeat.ready());
    }
}
