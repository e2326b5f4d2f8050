package io.tickcast.http;

import io.tickcast.cluster.PeerTracker;
import io.tickcast.metrics.MeterRows;
import io.tickcast.sse.replay.GapState;
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
 * A snapshot of an event loop for status and metrics: its own state, and the reports that it received. Taken on it.
 *
 * @param prices     symbols of the primary exchange whose newest price is held
 * @param indexed    symbols whose index is made at each tick
 * @param timesAhead receive times of other nodes that were ahead of this node's clock
 * @param dropped    number of dropped messages of the bus, by their kind
 * @param cache      the last report of the cache, not to be changed
 * @param verticles  files of the verticles' folders, as their nodes report them
 */
record LoopState(
        int prices,
        int indexed,
        long timesAhead,
        Map<String, Long> dropped,
        ReplayState replay,
        GapState gaps,
        SignalState signals,
        List<FeedLine> feeds,
        JsonObject cache,
        JsonArray verticles,
        Optional<PeerTracker> peers)
        implements Consumer<MeterRows> {

    @Override
    public void accept(MeterRows to) {
        to.gauge("tickcast_prices", "Symbols of the primary exchange with a known price", prices);
        to.gauge(
                "tickcast_indexed",
                "Symbols whose index one event loop makes at each tick; 0 until a stream asks for it",
                indexed);
        to.counter(
                "tickcast_bus_times_ahead",
                "Receive times of other nodes, in one event loop, that were ahead of this node's clock by more than "
                        + "cluster.clock-tolerance and were replaced by its own time",
                timesAhead);
        dropped.forEach((what, count) -> to.counter(
                "tickcast_bus_dropped",
                "Messages of the event bus that one event loop dropped, by their expected type",
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
                .counter("malformed", "tickcast_cache_reports_malformed", "Malformed reports of the cache");
        verticles.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .forEach(verticle -> ReportRows.verticle(verticle, to));
        peers.ifPresent(others -> heartbeats(others, to));
    }

    private void replay(MeterRows to) {
        to.gauge("tickcast_replay_ticks", "Ticks kept for clients that reconnect, in one event loop", replay.ticks());
        to.gauge("tickcast_replay_ticks_max", "Limit of kept ticks: stream.replay-ticks", replay.maxTicks());
        to.gauge("tickcast_replay_bytes", "Memory of the kept ticks, in one event loop", replay.bytes());
        to.gauge(
                "tickcast_replay_bytes_max",
                "Limit of the memory of kept ticks: stream.replay-bytes",
                replay.maxBytes());
        to.gauge(
                "tickcast_replay_covered_seconds",
                "Time for which a client may be away without missing ticks",
                replay.coversMillis() / 1e3);
        to.gauge(
                "tickcast_replay_gaps",
                "Gaps of trades kept for clients that reconnect or are slow, in one event loop",
                gaps.kept());
        to.gauge("tickcast_replay_gaps_max", "Limit of kept gaps", gaps.max());
        to.counter(
                "tickcast_replay_gaps_joined",
                "Kept gaps joined with the next one of their symbol, because it had too many",
                gaps.joined());
        to.counter("tickcast_replay_gaps_dropped", "Kept gaps removed early because of their number", gaps.dropped());
    }

    private void signals(MeterRows to) {
        to.counter("tickcast_signals_malformed", "Malformed signals and alerts", signals.malformed());
        to.gauge(
                "tickcast_signals_kept",
                "Signals and alerts kept for clients that reconnect, in one event loop",
                signals.kept());
        to.gauge(
                "tickcast_signals_kept_bytes",
                "Memory of the kept signals and alerts, in one event loop",
                signals.bytes());
        to.counter(
                "tickcast_signals_over_count",
                "Kept signals removed early because of their number",
                signals.overCount());
        to.counter(
                "tickcast_signals_over_bytes",
                "Kept signals removed early because of their memory",
                signals.overBytes());
    }

    private static void heartbeats(PeerTracker peers, MeterRows to) {
        long now = System.nanoTime();
        peers.heard()
                .forEach(peer -> to.gauge(
                        "tickcast_cluster_heartbeat_age_seconds",
                        "Time since the last heartbeat of another node",
                        Duration.ofNanos(peer.silentNanos(now)).toMillis() / 1e3,
                        "node",
                        ReportRows.label(peer.heartbeat().node())));
    }
}
