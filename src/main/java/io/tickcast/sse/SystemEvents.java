package io.tickcast.sse;

import io.tickcast.market.FeedState;

/** Events for all streams besides prices: the state of their feed, and heartbeats. */
final class SystemEvents {
    private final FeedStatusTracker feeds;
    private final FlushScheduler scheduler;
    private final SlowConsumers slowConsumers;
    private final boolean demo;

    /** @param demo whether every event is to say that no price is real */
    SystemEvents(FeedStatusTracker feeds, FlushScheduler scheduler, SlowConsumers slowConsumers, boolean demo) {
        this.feeds = feeds;
        this.scheduler = scheduler;
        this.slowConsumers = slowConsumers;
        this.demo = demo;
    }

    void heard(FeedState report) {
        feeds.heard(report, System.nanoTime());
        tellFeedChanges();
    }

    void tellFeedChanges() {
        for (String exchange : feeds.changed(System.nanoTime())) {
            scheduler.toAll(feeds.event(exchange), (stream, frame) -> {
                if (!stream.group().subscription().exchanges().wants(exchange)) {
                    return;
                }
                if (stream.keepsUp()) {
                    stream.connection().write(frame);
                } else {
                    slowConsumers.missFeedState(stream, exchange);
                }
            });
        }
    }

    /** Sends heartbeats, with a new cursor for streams that have all ticks: their next price may be far away. */
    void heartbeat() {
        scheduler.heartbeat(demo);
    }
}
