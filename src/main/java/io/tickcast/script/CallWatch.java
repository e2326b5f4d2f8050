package io.tickcast.script;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Looks from a thread of its own at what runs, since a call that never ends cannot look at itself, and for timers. */
final class CallWatch implements AutoCloseable {
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(2).toNanos();

  private final Set<ScriptHost> hosts = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::look, "verticle-watch");
  private volatile boolean closed;

  CallWatch() {
    thread.setDaemon(true);
  }

  /** The first one starts the thread: a node without files has none. */
  synchronized void add(ScriptHost host) {
    hosts.add(host);
    if (thread.getState() == Thread.State.NEW && !closed) {
      thread.start();
    }
  }

  void remove(ScriptHost host) {
    hosts.remove(host);
  }

  private void look() {
    while (!closed) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      long now = System.nanoTime();
      hosts.forEach(host -> host.look(now));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
