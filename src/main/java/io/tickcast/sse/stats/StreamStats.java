package io.tickcast.sse.stats;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
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
    private final LongAdder overloaded = new LongAdder();
    private final LongAdder passes = new LongAdder();
    private final LongAdder passNanos = new LongAdder();
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
    private final SignalStats signals = new SignalStats();
    private final AtomicBoolean exchangeTimed = new AtomicBoolean();
    private final LatencyWindow exchangeToNode;
    private final LatencyWindow nodeToSocket;

    /** @param registry takes the meters of what is counted here */
    public StreamStats(int maxOpen, MeterRegistry registry) {
        this.maxOpen = maxOpen;
        exchangeToNode = new LatencyWindow(timer(
                registry,
                "tickcast_exchange_to_node_seconds",
                "Delay from the exchange's time of a tick to its arrival"));
        nodeToSocket = new LatencyWindow(timer(
                registry,
                "tickcast_node_to_socket_seconds",
                "Delay from a tick's arrival to the end of the pass that wrote it"));
        bindTo(registry);
        signals.bindTo(registry);
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

    /** Changes the number of streams that take this path. */
    public void path(StreamPath path, int more) {
        paths[path.ordinal()].add(more);
    }

    public void closed(CloseReason cause) {
        open.decrementAndGet();
        ended[cause.ordinal()].increment();
    }

    /** @param nanos that it took of its loop */
    public void flushed(FlushTotals totals, long nanos) {
        passes.increment();
        passNanos.add(nanos);
        frames.add(totals.frames());
        events.add(totals.events());
        bytes.add(totals.bytes());
        conflated.add(totals.conflated());
    }

    public void resumed() {
        resumed.increment();
    }

    public void reset() {
        reset.increment();
    }

    /** Ticks that streams which were behind did not get as events of their own. */
    public void conflated(long count) {
        conflated.add(count);
    }

    /** Changes the number of streams that are behind. */
    public void behind(int more) {
        behind.add(more);
    }

    /** Changes the number of streams that are being given what they missed. */
    public void replaying(int more) {
        replaying.add(more);
    }

    public void caughtUp() {
        caughtUp.increment();
    }

    public SignalStats signals() {
        return signals;
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
        return new JsonObject()
                .put("open", open.get())
                .put("max", maxOpen)
                .put("paths", paths())
                .put("opened", opened.sum())
                .put("overloaded", overloaded.sum())
                .put("resumed", resumed.sum())
                .put("reset", reset.sum())
                .put("cut_for_slowness", ended[CloseReason.SLOW.ordinal()].sum())
                .put("passes", passes.sum())
                .put("pass_ms", passNanos.sum() / 1_000_000)
                .put("frames", frames.sum())
                .put("direct_memory_bytes", directMemory())
                .put("conflated_ticks", conflated.sum())
                .put("caught_up", caughtUp.sum())
                .put("behind", behind.sum())
                .put("replaying", replaying.sum());
    }

    private JsonObject paths() {
        JsonObject open = new JsonObject();
        for (StreamPath path : StreamPath.values()) {
            open.put(label(path), paths[path.ordinal()].sum());
        }
        return open;
    }

    private void bindTo(MeterRegistry registry) {
        Gauge.builder("tickcast_streams_open", open, AtomicInteger::get)
                .description("Open streams")
                .register(registry);
        Gauge.builder("tickcast_streams_max", this, stats -> stats.maxOpen)
                .description("Streams that may be open: stream.max-connections")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_opened", opened, LongAdder::sum)
                .description("Streams opened")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_overloaded", overloaded, LongAdder::sum)
                .description("Streams refused since no more fit")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_resumed", resumed, LongAdder::sum)
                .description("Streams that went on where their client was")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_reset", reset, LongAdder::sum)
                .description("Streams that got a snapshot since what they missed is gone")
                .register(registry);
        FunctionCounter.builder("tickcast_conflated_ticks", conflated, LongAdder::sum)
                .description("Ticks that streams which were behind did not get as events of their own")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_caught_up", caughtUp, LongAdder::sum)
                .description("Streams that were behind and have caught up")
                .register(registry);
        Gauge.builder("tickcast_streams_behind", behind, LongAdder::sum)
                .description("Price streams whose clients read too slowly just now")
                .register(registry);
        Gauge.builder("tickcast_streams_replaying", replaying, LongAdder::sum)
                .description("Price streams that are being given what they missed")
                .register(registry);
        for (StreamPath path : StreamPath.values()) {
            Gauge.builder("tickcast_stream_connections", paths[path.ordinal()], LongAdder::sum)
                    .tag("path", label(path))
                    .description("Open streams by the path of their frames: socket, channel (behind the HTTP encoder) "
                            + "or response (Vert.x)")
                    .register(registry);
        }
        for (CloseReason cause : CloseReason.values()) {
            FunctionCounter.builder("tickcast_streams_closed", ended[cause.ordinal()], LongAdder::sum)
                    .tag("cause", label(cause))
                    .description("Streams that ended, by cause")
                    .register(registry);
        }
        bindPassesTo(registry);
    }

    private void bindPassesTo(MeterRegistry registry) {
        FunctionCounter.builder("tickcast_passes", passes, LongAdder::sum)
                .description("Walks over the streams that wrote what had arrived")
                .register(registry);
        FunctionCounter.builder("tickcast_pass_seconds", passNanos, nanos -> nanos.sum() / 1e9)
                .description("Time of event loops that passes took")
                .register(registry);
        FunctionCounter.builder("tickcast_pass_writes", frames, LongAdder::sum)
                .description("Writes of passes, each to one stream")
                .register(registry);
        FunctionCounter.builder("tickcast_pass_events", events, LongAdder::sum)
                .description("Prices that passes wrote, each to one stream")
                .register(registry);
        FunctionCounter.builder("tickcast_pass_written_bytes", bytes, LongAdder::sum)
                .description("Bytes that passes wrote, with HTTP's framing")
                .register(registry);
        Gauge.builder("tickcast_direct_memory_bytes", StreamStats::directMemory)
                .description("Memory of network buffers outside the heap")
                .register(registry);
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
