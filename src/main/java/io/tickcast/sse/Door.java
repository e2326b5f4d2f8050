package io.tickcast.sse;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Who may open a stream: nobody while this node stops or lags behind the others, and not more than there is place for. */
final class Door {
  private final StreamStats stats;
  private boolean draining;
  private boolean away;

  Door(StreamStats stats) {
    this.stats = stats;
  }

  /** From now on nobody. */
  void drain() {
    draining = true;
  }

  /** Nobody for now. */
  void shut() {
    away = true;
  }

  void open() {
    away = false;
  }

  boolean isShut() {
    return away;
  }

  /**
   * Takes a place, or answers that there is none.
   *
   * @param head what tells the client when to come back
   */
  boolean admits(Outlet outlet, Buffer head) {
    if (draining || away) {
      outlet.end(head.appendString("\n"));
      return false;
    }
    if (!stats.tryOpen()) {
      outlet.end(head.appendBuffer(Sse.event("overloaded", Map.of("message", "No more streams fit on this node"))));
      return false;
    }
    return true;
  }
}
