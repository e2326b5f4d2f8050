package io.tickcast.sse;

import java.util.Optional;
import java.util.stream.LongStream;

/** One client's stream of signals: its way out, and where in the ring it is. */
final class SignalStream {
  private final Outlet outlet;
  private final SignalNames names;
  private final Encoding encoding;
  private boolean closed;
  /** Of the signal that is next. */
  long position;
  /** Before this position it gets only those that are the newest of their name. */
  long newestUntil;
  /** Until it has been told its cursor after all that it was given at first. */
  boolean catchingUp = true;
  /** Where its client said that it was; empty: it begins anew, and has no cursor until it has all that there is. */
  Optional<EventId> cameFrom = Optional.empty();
  /** Since when its socket has taken nothing, by {@link System#nanoTime()}. */
  long stuckSince;

  SignalStream(Outlet outlet, SignalNames names, Encoding encoding) {
    this.outlet = outlet;
    this.names = names;
    this.encoding = encoding;
  }

  Outlet outlet() {
    return outlet;
  }

  SignalNames names() {
    return names;
  }

  Encoding encoding() {
    return encoding;
  }

  boolean wants(SignalRing ring, long at) {
    return names.wants(ring.at(at).name()) && (at >= newestUntil || ring.isNewest(at));
  }

  /** Goes on with the newest of each name that there is. */
  void startAnew(SignalRing ring) {
    cameFrom = Optional.empty();
    position = ring.tail();
    newestUntil = ring.head();
    catchingUp = true;
  }

  /** Whether the ring has something for it by now. */
  boolean hasMore(SignalRing ring) {
    return LongStream.range(position, ring.head()).anyMatch(at -> wants(ring, at));
  }

  /** Has all that there is. */
  void skip(SignalRing ring) {
    position = ring.head();
    catchingUp = false;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
