package io.tickcast.metrics;

import java.time.Duration;

/** How late the timers of one event loop are. {@link #beat} belongs to the loop, the rest is for any thread. */
public final class LoopWatch {
  public static final Duration BEAT = Duration.ofMillis(100);
  private static final long WINDOW_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long STUCK_NANOS = Duration.ofSeconds(10).toNanos();

  private volatile long last;
  private volatile long worst;
  private volatile long worstBefore;
  private long windowSince;

  LoopWatch(long nowNanos) {
    last = nowNanos;
    windowSince = nowNanos;
  }

  /** To be called every {@link #BEAT}. */
  public synchronized void beat(long nowNanos) {
    if (nowNanos - windowSince > WINDOW_NANOS) {
      worstBefore = worst;
      worst = 0;
      windowSince = nowNanos;
    }
    worst = Math.max(worst, late(nowNanos));
    last = nowNanos;
  }

  private long late(long nowNanos) {
    return Math.max(0, nowNanos - last - BEAT.toNanos());
  }

  /** The latest that it was for 15 to 30 s, or is now. */
  double lagSeconds(long nowNanos) {
    return Math.max(late(nowNanos), Math.max(worst, worstBefore)) / 1e9;
  }

  /** Whether it has done nothing for 10 s. */
  boolean isStuck(long nowNanos) {
    return nowNanos - last > STUCK_NANOS;
  }
}
