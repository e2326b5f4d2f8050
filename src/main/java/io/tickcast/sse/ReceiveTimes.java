package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.time.Duration;

/**
 * Bounds the receive times that the event bus brings by this node's clock. A node whose clock is far ahead would carry
 * the cursors of all clients with it. Belongs to one event loop.
 */
final class ReceiveTimes {
  private final NodeClock clock;
  private final long toleranceMicros;
  private long ahead;

  /** @param clocks by how much the clocks of the nodes may differ */
  ReceiveTimes(NodeClock clock, Duration clocks) {
    this.clock = clock;
    toleranceMicros = clocks.toNanos() / 1_000;
  }

  /** The tick as it is, or received now when it says that it is received later. */
  Tick bounded(Tick tick) {
    long micros = bounded(tick.receivedAt());
    return micros == tick.receivedAt() ? tick : tick.receivedAt(micros);
  }

  /** The same for a time in µs. */
  long bounded(long micros) {
    long now = clock.micros();
    if (micros <= now + toleranceMicros) {
      return micros;
    }
    ahead++;
    return now;
  }

  /** Times that were ahead by more than clocks may differ. */
  long ahead() {
    return ahead;
  }
}
