package io.tickcast.sse.stats;

import io.tickcast.metrics.Meters;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the compressed writes of a whole node: all event loops share them. Thread-safe. */
final class CompressionStats {
    private static final String WRITES =
            "Compressed writes of flushes, counted for each stream: whether they refer back " + "to earlier ones";

    private final LongAdder referring = new LongAdder();
    private final LongAdder alone = new LongAdder();
    private final LongAdder textBytes = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Meters meters = new Meters();

    CompressionStats() {
        meters.counter("referring_back", "tickcast_compressed_writes", referring::sum)
                .label("refers_back", "yes")
                .help(WRITES);
        meters.counter("alone", "tickcast_compressed_writes", alone::sum)
                .label("refers_back", "no")
                .help(WRITES);
        meters.counter("text_bytes", "tickcast_compressed_text_bytes", textBytes::sum)
                .help("Bytes of the text that these writes stand for");
        meters.counter("bytes", "tickcast_compressed_bytes", bytes::sum)
                .help("Bytes of compressed writes of flushes, without HTTP framing");
    }

    void add(CompressionTotals totals) {
        referring.add(totals.referring());
        alone.add(totals.alone());
        textBytes.add(totals.textBytes());
        bytes.add(totals.bytes());
    }

    Meters meters() {
        return meters;
    }
}
