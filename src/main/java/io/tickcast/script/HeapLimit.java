package io.tickcast.script;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the heap is nearly full of what a collection could not free. It uses the figures that the JVM keeps at
 * the end of each collection of the old generation, so that none is missed. Belongs to one thread.
 */
final class HeapLimit {
    private final @Nullable MemoryPoolMXBean oldGeneration;
    private long exceeded;

    /** @param percent of the old generation that may stay taken */
    HeapLimit(int percent) {
        // The old generation is the largest pool of the heap that is collected; with some collectors the only one.
        oldGeneration = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
                .orElse(null);
        if (oldGeneration != null) {
            oldGeneration.setCollectionUsageThreshold(
                    Math.max(1, oldGeneration.getUsage().getMax() / 100 * percent));
        }
        exceeded = count();
    }

    private long count() {
        return oldGeneration == null ? 0 : oldGeneration.getCollectionUsageThresholdCount();
    }

    /** Whether a collection since the last call has left more than the bound. */
    boolean isExceeded() {
        long now = count();
        boolean more = now > exceeded;
        exceeded = now;
        return more;
    }
}
