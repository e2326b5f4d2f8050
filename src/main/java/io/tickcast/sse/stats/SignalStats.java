package io.tickcast.sse.stats;

import io.tickcast.metrics.Meters;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the signals of a whole node: all event loops share them. Thread-safe. */
public final class SignalStats {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger priceStreams = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Meters meters = new Meters();

    SignalStats() {
        meters.gauge("streams", "tickcast_signal_streams", streams::get).help("Open streams of signals or alerts");
        meters.gauge("price_streams", "tickcast_signal_price_streams", priceStreams::get)
                .help("Open price streams with signals or alerts");
        meters.counter("sent", "tickcast_signals_sent", sent::sum)
                .help("Signals and alerts written, counted for each stream");
        meters.counter("dropped", "tickcast_signals_dropped", dropped::sum)
                .help("Signals and alerts that slow price streams did not get");
    }

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

    public Meters meters() {
        return meters;
    }
}
