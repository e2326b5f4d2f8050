package io.tickcast.history.store;

import io.tickcast.config.Settings;
import io.tickcast.history.store.StoreState.Phase;
import io.tickcast.metrics.Meters;
import io.tickcast.storage.StoreFault.Kind;
import java.util.function.Supplier;

/** The meters of the store, and its part of the status. */
final class StoreMeters {
    private final Meters meters = new Meters();

    StoreMeters(
            StoreCounts counts,
            WriteQueue queue,
            CandleRows rows,
            Retention retention,
            Settings.Storage settings,
            Supplier<StoreState> state) {
        meters.status("url", () -> settings.url().shown());
        meters.status("state", () -> state.get().phase().label());
        meters.status("since", () -> state.get().since().toString());
        meters.status("writer", () -> state.get().writer());
        meters.status("last_error", () -> state.get().lastError().orElse(""));
        meters.gauge("tickcast_storage_up", () -> state.get().isUp() ? 1 : 0)
                .help("Whether the database of candles is available");
        meters.gauge("tickcast_storage_writer", () -> state.get().phase() == Phase.WRITER ? 1 : 0)
                .help("Whether this node writes to the database of candles");
        meters.gauge("queued", "tickcast_storage_queued", queue::size).help("Candles that wait to be stored");
        meters.counter("written", "tickcast_storage_written_total", counts.written::sum)
                .help("Candles stored");
        dropped(counts);
        meters.gauge("size_bytes", "tickcast_storage_size_bytes", retention::size)
                .help("Size of the stored candles; -1 until it is known");
        meters.gauge("max_size_bytes", "tickcast_storage_max_size_bytes", settings::maxSize)
                .help("Limit of that size: storage.max-size");
        meters.counter("malformed", "tickcast_storage_malformed_total", rows::malformed)
                .help("Rows of the database that were read and hold no valid candle");
        meters.counter("refused_reads", "tickcast_storage_refused_reads_total", counts.refusedReads::sum)
                .help("Questions to the database that were refused because too many waited");
        meters.counter("cached_pages", "tickcast_storage_pages_total", counts.cachedPages::sum)
                .label("source", "cache")
                .help("Pages of /api/candles, from the cache of the last ones or from the database");
        meters.counter("read_pages", "tickcast_storage_pages_total", counts.readPages::sum)
                .label("source", "database")
                .help("Pages of /api/candles, from the cache of the last ones or from the database");
        for (Kind kind : Kind.values()) {
            meters.counter("tickcast_storage_faults_total", counts.faults(kind)::sum)
                    .label("fault", kind.label())
                    .help("Failures of the database, by kind");
        }
    }

    private void dropped(StoreCounts counts) {
        meters.counter("dropped_open", "tickcast_storage_dropped_total", counts.droppedOpen::sum)
                .label("candles", "open")
                .help("Candles that were not stored because too many waited");
        meters.counter("dropped_closed", "tickcast_storage_dropped_total", counts.droppedClosed::sum)
                .label("candles", "closed")
                .help("Candles that were not stored because too many waited");
        meters.counter("deleted_by_age", "tickcast_storage_deleted_total", counts.deletedByAge::sum)
                .label("reason", "age")
                .help("Candles deleted, by history.retention (age) and by storage.max-size (size)");
        meters.counter("deleted_by_size", "tickcast_storage_deleted_total", counts.deletedBySize::sum)
                .label("reason", "size")
                .help("Candles deleted, by history.retention (age) and by storage.max-size (size)");
    }

    Meters meters() {
        return meters;
    }
}
