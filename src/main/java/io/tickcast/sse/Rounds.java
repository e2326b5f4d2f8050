package io.tickcast.sse;

import io.vertx.core.Vertx;

/**
 * Looks after the streams that are behind and those that are being given what they missed: after each pass, and every
 * few ms as long as there are any.
 */
final class Rounds {
  private static final long EVERY_MILLIS = 25;

  private final Vertx vertx;
  private final Loop loop;
  private final Laggards laggards;
  private final Replays replays;
  private boolean timed;
  private boolean scheduled;

  Rounds(Vertx vertx, Loop loop, Laggards laggards, Replays replays) {
    this.vertx = vertx;
    this.loop = loop;
    this.laggards = laggards;
    this.replays = replays;
  }

  void afterWrites() {
    laggards.poll(System.nanoTime());
    if (!timed && !(laggards.isEmpty() && replays.isEmpty())) {
      timed = true;
      vertx.setTimer(EVERY_MILLIS, timer -> {
        timed = false;
        replay();
        afterWrites();
      });
    }
  }

  /** Lets the replays go on in a turn to come. */
  void replay() {
    if (!scheduled && !replays.isEmpty()) {
      scheduled = true;
      loop.afterSockets(() -> {
        scheduled = false;
        if (replays.run()) {
          replay();
        }
        afterWrites();
      });
    }
  }
}
