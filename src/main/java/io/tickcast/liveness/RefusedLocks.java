package io.tickcast.liveness;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Locks of the cluster that another node has, for work that nobody reports to do. A node that hangs or is cut off keeps
 * its locks for as long as the cluster lists it, and does nothing.
 *
 * @param <K> names what a lock is for
 */
public final class RefusedLocks<K> {
    private final long overdueNanos;
    private final Map<K, Long> since = new HashMap<>();

    /** @param overdue after this the work is done without its lock */
    public RefusedLocks(Duration overdue) {
        overdueNanos = overdue.toNanos();
    }

    /** @param free what nobody reports just now */
    public void retain(Collection<K> free) {
        since.keySet().retainAll(free);
    }

    /** Somebody reports it, or it is no longer wanted. */
    public void forget(K key) {
        since.remove(key);
    }

    /** Counts one more refusal of this lock. @return whether the work is to be done without the lock */
    public boolean isOverdue(K key, long now) {
        return now - since.computeIfAbsent(key, first -> now) > overdueNanos;
    }

    public void clear() {
        since.clear();
    }
}
