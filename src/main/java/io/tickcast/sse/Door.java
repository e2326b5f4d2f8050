package io.tickcast.sse;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Who may open a stream: nobody while this node stops or lags behind the others, and not more than there is place for. */
final class Door {
  private final StreamStats stats;
  private final Frames frames;
  private final boolean direct;
  private final Expiries expiries = new Expiries();
  private boolean draining;
  private boolean away;

  /** @param direct whether frames may go in behind the HTTP encoder */
  Door(StreamStats stats, Frames frames, boolean direct) {
    this.stats = stats;
    this.frames = frames;
    this.direct = direct;
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
   * @return the way to the client; empty when it was answered
   */
  Optional<Outlet> admit(HttpServerRequest request, Encoding encoding, Buffer head) {
    Outlet outlet = Outlet.of(request, !direct, frames.envelope(encoding));
    if (draining || away) {
      outlet.endAndLeave(head.appendString("\n"));
      return Optional.empty();
    }
    if (!stats.tryOpen()) {
      outlet.end(head.appendBuffer(Sse.event("overloaded", Map.of("message", "No more streams fit on this node"))));
      return Optional.empty();
    }
    return Optional.of(outlet);
  }

  /**
   * Lets one who was admitted stay no longer than this.
   *
   * @param until from when on it may get nothing more; empty: it may stay
   */
  void limit(Object stream, Optional<Instant> until, Consumer<Buffer> end) {
    until.ifPresent(at -> expiries.add(stream, at.toEpochMilli(), System.currentTimeMillis(), () -> end.accept(
        Sse.event("expired", Map.of("message", "The token of this stream expires; come back with another one")))));
  }

  /** Ends those who have been here for as long as they may. */
  void endExpired() {
    expiries.endDue(System.currentTimeMillis());
  }

  /** Gives back the place of one who was admitted. */
  void left(Object stream, End cause) {
    expiries.remove(stream);
    stats.closed(cause);
  }
}
