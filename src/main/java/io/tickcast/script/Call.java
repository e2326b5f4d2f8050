package io.tickcast.script;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** A call under way: since when, on which thread, what that had allocated before, and within what it is to end. */
final class Call {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long since = System.nanoTime();
  private final long thread = Thread.currentThread().getId();
  private final long allocated = THREADS.getThreadAllocatedBytes(thread);
  private final long limitNanos;
  private final long limitBytes;
  /** The watch's. */
  private boolean told;

  Call(Duration limit, long bytes) {
    limitNanos = limit.toNanos();
    limitBytes = bytes;
  }

  long nanos() {
    return System.nanoTime() - since;
  }

  /** Which limit it is beyond, until it has been told so. On the thread of the watch. */
  Optional<String> overrun(long now) {
    if (told) {
      return Optional.empty();
    }
    if (now - since > limitNanos) {
      return Optional.of("a call took longer than " + Duration.ofNanos(limitNanos).toMillis() + " ms");
    }
    return THREADS.getThreadAllocatedBytes(thread) - allocated > limitBytes
        ? Optional.of("a call took more than " + (limitBytes >> 20) + " MB of memory") : Optional.empty();
  }

  void told() {
    told = true;
  }
}
