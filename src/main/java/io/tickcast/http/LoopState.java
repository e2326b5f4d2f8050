package io.tickcast.http;

import io.tickcast.cluster.PeerTracker;
import io.tickcast.metrics.MeterRows;
import io.tickcast.sse.replay.ReplayState;
import io.tickcast.sse.signal.SignalState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an event loop knows, for status and metrics: of itself, and of what was reported to it. Taken on the loop.
 *
 * @param prices     symbols of the primary exchange whose newest price is held
 * @param timesAhead receive times of other nodes that were ahead of this node's clock
 * @param dropped    what was dropped of what the bus brought, by its kind
 * @param cache      the last report of the cache, not to be changed
 * @param verticles  files of the verticles' folders, as their nodes report them
 */
record LoopState(
        int prices,
        long timesAhead,
        Map<String, Long> dropped,
        ReplayState replay,
        SignalState signals,
        List<FeedLine> feeds,
        JsonObject cache,
        JsonArray verticles,
        Optional<PeerTracker> peers)
        implements Consumer<MeterRows> {

    @Override
    public void accept(MeterRows to) {
        to.gauge("tickcast_prices", "Symbols of the primary exchange whose newest price is held", prices);
        to.counter(
                "tickcast_bus_times_ahead",
                "Receive times of other nodes that were ahead of this node's clock "
                        + "by more than cluster.clock-tolerance, of one event loop; it takes its own time "
                        + "in their place",
                timesAhead);
        dropped.forEach((what, count) -> to.counter(
                "tickcast_bus_dropped",
                "Messages of the event bus that were dropped, of one event loop, by what they should have been",
                count,
                "what",
                what));
        replay(to);
        signals(to);
        // Where a node has started anew its older line is still known for a while.
        feeds.stream().filter(line -> !line.silent()).forEach(line -> line.addTo(to));
        feeds.stream().filter(FeedLine::silent).forEach(line -> line.addTo(to));
        ReportRows.cache(cache, to);
        new ReportRows(to, cache)
                .counter("malformed", "tickcast_cache_reports_malformed", "Messages that were no report of the cache");
        verticles.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .forEach(verticle -> ReportRows.verticle(verticle, to));
        peers.ifPresent(others -> heartbeats(others, to));
    }

    private void replay(MeterRows to) {
        to.gauge("tickcast_replay_ticks", "Ticks kept for clients that come back, of one event loop", replay.ticks());
        to.gauge("tickcast_replay_ticks_max", "Ticks that may be kept: stream.replay-ticks", replay.maxTicks());
        to.gauge("tickcast_replay_bytes", "Memory of the ticks kept, of one event loop", replay.bytes());
        to.gauge(
                "tickcast_replay_bytes_max", "Memory that ticks kept may take: stream.replay-bytes", replay.maxBytes());
        to.gauge(
                "tickcast_replay_covered_seconds",
                "For how long a client may be away and miss nothing",
                replay.coversMillis() / 1e3);
    }

    private void signals(MeterRows to) {
        to.counter("tickcast_signals_malformed", "Messages that were no signals", signals.malformed());
        to.gauge("tickcast_signals_kept", "Signals kept for clients that come back, of one event loop", signals.kept());
        to.gauge("tickcast_signals_kept_bytes", "Memory of these signals, of one event loop", signals.bytes());
        to.counter(
                "tickcast_signals_over_count", "Signals given up early since too many were kept", signals.overCount());
        to.counter(
                "tickcast_signals_over_bytes",
                "Signals given up early since they took too much memory",
                signals.overBytes());
    }

    private static void heartbeats(PeerTracker peers, MeterRows to) {
        long now = System.nanoTime();
        peers.heard()
                .forEach(peer -> to.gauge(
                        "tickcast_cluster_heartbeat_age_seconds",
                        "Time since another node was heard",
                        Duration.ofNanos(peer.silentNanos(now)).toMillis() / 1e3,
                        "node",
                        ReportRows.label(peer.heartbeat().node())));
    }
}
