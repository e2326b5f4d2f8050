package io.tickcast.sse;

import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The newest prices for a stream that begins, without ids; one that is not fresh carries its age. */
final class Snapshots {
    private final LatestPrices latestPrices;
    private final NodeClock clock;
    private final long staleMicros;

    Snapshots(LatestPrices latestPrices, Duration staleAfter, NodeClock clock) {
        this.clock = clock;
        this.latestPrices = latestPrices;
        staleMicros = staleAfter.toNanos() / 1_000;
    }

    List<byte[]> of(SubscriptionGroup group) {
        return of(group, tick -> true);
    }

    /** Data of the newest prices among these, by symbol. */
    List<byte[]> of(SubscriptionGroup group, Predicate<Tick> among) {
        List<byte[]> snapshot = new ArrayList<>();
        long now = clock.micros();
        latestPrices.newest(group.subscription().exchange()).stream()
                .filter(group.subscription()::wants)
                .filter(among)
                .sorted(Comparator.comparing(Tick::symbol))
                .forEach(tick -> snapshot.add(
                        tick.isStored() || tick.age(now) > staleMicros
                                ? group.events().aged(tick, tick.age(now) / 1_000)
                                : group.events().data(tick)));
        return snapshot;
    }
}
