package io.tickcast.history;

import io.tickcast.metrics.Meters;
import java.util.concurrent.atomic.LongAdder;

/** The counters of what is fetched from one exchange because it is missing. Thread-safe. */
final class RepairCounts {
    final LongAdder pages = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder future = new LongAdder();
    final LongAdder droppedReads = new LongAdder();
    /** Candles that were missing when they were last counted. */
    volatile long missing;
    /** Reads of the store that wait. */
    volatile int waitingReads;

    Meters meters(String exchange) {
        Meters meters = new Meters();
        meters.gauge("missing", "tickcast_history_missing", () -> missing)
                .label("exchange", exchange)
                .help("Candles that are missing here and will be asked for");
        meters.counter("pages", "tickcast_history_pages_total", pages::sum)
                .label("exchange", exchange)
                .help("Requests for missing candles");
        meters.counter("failures", "tickcast_history_failures_total", failures::sum)
                .label("exchange", exchange)
                .help("Requests for missing candles that failed; they are repeated");
        meters.counter("malformed", "tickcast_history_malformed_total", malformed::sum)
                .label("exchange", exchange)
                .help("Rows of answers to these requests that hold no valid candle; they are asked for again");
        meters.counter("future", "tickcast_history_future_total", future::sum)
                .label("exchange", exchange)
                .help("Candles of feeds that were refused because they begin in the future");
        meters.gauge("waiting_reads", "tickcast_history_waiting_reads", () -> waitingReads)
                .label("exchange", exchange)
                .help("Reads of the database of candles that wait for others");
        meters.counter("dropped_reads", "tickcast_history_dropped_reads_total", droppedReads::sum)
                .label("exchange", exchange)
                .help("Reads of the database of candles that were dropped because too many waited");
        return meters;
    }
}
