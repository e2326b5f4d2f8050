package io.tickcast.history;

import io.tickcast.metrics.Meters;
import java.util.concurrent.atomic.LongAdder;

/** The counters of what is fetched from one exchange because it is missing. Thread-safe. */
final class RepairCounts {
    final LongAdder pages = new LongAdder();
    final LongAdder failures = new LongAdder();
    /** Candles that were missing when they were last counted. */
    volatile long missing;

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
        return meters;
    }
}
