package io.tickcast.sse.stats;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counters of the streams of a whole node: all event loops share them. Thread-safe. */
public final class StreamStats {
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
    private final LatencyWindow exchangeToNode = new LatencyWindow();
    private final LatencyWindow nodeToSocket = new LatencyWindow();

    public StreamStats(int maxOpen) {
        this.maxOpen = maxOpen;
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
                .put("cut_for_slowness", ended(CloseReason.SLOW))
                .put("passes", passes.sum())
                .put("pass_ms", passNanos.sum() / 1_000_000)
                .put("frames", frames.sum())
                .put(
                        "direct_memory_bytes",
                        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                                .metric()
                                .usedDirectMemory())
                .put("conflated_ticks", conflated.sum())
                .put("caught_up", caughtUp.sum())
                .put("behind", behind.sum())
                .put("replaying", replaying.sum());
    }

    private JsonObject paths() {
        JsonObject open = new JsonObject();
        for (StreamPath path : StreamPath.values()) {
            open.put(path.name().toLowerCase(Locale.ROOT), paths[path.ordinal()].sum());
        }
        return open;
    }

    /** Streams that ended so. */
    public long ended(CloseReason cause) {
        return ended[cause.ordinal()].sum();
    }

    /** Prices that flushes wrote, each to one stream. */
    public long events() {
        return events.sum();
    }

    /** Bytes that flushes wrote, with HTTP's framing. */
    public long bytes() {
        return bytes.sum();
    }

    public double passSeconds() {
        return passNanos.sum() / 1e9;
    }

    /** Delay from the exchange's clock to this node's. */
    public LatencyHistogram toNode() {
        return exchangeToNode.all();
    }

    /** Delay from a tick's arrival at the node of its feed to the socket. */
    public LatencyHistogram toSocket() {
        return nodeToSocket.all();
    }

    public JsonObject latencies() {
        return new JsonObject()
                .put("exchange_to_node", exchangeToNode.toJson())
                .put("node_to_socket", nodeToSocket.toJson());
    }
}
