package io.tickcast.sse;

import io.tickcast.config.KnownExchanges;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The newest prices for a stream that begins, without ids; one that is not fresh carries its age. */
final class Snapshots {
    private final LatestPrices latestPrices;
    private final NodeClock clock;
    private final KnownExchanges exchanges;

    Snapshots(LatestPrices latestPrices, KnownExchanges exchanges, NodeClock clock) {
        this.clock = clock;
        this.latestPrices = latestPrices;
        this.exchanges = exchanges;
    }

    List<byte[]> of(SubscriptionGroup group) {
        return of(group, tick -> true);
    }

    /** Data of the newest prices among these, by symbol, those of one symbol in the order of the selection. */
    List<byte[]> of(SubscriptionGroup group, Predicate<Tick> among) {
        Subscription subscription = group.subscription();
        long now = clock.micros();
        return subscription.exchanges().names().stream()
                .flatMap(exchange -> latestPrices.newest(exchange).stream())
                .filter(tick -> subscription.symbols().wants(tick.symbol()))
                .filter(among)
                .sorted(Comparator.comparing(Tick::symbol))
                .map(tick -> isFresh(tick, now)
                        ? group.events().data(tick)
                        : group.events().aged(tick, tick.age(now) / 1_000))
                .toList();
    }

    private boolean isFresh(Tick tick, long now) {
        boolean isDead = tick.isIndex() && tick.sources().isEmpty();
        return !tick.isStored()
                && !isDead
                && tick.age(now) <= exchanges.staleAfter(tick.exchange()).toNanos() / 1_000;
    }
}
