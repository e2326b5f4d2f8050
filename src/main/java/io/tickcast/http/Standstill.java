package io.tickcast.http;

import io.tickcast.cluster.Peers;
import io.tickcast.sse.Hub;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Notices that the process stood still for so long that the other nodes may have given it up, as on a machine that is
 * suspended: ticks passed it by, and nothing else tells. Belongs to one event loop.
 */
final class Standstill {
  /** Other nodes close a connection of the bus that gives no answer for 5 s. */
  private static final Duration LEAST = Duration.ofSeconds(4);
  private static final long CHECK_EVERY_MILLIS = 500;
  /** A split is healed well before; who hears nobody by then is on its own. */
  private static final long GIVE_UP_MILLIS = Duration.ofSeconds(30).toMillis();

  private final Vertx vertx;
  private final Hub hub;
  private final Peers peers;
  private long turnedAt = System.nanoTime();
  private boolean accompanied;
  private int count;

  Standstill(Vertx vertx, Hub hub, Peers peers) {
    this.vertx = vertx;
    this.hub = hub;
    this.peers = peers;
  }

  void watch() {
    turnedAt = System.nanoTime();
    vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> check());
  }

  /** To be called before clients are given anything: what is read first may be what came after the standstill. */
  void check() {
    long now = System.nanoTime();
    boolean stood = now - turnedAt > LEAST.toNanos();
    turnedAt = now;
    // Those that were heard before it stood still; a node alone has missed nothing that another one knows.
    boolean missed = stood && accompanied;
    accompanied = !peers.heard().isEmpty();
    if (missed) {
      hub.turnAway();
      peers.forget();
      int mine = ++count;
      vertx.setTimer(GIVE_UP_MILLIS, timer -> {
        if (count == mine) {
          hub.admit();
        }
      });
    }
  }
}
