package io.tickcast.publish;

import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.TickConsumer;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Reads the ticks that are posted to this node, on an event loop of its own, and reports their sources. */
public final class PublishVerticle extends VerticleBase {
    private static final long REPORT_EVERY_MILLIS = 1_000;
    private static final long CHECK_AT_MOST_EVERY_MILLIS = 500;

    private final Publishing publishing;
    private final String holder;
    private final String node;
    private final boolean demo;
    private final Liveness liveness;
    private final BusSubscription ticks;
    private Context loop;
    private PublishedFeed feed;

    /**
     * @param holder id of this node
     * @param node   its name
     * @param demo   whether no price of this node is real
     */
    public PublishVerticle(Publishing publishing, String holder, String node, boolean demo, Liveness liveness) {
        this.publishing = publishing;
        this.holder = holder;
        this.node = node;
        this.demo = demo;
        this.liveness = liveness;
        ticks = new BusSubscription(() -> List.of(TickConsumer.register(vertx.eventBus(), tick -> feed.heard(tick))));
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "publish");
        loop = context;
        feed = new PublishedFeed(vertx.eventBus(), publishing.settings(), holder, node, demo, NodeClock.system());
        PostQueue queue = new PostQueue(feed, new CooperativeScheduler(vertx));
        publishing.begin(context, queue);
        vertx.setPeriodic(REPORT_EVERY_MILLIS, timer -> {
            feed.report();
            queue.sweep(System.nanoTime());
        });
        if (feed.isEmpty()) {
            return Future.succeededFuture();
        }
        vertx.setPeriodic(checkEvery(), timer -> feed.check(System.nanoTime()));
        // Each tick of every exchange comes by here: only where there are sources.
        return ticks.register();
    }

    private long checkEvery() {
        long shortest = publishing.settings().sources().stream()
                .mapToLong(source -> source.stale().toMillis())
                .min()
                .orElse(CHECK_AT_MOST_EVERY_MILLIS);
        return Math.max(1, Math.min(CHECK_AT_MOST_EVERY_MILLIS, shortest / 10));
    }

    /** Registers the consumer of ticks again, after the cluster has lost it. Callable from any thread. */
    public void registerAnew() {
        loop.runOnContext(v -> {
            if (!ticks.isEmpty()) {
                ticks.registerAnew();
            }
        });
    }

    @Override
    public Future<?> stop() {
        publishing.end();
        feed.end();
        return Future.succeededFuture();
    }
}
