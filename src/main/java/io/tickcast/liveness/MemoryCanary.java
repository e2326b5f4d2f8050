package io.tickcast.liveness;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/**
 * Dies when the JVM has no heap left, wherever an OutOfMemoryError is thrown and whoever catches it: by contract all
 * soft references are cleared first. Some collectors clear them after a burst of garbage, too. So the heap has to be
 * full as well, or a second soft reference has to be cleared soon after the first. To be looked at often: a soft
 * reference that is not used may be cleared earlier. Belongs to one thread.
 */
final class MemoryCanary {
    private static final double FULL = 0.95;
    /** Looks per second of the watch. */
    static final int LOOKS = 4;

    private final DoubleSupplier taken;
    private SoftReference<Object> canary = new SoftReference<>(new Object());
    private int doubtful;
    private boolean gone;

    MemoryCanary() {
        this(new Heap());
        // Loads the classes that are needed while there is memory for them.
        var unused = taken.getAsDouble();
    }

    /** @param taken the part of the heap that the last collection left, up to 1 */
    MemoryCanary(DoubleSupplier taken) {
        this.taken = taken;
    }

    boolean isGone() {
        if (!gone && canary.get() == null) {
            gone = doubtful > 0 || taken.getAsDouble() > FULL;
            doubtful = LOOKS;
            canary = new SoftReference<>(new Object());
        } else if (doubtful > 0) {
            doubtful--;
        }
        return gone;
    }

    /** Clears it as the collector does. */
    void clear() {
        canary.clear();
    }

    private static final class Heap implements DoubleSupplier {
        private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();

        @Override
        public double getAsDouble() {
            long left = pools.stream()
                    .map(MemoryPoolMXBean::getCollectionUsage)
                    .filter(Objects::nonNull)
                    .mapToLong(MemoryUsage::getUsed)
                    .sum();
            return (double) left / Runtime.getRuntime().maxMemory();
        }
    }
}
