package io.tickcast.sse.stats;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.tickcast.metrics.Meters;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Counters of the streams of a whole node: all event loops share them. Thread-safe. */
public final class StreamStats {
    /** Upper ends of the buckets of delays. */
    private static final Duration[] BOUNDS = LongStream.of(
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000)
            .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
            .toArray(Duration[]::new);

    private final int maxOpen;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    private final LongAdder[] paths =
            Stream.generate(LongAdder::new).limit(StreamPath.values().length).toArray(LongAdder[]::new);
    private final LongAdder[] transports =
            Stream.generate(LongAdder::new).limit(Transport.values().length).toArray(LongAdder[]::new);
    private final LongAdder overloaded = new LongAdder();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushNanos = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder reset = new LongAdder();
    private final LongAdder[] ended =
            Stream.generate(LongAdder::new).limit(CloseReason.values().length).toArray(LongAdder[]::new);
    private final LongAdder events = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder conflated = new LongAdder();
    private final LongAdder caughtUp = new LongAdder();
    private final LongAdder behind = new LongAdder();
    private final LongAdder replaying = new LongAdder();
    private final CompressionStats compression = new CompressionStats();
    private final SignalStats signals = new SignalStats();
    private final CandleStats candles = new CandleStats();
    private final WebSocketStats webSockets = new WebSocketStats();
    private final OverloadStats overload = new OverloadStats();
    private final Meters meters = new Meters();
    private final AtomicBoolean exchangeTimed = new AtomicBoolean();
    private final LatencyWindow exchangeToNode;
    private final LatencyWindow nodeToSocket;

    /** @param registry gets the meters of these counters */
    public StreamStats(int maxOpen, MeterRegistry registry) {
        this.maxOpen = maxOpen;
        exchangeToNode = new LatencyWindow(timer(
                registry,
                "tickcast_exchange_to_node_seconds",
                "Delay from the exchange's time of a tick to its arrival"));
        nodeToSocket = new LatencyWindow(timer(
                registry,
                "tickcast_node_to_socket_seconds",
                "Delay from a tick's arrival, or the end of the interval that held it back, "
                        + "to the end of the flush that wrote it"));
        nameMeters();
        meters.bindTo(registry);
        compression.meters().bindTo(registry);
        signals.meters().bindTo(registry);
        candles.meters().bindTo(registry);
        webSockets.meters().bindTo(registry);
        overload.meters().bindTo(registry);
    }

    private static Timer timer(MeterRegistry registry, String name, String help) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    public int open() {
        return open.get();
    }

    /** Takes a place for one more stream, if there is one. */
    public boolean tryOpen() {
        if (open.incrementAndGet() > maxOpen) {
            open.decrementAndGet();
            overloaded.increment();
            return false;
        }
        opened.increment();
        return true;
    }

    /** Changes the number of streams of this transport that take this path. */
    public void connected(Transport transport, StreamPath path, int more) {
        transports[transport.ordinal()].add(more);
        paths[path.ordinal()].add(more);
    }

    public void closed(CloseReason cause) {
        open.decrementAndGet();
        ended[cause.ordinal()].increment();
    }

    /** @param nanos ns that it took of its loop */
    public void flushed(FlushTotals totals, long nanos) {
        flushes.increment();
        flushNanos.add(nanos);
        frames.add(totals.frames());
        events.add(totals.events());
        bytes.add(totals.bytes());
        conflated.add(totals.conflated());
        compression.add(totals.compression());
    }

    public void resumed() {
        resumed.increment();
    }

    public void reset() {
        reset.increment();
    }

    /** Ticks that streams did not get as events of their own, since too many waited for one flush. */
    public void conflated(long count) {
        conflated.add(count);
    }

    /** The same, since the flush was late. */
    public void conflatedByOverload(long count) {
        conflated.add(count);
        overload.conflated(count);
    }

    /** A stream is refused because the node is overloaded. */
    public void refused() {
        overloaded.increment();
        overload.refused();
    }

    /** Changes the number of streams that are behind. */
    public void behind(int more) {
        behind.add(more);
    }

    /** Changes the number of streams whose replay is under way. */
    public void replaying(int more) {
        replaying.add(more);
    }

    public void caughtUp() {
        caughtUp.increment();
    }

    public SignalStats signals() {
        return signals;
    }

    public CandleStats candles() {
        return candles;
    }

    public WebSocketStats webSockets() {
        return webSockets;
    }

    public OverloadStats overload() {
        return overload;
    }

    /** Every event loop hears every tick, and one of them times how long it took to get here: the first to ask. */
    public boolean claimExchangeTiming() {
        return exchangeTimed.compareAndSet(false, true);
    }

    public LatencyWindow exchangeToNode() {
        return exchangeToNode;
    }

    public LatencyWindow nodeToSocket() {
        return nodeToSocket;
    }

    public void turn() {
        exchangeToNode.turn();
        nodeToSocket.turn();
    }

    public JsonObject toJson() {
        return meters.toJson();
    }

    private static JsonObject open(Enum<?>[] kinds, LongAdder[] counts) {
        JsonObject open = new JsonObject();
        for (Enum<?> kind : kinds) {
            open.put(label(kind), counts[kind.ordinal()].sum());
        }
        return open;
    }

    private void nameMeters() {
        meters.gauge("open", "tickcast_streams_open", open::get).help("Open streams");
        meters.gauge("max", "tickcast_streams_max", () -> maxOpen)
                .help("Limit of open streams: stream.max-connections");
        meters.status("transports", () -> open(Transport.values(), transports));
        for (Transport transport : Transport.values()) {
            meters.gauge("tickcast_stream_transports", transports[transport.ordinal()]::sum)
                    .label("transport", label(transport))
                    .help("Open streams by their transport: sse or websocket");
        }
        meters.status("paths", () -> open(StreamPath.values(), paths));
        for (StreamPath path : StreamPath.values()) {
            meters.gauge("tickcast_stream_connections", paths[path.ordinal()]::sum)
                    .label("path", label(path))
                    .help("Open streams by the path of their frames: socket, channel (behind the HTTP encoder) "
                            + "or response (Vert.x)");
        }
        meters.counter("opened", "tickcast_streams_opened", opened::sum).help("Streams opened");
        meters.counter("overloaded", "tickcast_streams_overloaded", overloaded::sum)
                .help("Streams refused because the node had no room or was overloaded");
        meters.counter("resumed", "tickcast_streams_resumed", resumed::sum)
                .help("Streams that resumed at the last id of their client");
        meters.counter("reset", "tickcast_streams_reset", reset::sum)
                .help("Streams that got a reset because they could not resume");
        for (CloseReason cause : CloseReason.values()) {
            meters.counter("tickcast_streams_closed", ended[cause.ordinal()]::sum)
                    .label("cause", label(cause))
                    .help("Streams that ended, by cause");
        }
        meters.status("cut_for_slowness", ended[CloseReason.SLOW.ordinal()]::sum);
        meters.counter("passes", "tickcast_passes", flushes::sum)
                .help("Flushes: walks over the streams that write all ticks since the last one");
        meters.counter("tickcast_pass_seconds", () -> flushNanos.sum() / 1e9)
                .help("Time that flushes took on event loops");
        meters.status("pass_ms", () -> flushNanos.sum() / 1_000_000);
        meters.counter("frames", "tickcast_pass_writes", frames::sum)
                .help("Writes of flushes, counted for each stream");
        meters.counter("tickcast_pass_events", events::sum)
                .help("Price events written by flushes, counted for each stream");
        meters.counter("tickcast_pass_written_bytes", bytes::sum)
                .help("Bytes written by flushes, including HTTP framing");
        meters.status("compression", () -> compression.meters().toJson());
        meters.gauge("direct_memory_bytes", "tickcast_direct_memory_bytes", StreamStats::directMemory)
                .help("Memory of network buffers outside the heap");
        meters.counter("conflated_ticks", "tickcast_conflated_ticks", conflated::sum)
                .help("Ticks that streams did not get as separate events because their client was slow "
                        + "or the node overloaded");
        meters.counter("caught_up", "tickcast_streams_caught_up", caughtUp::sum)
                .help("Streams that were behind and have caught up");
        meters.gauge("behind", "tickcast_streams_behind", behind::sum)
                .help("Price streams whose clients are too slow at the moment");
        meters.gauge("replaying", "tickcast_streams_replaying", replaying::sum)
                .help("Price streams that are receiving missed ticks");
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    public JsonObject latencies() {
        return new JsonObject()
                .put("exchange_to_node", exchangeToNode.toJson())
                .put("node_to_socket", nodeToSocket.toJson());
    }
}
