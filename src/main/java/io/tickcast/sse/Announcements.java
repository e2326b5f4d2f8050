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

  void heartbeat() {
    passes.toAll(Sse.heartbeat(demo), (stream, frame) -> {
      // A client that is behind has bytes on their way to it: nothing between us and it can think it idle.
      if (stream.keepsUp()) {
        stream.outlet().write(frame);
      }
    });
  }
}
