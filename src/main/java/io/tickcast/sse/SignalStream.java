package io.tickcast.sse;

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
    position = ring.tail();
    newestUntil = ring.head();
    catchingUp = position < newestUntil;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }
}
