package io.tickcast.cache;

import io.tickcast.market.Field;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Brings the newest tick of each symbol to the store: batches a flush interval apart, never two at once. Ticks that
 * arrive meanwhile wait, one per symbol, however long the store is unavailable. Not thread-safe.
 */
final class PriceWriter {
    /** Most entries of a batch, so that neither its bytes nor its replies are without a bound; the others come next. */
    static final int BATCH_LIMIT = 4096;

    private static final TickJson JSON =
            new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP));

    private final PriceStore store;
    private final PriceKeys keys;
    private final SourceSymbols sources;
    private final long ttlMillis;
    private final long intervalMillis;
    private final Later later;
    private final LongSupplier clock;

    private final LatestPrices latestPrices = new LatestPrices();
    private final Map<String, Waiting> pending = new LinkedHashMap<>();
    /** True from the first tick that waits until the batch that takes it is settled. */
    private boolean flushing;

    private long written;
    private long failedBatches;

    /**
     * @param sources published sources: their symbols are kept beside their prices
     * @param clock   ms of a clock that is never set
     */
    PriceWriter(
            PriceStore store,
            PriceKeys keys,
            SourceSymbols sources,
            Duration ttl,
            Duration interval,
            Later later,
            LongSupplier clock) {
        this.store = store;
        this.keys = keys;
        this.sources = sources;
        ttlMillis = ttl.toMillis();
        intervalMillis = interval.toMillis();
        this.later = later;
        this.clock = clock;
    }

    /** Takes the tick for the store if it is news of a market. */
    void offer(Tick tick) {
        if (tick.isDemo() || tick.isStored() || !latestPrices.accept(tick)) {
            return;
        }
        long now = clock.getAsLong();
        pending.put(keys.of(tick), new Waiting(tick, now));
        sources.add(tick, now);
        flushLater();
    }

    private void flushLater() {
        if (!flushing && !pending.isEmpty()) {
            flushing = true;
            later.run(intervalMillis, this::flush);
        }
    }

    private void flush() {
        long now = clock.getAsLong();
        Map<String, Waiting> batch = store.isReady() ? take(now) : Map.of();
        if (batch.isEmpty()) {
            flushing = false;
            flushLater();
            return;
        }
        List<StoredEntry> pages = sources.due(now);
        List<StoredEntry> all = new ArrayList<>(entries(batch, now));
        all.addAll(pages);
        store.save(all)
                .onSuccess(saved -> sources.written(pages, now))
                .onComplete(done -> settle(batch, done.succeeded()));
    }

    private Map<String, Waiting> take(long now) {
        Map<String, Waiting> batch = new LinkedHashMap<>();
        Iterator<Map.Entry<String, Waiting>> all = pending.entrySet().iterator();
        while (all.hasNext() && batch.size() < BATCH_LIMIT) {
            Map.Entry<String, Waiting> next = all.next();
            // What waited for its whole life would come back from the dead.
            if (remaining(next.getValue(), now) > 0) {
                batch.put(next.getKey(), next.getValue());
            }
            all.remove();
        }
        return batch;
    }

    private List<StoredEntry> entries(Map<String, Waiting> batch, long now) {
        List<StoredEntry> entries = new ArrayList<>(batch.size());
        batch.forEach(
                (key, waiting) -> entries.add(new StoredEntry(key, JSON.text(waiting.tick), remaining(waiting, now))));
        return entries;
    }

    /** ms that it has to live, less the whole seconds that it waited. */
    private long remaining(Waiting waiting, long now) {
        return ttlMillis - (now - waiting.since) / 1000 * 1000;
    }

    private void settle(Map<String, Waiting> batch, boolean succeeded) {
        if (succeeded) {
            written += batch.size();
        } else {
            failedBatches++;
            batch.forEach(pending::putIfAbsent);
        }
        flushing = false;
        flushLater();
    }

    /** Symbols that wait for a batch. */
    int pending() {
        return pending.size();
    }

    /** Entries of all batches that the store took. */
    long written() {
        return written;
    }

    long failedBatches() {
        return failedBatches;
    }

    private record Waiting(Tick tick, long since) {}
}
