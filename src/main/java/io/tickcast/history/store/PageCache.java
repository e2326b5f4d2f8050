package io.tickcast.history.store;

import io.tickcast.market.candle.CandleKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The pages of candles that were read last: charts of one symbol ask for the same one. The node that writes knows when a
 * page has changed; on the others it ends after 10 s, as often as they read what they lack. A page that has changed is
 * served for one more second, while it is read anew. Thread-safe.
 */
final class PageCache {
    /** A page of 1,000 candles takes about 130 KB. */
    private static final int MOST = 100;

    private static final int MOST_CANDLES = 1_000;
    private static final long CHANGED_NANOS = 1_000_000_000L;
    private static final long UNWATCHED_NANOS = 10_000_000_000L;
    private static final long WATCHED_NANOS = Long.MAX_VALUE / 2;
    private static final float LOAD_FACTOR = 0.75f;

    private final Reads reads;
    private final BooleanSupplier isWriter;
    private final StoreCounts counts;
    private final LongSupplier nanoTime;
    private final Map<Page, Entry> entries = new LinkedHashMap<>(MOST, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Page, Entry> eldest) {
            return size() > MOST;
        }
    };
    /** The reads under way that no change has come before; only these are kept. */
    private final Map<Page, Object> reading = new HashMap<>();

    /** The way to the database. */
    @FunctionalInterface
    interface Reads {
        CompletionStage<StoredRange> range(CandleKey key, long from, long to, long closedTo, int limit);
    }

    private record Page(CandleKey key, long from, long to, int limit) {}

    private static final class Entry {
        private final StoredRange range;
        private final long closedTo;
        /** By the clock, when it is read anew. */
        private long changedAt;

        private boolean isRenewed;

        Entry(StoredRange range, long closedTo, long changedAt) {
            this.range = range;
            this.closedTo = closedTo;
            this.changedAt = changedAt;
        }
    }

    /**
     * @param isWriter whether all changes come through {@link #changed}
     * @param nanoTime clock as {@link System#nanoTime}
     */
    PageCache(Reads reads, BooleanSupplier isWriter, StoreCounts counts, LongSupplier nanoTime) {
        this.reads = reads;
        this.isWriter = isWriter;
        this.counts = counts;
        this.nanoTime = nanoTime;
    }

    /** As {@link CandleStore#range}. */
    CompletionStage<StoredRange> page(CandleKey key, long from, long to, long closedTo, int limit) {
        Page page = new Page(key, from, to, limit);
        Optional<StoredRange> known = known(page, closedTo, nanoTime.getAsLong());
        if (known.isPresent()) {
            counts.cachedPages.increment();
            return CompletableFuture.completedStage(known.get());
        }
        counts.readPages.increment();
        return read(page, closedTo);
    }

    private Optional<StoredRange> known(Page page, long closedTo, long now) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(page);
            if (entry == null || now - entry.changedAt > CHANGED_NANOS) {
                return Optional.empty();
            }
            if (now - entry.changedAt < 0 || entry.isRenewed) {
                return Optional.of(upTo(closedTo, page, entry));
            }
            entry.isRenewed = true;
        }
        counts.readPages.increment();
        read(page, closedTo);
        return Optional.of(upTo(closedTo, page, entry));
    }

    /** What has closed since the page was read is missing in it. */
    private static StoredRange upTo(long closedTo, Page page, Entry entry) {
        long end = Math.min(page.to, closedTo);
        if (end <= entry.closedTo) {
            return entry.range;
        }
        List<TimeRange> missing = new ArrayList<>(entry.range.missing());
        missing.add(new TimeRange(entry.closedTo, end));
        return new StoredRange(entry.range.candles(), missing);
    }

    private CompletionStage<StoredRange> read(Page page, long closedTo) {
        Object mark = new Object();
        synchronized (this) {
            reading.put(page, mark);
        }
        boolean isWatched = isWriter.getAsBoolean();
        return reads.range(page.key, page.from, page.to, closedTo, page.limit).whenComplete((range, failure) -> {
            long ends = nanoTime.getAsLong() + (isWatched ? WATCHED_NANOS : UNWATCHED_NANOS);
            put(page, mark, failure == null ? Optional.of(new Entry(range, closedTo, ends)) : Optional.empty());
        });
    }

    private synchronized void put(Page page, Object mark, Optional<Entry> entry) {
        if (reading.remove(page, mark) && entry.isPresent() && page.limit <= MOST_CANDLES) {
            entries.put(page, entry.get());
        } else {
            entries.remove(page);
        }
    }

    /** The candles of these series have changed. */
    synchronized void changed(Collection<CandleKey> keys) {
        reading.keySet().removeIf(page -> keys.contains(page.key));
        long now = nanoTime.getAsLong();
        entries.forEach((page, entry) -> {
            if (now - entry.changedAt < 0 && keys.contains(page.key)) {
                entry.changedAt = now;
            }
        });
    }

    /** Another node may have written, or it is another database. */
    synchronized void clear() {
        reading.clear();
        entries.clear();
    }
}
