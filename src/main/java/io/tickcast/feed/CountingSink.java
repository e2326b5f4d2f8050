package io.tickcast.feed;

/** Counts everything that a message reports besides ticks and a shutdown. */
abstract class CountingSink implements Protocol.Sink {
    private final FeedCounters counters;
    private final FeedLog log;

    CountingSink(FeedResources feed) {
        counters = feed.counters();
        log = feed.log();
    }

    @Override
    public final void refused(String reason) {
        counters.refused++;
        log.trouble("a request was refused", reason);
    }

    @Override
    public void refused(String symbol, String reason) {
        counters.refused++;
    }

    @Override
    public void subscriptionsLost(String reason) {
        refused(reason);
    }

    @Override
    public final void service(String state) {
        log.service(state);
    }

    @Override
    public final void heartbeat() {
        counters.heartbeats++;
    }

    @Override
    public final void acknowledged() {
        counters.acknowledged++;
    }

    @Override
    public final void unknown() {
        counters.unknown++;
    }

    @Override
    public final void unknownFields(int count) {
        counters.unknownFields += count;
    }

    @Override
    public final void malformed(String reason) {
        counters.malformed++;
        log.trouble("a message could not be read", reason);
    }
}
