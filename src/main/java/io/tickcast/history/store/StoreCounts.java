package io.tickcast.history.store;

import io.tickcast.storage.StoreFault.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters of the store. Thread-safe. */
final class StoreCounts {
    final LongAdder written = new LongAdder();
    final LongAdder droppedOpen = new LongAdder();
    final LongAdder droppedClosed = new LongAdder();
    final LongAdder refusedReads = new LongAdder();
    final LongAdder cachedPages = new LongAdder();
    final LongAdder readPages = new LongAdder();
    final LongAdder deletedByAge = new LongAdder();
    final LongAdder deletedBySize = new LongAdder();
    private final Map<Kind, LongAdder> faults = new EnumMap<>(Kind.class);

    StoreCounts() {
        for (Kind kind : Kind.values()) {
            faults.put(kind, new LongAdder());
        }
    }

    long deleted() {
        return deletedByAge.sum() + deletedBySize.sum();
    }

    LongAdder faults(Kind kind) {
        LongAdder count = faults.get(kind);
        if (count == null) {
            throw new IllegalStateException("no counter for " + kind);
        }
        return count;
    }
}
