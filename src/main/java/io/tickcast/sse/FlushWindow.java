package io.tickcast.sse;

import java.time.Duration;
import java.util.Optional;

/**
 * How far apart passes start. Ticks that wait for the next pass share its writes, so waiting saves CPU where passes take
 * much of the loop, and costs latency for nothing where they do not. Left to itself the window grows with what a pass
 * takes, so that passes take about a sixth of the loop, up to 100 ms; a pass of less than 0.2 ms needs no window.
 */
final class FlushWindow {
  private static final int PASSES_SHARE = 6;
  private static final long MAX_NANOS = Duration.ofMillis(100).toNanos();
  private static final long NEGLIGIBLE_NANOS = 200_000;
  /** Where passes are dear, the first tick of a burst does not leave without the others, which are as good as here. */
  private static final long GATHER_NANOS = Duration.ofMillis(1).toNanos();
  /** The newest pass weighs a quarter: one that a garbage collection held up does not set the window. */
  private static final int WEIGHT_SHIFT = 2;

  private final Optional<Duration> fixed;
  private long lastStart;
  private long averageNanos;

  /** @param fixed empty: sets itself */
  FlushWindow(Optional<Duration> fixed, long nowNanos) {
    this.fixed = fixed;
    lastStart = nowNanos - MAX_NANOS;
  }

  /** ns from now, when a tick has come, until the next pass may start. */
  long remaining(long nowNanos) {
    long gather = fixed.isEmpty() && nanos() > 0 ? GATHER_NANOS : 0;
    return Math.max(gather, lastStart + nanos() - nowNanos);
  }

  long nanos() {
    if (fixed.isPresent()) {
      return fixed.get().toNanos();
    }
    return averageNanos < NEGLIGIBLE_NANOS ? 0 : Math.min(MAX_NANOS, averageNanos * PASSES_SHARE);
  }

  /** @param tookNanos of the loop's time, without its pauses */
  void passed(long startNanos, long tookNanos) {
    lastStart = startNanos;
    averageNanos += (tookNanos - averageNanos) >> WEIGHT_SHIFT;
  }
}
