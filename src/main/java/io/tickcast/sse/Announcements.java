package io.tickcast.sse;

import io.tickcast.market.FeedState;

/** What all streams are told besides prices: how their feed is, and that the server is there. */
final class Announcements {
  private final FeedBoard feeds;
  private final Passes passes;
  private final Laggards laggards;
  private final boolean demo;

  /** @param demo whether every event is to say that no price is real */
  Announcements(FeedBoard feeds, Passes passes, Laggards laggards, boolean demo) {
    this.feeds = feeds;
    this.passes = passes;
    this.laggards = laggards;
    this.demo = demo;
  }

  void heard(FeedState report) {
    feeds.heard(report, System.nanoTime());
    tellFeedChanges();
  }

  void tellFeedChanges() {
    for (String exchange : feeds.changed(System.nanoTime())) {
      passes.toAll(feeds.event(exchange), (stream, frame) -> {
        if (!stream.group().subscription().exchange().equals(exchange)) {
          return;
        }
        if (stream.keepsUp()) {
          stream.outlet().write(frame);
        } else {
          laggards.missFeedState(stream);
        }
      });
    }
  }

  /** Moves the cursors of those that have all there is: it may be long until a price does that they asked for. */
  void heartbeat() {
    passes.heartbeat(demo);
  }
}
