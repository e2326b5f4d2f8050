package io.tickcast.liveness;

import java.lang.ref.SoftReference;

/**
 * Dies before the JVM throws an OutOfMemoryError for want of heap, wherever that is thrown and whoever catches it: by
 * contract all soft references are cleared first. To be looked at often: a soft reference that is not used may be
 * cleared earlier.
 */
final class MemoryCanary {
  private final SoftReference<Object> canary = new SoftReference<>(new Object());

  boolean isGone() {
    return canary.get() == null;
  }
}
