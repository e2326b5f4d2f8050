package io.tickcast.sse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.sse.admission.OverloadDetector;
import io.tickcast.sse.stats.StreamStats;
import java.time.Duration;
import java.util.Optional;

/** Shards and groups without a hub. */
final class Shards {
    private Shards() {}

    static StreamShard shard() {
        return shard(new AdaptiveBatchWindow(Optional.empty()), new EncoderRegistry());
    }

    static StreamStats stats() {
        return new StreamStats(1_000, new SimpleMeterRegistry());
    }

    /** Takes a flush for late when its oldest price has waited for longer than this. */
    static OverloadDetector overload(Duration after, StreamStats stats) {
        return new OverloadDetector(Duration.ZERO, after, stats.overload());
    }

    static StreamShard shard(AdaptiveBatchWindow window, EncoderRegistry encoders) {
        return shard(window, encoders, Duration.ofDays(10_000), stats());
    }

    /** @param overloadAfter time that a price may wait */
    static StreamShard shard(
            AdaptiveBatchWindow window, EncoderRegistry encoders, Duration overloadAfter, StreamStats stats) {
        return new StreamShard(
                window, overload(overloadAfter, stats), stats, new SymbolIndex(), encoders, 0, Arrivals.HERE);
    }

    static SubscriptionGroup group(Subscription subscription) {
        return new SubscriptionGroup(subscription, new TickEventEncoder(subscription.json(), true), shard());
    }
}
