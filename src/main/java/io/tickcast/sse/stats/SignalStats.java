package io.tickcast.sse.stats;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the signals of a whole node: all event loops share them. Thread-safe. */
public final class SignalStats {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger priceStreams = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    public void streams(int more) {
        streams.addAndGet(more);
    }

    public void priceStreams(int more) {
        priceStreams.addAndGet(more);
    }

    /** Counts events, each to one stream. */
    public void sent(int count) {
        sent.add(count);
    }

    /** Counts signals that price streams did not get because they were behind. */
    public void dropped(long count) {
        dropped.add(count);
    }

    void bindTo(MeterRegistry registry) {
        Gauge.builder("tickcast_signal_streams", streams, AtomicInteger::get)
                .description("Open streams of signals alone")
                .register(registry);
        Gauge.builder("tickcast_signal_price_streams", priceStreams, AtomicInteger::get)
                .description("Open price streams that want signals, too")
                .register(registry);
        FunctionCounter.builder("tickcast_signals_sent", sent, LongAdder::sum)
                .description("Signals written, each to one stream")
                .register(registry);
        FunctionCounter.builder("tickcast_signals_dropped", dropped, LongAdder::sum)
                .description("Signals that price streams did not get since they were behind")
                .register(registry);
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("streams", streams.get())
                .put("price_streams", priceStreams.get())
                .put("sent", sent.sum())
                .put("dropped", dropped.sum());
    }
}
