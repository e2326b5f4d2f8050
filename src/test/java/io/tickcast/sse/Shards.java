package io.tickcast.sse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.sse.stats.StreamStats;
import java.util.Optional;

/** Shards and groups without a hub. */
final class Shards {
    private Shards() {}

    static StreamShard shard() {
        return shard(new AdaptiveBatchWindow(Optional.empty()), new EncoderRegistry());
    }

    static StreamShard shard(AdaptiveBatchWindow window, EncoderRegistry encoders) {
        return new StreamShard(
                window,
                new StreamStats(1_000, new SimpleMeterRegistry()),
                new SymbolIndex(),
                encoders,
                0,
                Arrivals.HERE);
    }

    static SubscriptionGroup group(Subscription subscription) {
        return new SubscriptionGroup(subscription, new TickEventEncoder(subscription.json(), true), shard());
    }
}
