package io.tickcast.sse.stats;

import io.tickcast.metrics.Meters;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the candles on the streams of a whole node: all event loops share them. Thread-safe. */
public final class CandleStats {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder conflated = new LongAdder();
    private final LongAdder unread = new LongAdder();
    private final Meters meters = new Meters();

    CandleStats() {
        meters.gauge("streams", "tickcast_candle_streams", streams::get).help("Open price streams with candles");
        meters.gauge("waiting", "tickcast_candle_streams_waiting", waiting::get)
                .help("Price streams that are receiving candles of the past");
        meters.counter("sent", "tickcast_candles_sent", sent::sum)
                .help("Candle events written, counted for each stream");
        meters.counter("conflated", "tickcast_candles_conflated", conflated::sum)
                .help("Candle events that slow streams did not get at once, and of open candles only the newest later");
        meters.counter("unread", "tickcast_candles_unread", unread::sum)
                .help("Series of candles of the past that could not be read for a stream");
    }

    public void streams(int more) {
        streams.addAndGet(more);
    }

    /** Changes the number of streams that are being given candles of the past. */
    public void waiting(int more) {
        waiting.addAndGet(more);
    }

    /** Counts events, each to one stream. */
    public void sent(long count) {
        sent.add(count);
    }

    /** Counts events for a stream that was behind. */
    public void conflated(long count) {
        conflated.add(count);
    }

    public void unread() {
        unread.increment();
    }

    public Meters meters() {
        return meters;
    }
}
