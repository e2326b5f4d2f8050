package io.tickcast.cache;

import java.util.function.DoubleSupplier;

/** Pauses between attempts: each up to twice as long as the last, random within its upper half. */
final class Backoff {
  private final long minMillis;
  private final long maxMillis;
  private final DoubleSupplier random;
  private long step;

  /**
   * @param minMillis the shortest pause
   * @param maxMillis the longest pause; at least twice the shortest
   * @param random    from 0 to below 1
   */
  Backoff(long minMillis, long maxMillis, DoubleSupplier random) {
    this.minMillis = minMillis;
    this.maxMillis = maxMillis;
    this.random = random;
    reset();
  }

  /** ms to pause before the next attempt. */
  long next() {
    long half = step / 2;
    long pause = half + Math.round(random.getAsDouble() * half);
    step = Math.min(maxMillis, step * 2);
    return pause;
  }

  /** Starts over with the shortest pauses. */
  void reset() {
    step = minMillis * 2;
  }
}
