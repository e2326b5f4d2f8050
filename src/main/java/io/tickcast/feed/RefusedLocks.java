package io.tickcast.feed;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Lines that nobody reports to have, though another node has their locks. A node that hangs or is cut off keeps its
 * lock for as long as the cluster lists it, and brings nothing.
 */
final class RefusedLocks {
  private final long overdueNanos;
  private final Map<Integer, Long> since = new HashMap<>();

  /** @param overdue after this a line is run without its lock */
  RefusedLocks(Duration overdue) {
    overdueNanos = overdue.toNanos();
  }

  /** @param free the lines that nobody reports just now */
  void retain(Collection<Integer> free) {
    since.keySet().retainAll(free);
  }

  /** The lock of this line was refused once more. Whether the line is to be run without. */
  boolean isOverdue(int number, long now) {
    return now - since.computeIfAbsent(number, first -> now) > overdueNanos;
  }

  void clear() {
    since.clear();
  }
}
