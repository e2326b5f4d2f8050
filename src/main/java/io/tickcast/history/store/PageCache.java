package io.tickcast.history.store;

import io.tickcast.market.candle.CandleKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The pages of candles that were read last: charts of one symbol ask for the same one. The node that writes knows when a
 * page has changed; on the others a page expires after 10 s. A page that has changed or expired is served for one more
 * second, while it is read anew. Who asks for a page that is being read waits for that read. Thread-safe.
 */
final class PageCache {
    /** A page of 1,000 candles takes about 130 KB. */
    private static final int MOST = 100;

    private static final long STALE_NANOS = 1_000_000_000L;
    private static final long READER_NANOS = 10_000_000_000L;
    private static final float LOAD_FACTOR = 0.75f;

    private final Reads reads;
    private final BooleanSupplier hearsChanges;
    private final StoreCounts counts;
    private final LongSupplier nanoTime;
    private final Map<Page, Entry> entries = new LinkedHashMap<>(MOST, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Page, Entry> eldest) {
            return size() > MOST;
        }
    };
    /** Reads under way that no write has overtaken; only their pages are kept. */
    private final Map<Page, Read> reading = new HashMap<>();

    /** The way to the database. */
    @FunctionalInterface
    interface Reads {
        CompletionStage<StoredRange> range(CandleKey key, long from, long to, long closedTo, int limit);
    }

    private record Page(CandleKey key, long from, long to, int limit) {
        /**
         * The candles of a read, of which those that have closed since then are missing.
         *
         * @param readTo   candles that opened at this time or later were not missing yet
         * @param closedTo the same now
         */
        StoredRange upTo(StoredRange range, long readTo, long closedTo) {
            // As in a read, the last candle is missing as a whole.
            long end =
                    key.interval().open(Math.min(to, closedTo) + key.interval().millis() - 1);
            if (end <= readTo) {
                return range;
            }
            List<TimeRange> missing = new ArrayList<>(range.missing());
            missing.add(new TimeRange(readTo, end));
            return new StoredRange(range.candles(), missing);
        }
    }

    /** A read under way, whose page may be kept when it is done. */
    private record Read(CompletableFuture<StoredRange> range, long closedTo) {}

    private static final class Entry {
        private final StoredRange range;
        private final long closedTo;
        private final long readAt;
        private boolean isChanged;
        private long changedAt;

        Entry(StoredRange range, long closedTo, long readAt) {
            this.range = range;
            this.closedTo = closedTo;
            this.readAt = readAt;
        }

        /** For how long it has been stale, in ns; below 0: it is not. */
        long staleNanos(long now, boolean hearsChanges) {
            long expired = hearsChanges ? -1 : now - readAt - READER_NANOS;
            return isChanged ? Math.max(expired, now - changedAt) : expired;
        }
    }

    /**
     * @param hearsChanges whether all changes come through {@link #changed} now
     * @param nanoTime     clock as {@link System#nanoTime}
     */
    PageCache(Reads reads, BooleanSupplier hearsChanges, StoreCounts counts, LongSupplier nanoTime) {
        this.reads = reads;
        this.hearsChanges = hearsChanges;
        this.counts = counts;
        this.nanoTime = nanoTime;
    }

    /** As {@link CandleStore#range}. */
    CompletionStage<StoredRange> page(CandleKey key, long from, long to, long closedTo, int limit) {
        Page page = new Page(key, from, to, limit);
        long now = nanoTime.getAsLong();
        Entry known;
        long stale;
        synchronized (this) {
            known = entries.get(page);
            stale = known == null ? Long.MAX_VALUE : known.staleNanos(now, hearsChanges.getAsBoolean());
        }
        if (known == null || stale > STALE_NANOS) {
            counts.readPages.increment();
            return read(page, closedTo);
        }
        counts.cachedPages.increment();
        if (stale >= 0) {
            read(page, closedTo);
        }
        return CompletableFuture.completedStage(page.upTo(known.range, known.closedTo, closedTo));
    }

    private CompletionStage<StoredRange> read(Page page, long closedTo) {
        Read own = new Read(new CompletableFuture<>(), closedTo);
        Read first;
        synchronized (this) {
            first = reading.putIfAbsent(page, own);
        }
        if (first != null) {
            return first.range.thenApply(range -> page.upTo(range, first.closedTo, closedTo));
        }
        reads.range(page.key, page.from, page.to, closedTo, page.limit).whenComplete((range, failure) -> {
            if (failure == null) {
                keep(page, own, new Entry(range, closedTo, nanoTime.getAsLong()));
                own.range.complete(range);
            } else {
                forget(page, own);
                own.range.completeExceptionally(failure);
            }
        });
        return own.range;
    }

    private synchronized void keep(Page page, Read read, Entry entry) {
        if (reading.remove(page, read)) {
            entries.put(page, entry);
        }
    }

    private synchronized void forget(Page page, Read read) {
        reading.remove(page, read);
    }

    /** The candles of these series have changed. */
    synchronized void changed(Collection<CandleKey> keys) {
        reading.keySet().removeIf(page -> keys.contains(page.key));
        long now = nanoTime.getAsLong();
        entries.forEach((page, entry) -> {
            if (!entry.isChanged && keys.contains(page.key)) {
                entry.isChanged = true;
                entry.changedAt = now;
            }
        });
    }

    /** Another node may have written, candles were deleted, or it is another database. */
    synchronized void clear() {
        reading.clear();
        entries.clear();
    }
}
