package io.tickcast.script;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the heap is nearly full of what a collection could not free. It uses the figures that the JVM keeps at
 * the end of each collection of the old generation, so that none is missed. The serial collector collects the old
 * generation only when it is full, which is too late: it is asked to do so at the same limit. Belongs to one thread.
 */
final class HeapLimit {
    /** Of the serial collector, which the JVM chooses on a small machine. */
    private static final String SERIAL_OLD_GENERATION = "Tenured Gen";

    private final @Nullable MemoryPoolMXBean oldGeneration;
    private final boolean serial;
    private long exceeded;
    private long filled;

    /** @param percent of the old generation that may stay taken */
    HeapLimit(int percent) {
        // The old generation is the largest pool of the heap that is collected; with some collectors the only one.
        oldGeneration = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
                .orElse(null);
        serial = oldGeneration != null && oldGeneration.getName().equals(SERIAL_OLD_GENERATION);
        if (oldGeneration != null) {
            long limit = Math.max(1, oldGeneration.getUsage().getMax() / 100 * percent);
            oldGeneration.setCollectionUsageThreshold(limit);
            if (serial) {
                oldGeneration.setUsageThreshold(limit);
            }
        }
        exceeded = count();
        filled = fillCount();
    }

    private long fillCount() {
        return serial && oldGeneration != null ? oldGeneration.getUsageThresholdCount() : 0;
    }

    private long count() {
        return oldGeneration == null ? 0 : oldGeneration.getCollectionUsageThresholdCount();
    }

    /** Whether a collection since the last call has left more than the bound. */
    boolean isExceeded() {
        long fills = fillCount();
        if (fills > filled) {
            filled = fills;
            System.gc();
        }
        long now = count();
        boolean more = now > exceeded;
        exceeded = now;
        return more;
    }
}
