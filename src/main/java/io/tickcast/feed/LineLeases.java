package io.tickcast.feed;

import io.tickcast.lease.LeasePeers;
import io.tickcast.lease.LeaseReport;
import io.tickcast.lease.Leases;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusSubscription;
import io.tickcast.market.FeedConsumer;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.Line;
import io.tickcast.market.FeedState.State;
import io.tickcast.time.Backoff;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of one exchange that this node holds. A cluster has a lock for each line. A node that gets one runs the
 * feed. A node that gets none tries again, but only for lines that no node reports.
 */
public final class LineLeases extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LineLeases.class);
    private static final long SEEK_EVERY_MILLIS = 250;
    /** Long enough for one report of each line. */
    private static final long LISTEN_FIRST_MILLIS = 1_250;

    private static final long SOON_MILLIS = 25;
    /** A feed is live with its first tick; the last of its subscriptions may still be on their way. */
    private static final long OVERLAP_MILLIS = 250;

    private static final Duration BACKOFF_MIN = Duration.ofMillis(500);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

    private final String exchange;
    private final int count;
    private final String id;
    private final String node;
    private final LeasePeers peers;
    private final Liveness liveness;
    private final Function<Line, Deployable> feed;
    private final BusSubscription consumers = new BusSubscription(() -> List.of(
            FeedConsumer.register(vertx.eventBus(), this::heard),
            LineRelease.consumer(vertx.eventBus(), this::farewell)));
    private final RateLimitedLogger quietLog = new RateLimitedLogger(LOG);
    private final Backoff backoff = new Backoff(BACKOFF_MIN, BACKOFF_MAX, ThreadLocalRandom.current());
    private final Promise<Void> left = Promise.promise();

    private Leases<Integer> leases;
    private @Nullable Held held;
    /** Set while the next attempt waits for its time. */
    private @Nullable Long seekTimer;

    private @Nullable Long farewells;
    /** Whether this node still waits for the first report of each line. */
    private boolean listening = true;

    private boolean starting;
    private boolean leaving;
    private boolean handedOver;

    private record Held(Line line, String deployment) {}

    /**
     * @param count  number of lines
     * @param id     of this node, another one after each start
     * @param node   as this node calls itself
     * @param feed   makes the verticle that is deployed for a line
     */
    public LineLeases(
            String exchange,
            int count,
            String id,
            String node,
            LeasePeers peers,
            Liveness liveness,
            Function<Line, Deployable> feed) {
        this.exchange = exchange;
        this.count = count;
        this.id = id;
        this.node = node;
        this.peers = peers;
        this.liveness = liveness;
        this.feed = feed;
    }

    @Override
    public Future<?> start() {
        liveness.watch(context, "lines");
        leases = new Leases<>(vertx, "feed." + exchange + ".line.", id, peers);
        return consumers.register().onSuccess(registered -> seekAfter(isAlone() ? 1 : LISTEN_FIRST_MILLIS));
    }

    private boolean isAlone() {
        return peers.members().get().isEmpty();
    }

    /** Registers its consumers again, after the cluster has lost them. May be called on any thread. */
    public void registerAnew() {
        context.runOnContext(v -> consumers.registerAnew());
    }

    private void cancelSeeking() {
        if (seekTimer != null) {
            vertx.cancelTimer(seekTimer);
        }
    }

    private void seekAfter(long millis) {
        cancelSeeking();
        seekTimer = vertx.setTimer(millis, timer -> {
            seekTimer = null;
            seek();
        });
    }

    private void seekLater() {
        seekAfter(SEEK_EVERY_MILLIS * 3 / 4 + ThreadLocalRandom.current().nextLong(SEEK_EVERY_MILLIS / 2));
    }

    private void seek() {
        listening = false;
        List<Integer> free = new ArrayList<>(free());
        Collections.shuffle(free);
        seek(free.iterator());
    }

    private List<Integer> free() {
        return IntStream.rangeClosed(1, count)
                .filter(number -> !leases.isHeldElsewhere(number))
                .boxed()
                .toList();
    }

    /** Tries them one after the other, so that it never keeps more than one thread of the worker pool. */
    private void seek(Iterator<Integer> free) {
        if (leaving) {
            return;
        }
        if (!free.hasNext()) {
            seekLater();
            return;
        }
        int number = free.next();
        leases.acquire(number).onSuccess(outcome -> {
            switch (outcome) {
                case LOCKED -> take(new Line(number, id, node));
                case WITHOUT_LOCK -> {
                    LOG.warn(
                            "{}: one node has the lock of line {}, and does not answer: this node runs it "
                                    + "without the lock",
                            exchange,
                            number);
                    take(new Line(number, id, node));
                }
                case REFUSED -> seek(free);
            }
        });
    }

    private void take(Line line) {
        leases.forgetRefusals();
        if (leaving) {
            leases.releaseAll();
            return;
        }
        starting = true;
        vertx.deployVerticle(feed.apply(line))
                .onComplete(
                        deployment -> {
                            starting = false;
                            backoff.reset();
                            held = new Held(line, deployment);
                            if (leaving) {
                                leases.releaseAll();
                                end();
                            } else {
                                LOG.info("{}: this node has line {} of {}", exchange, line.number(), count);
                            }
                        },
                        cause -> {
                            starting = false;
                            leases.releaseAll();
                            quietLog.warn(
                                    exchange + ": the feed could not be started", cause.toString(), System.nanoTime());
                            LOG.debug("The feed could not be started", cause);
                            if (leaving) {
                                end();
                            } else {
                                seekAfter(backoff.next());
                            }
                        });
    }

    private Future<Void> undeploy(String deployment) {
        return vertx.undeploy(deployment)
                .onFailure(cause -> LOG.warn("{}: the feed did not stop cleanly", exchange, cause));
    }

    private void heard(FeedState report) {
        if (!report.exchange().equals(exchange)) {
            return;
        }
        Line line = report.line();
        leases.heard(new LeaseReport<>(
                line.holder(),
                line.node(),
                Set.of(line.number()),
                report.state().ordinal()));
        listening = listening && !free().isEmpty();
        if (!leaving) {
            Held mine = held;
            if (mine != null) {
                leases.rival(mine.line.number()).ifPresent(rival -> giveWay(mine, rival));
            }
        } else if (report.state() == State.LIVE
                && !line.holder().equals(id)
                && !leases.isLeaving(line.holder())
                && held != null
                && !handedOver) {
            handedOver = true;
            LOG.info("{}: line {} of {} has taken over the feed", exchange, line.number(), line.node());
            vertx.setTimer(OVERLAP_MILLIS, timer -> end());
        }
    }

    private void giveWay(Held mine, LeaseReport<Integer> rival) {
        LOG.warn(
                "{}: {} has line {} too, as happens after a split of the cluster; this node releases it",
                exchange,
                rival.node(),
                mine.line.number());
        held = null;
        leases.releaseAll();
        undeploy(mine.deployment).onComplete(ended -> {
            if (!leaving) {
                seekLater();
            }
        });
    }

    private void farewell(LineRelease farewell) {
        if (farewell.exchange().equals(exchange)) {
            leases.leaves(farewell.holder());
            if (!leaving && !listening && seekTimer != null) {
                seekAfter(1 + ThreadLocalRandom.current().nextLong(SOON_MILLIS));
            }
        }
    }

    /**
     * Lets another node have this one's line, and feeds on until another line is live, so that no tick is missed; from
     * then on this node has none. May be called on any thread, and again.
     *
     * @param patience time to wait for another line; when this node is the only member it does not wait
     */
    public Future<Void> handOver(Duration patience) {
        context.runOnContext(v -> leave(patience));
        return left.future();
    }

    private void leave(Duration patience) {
        if (leaving) {
            return;
        }
        leaving = true;
        cancelSeeking();
        if (starting) {
            // It has brought nothing yet, and ends as soon as it has started.
            return;
        }
        leases.releaseAll();
        if (held == null || isAlone()) {
            end();
            return;
        }
        farewells = new LineRelease(exchange, id).announce(vertx);
        vertx.setTimer(Math.max(1, patience.toMillis()), timer -> end());
    }

    private void end() {
        Held last = held;
        held = null;
        if (farewells != null) {
            vertx.cancelTimer(farewells);
        }
        Future<Void> undeployed = last == null ? Future.succeededFuture() : undeploy(last.deployment);
        undeployed.onComplete(ended -> left.tryComplete());
    }

    @Override
    public Future<?> stop() {
        leaving = true;
        leases.releaseAll();
        return Future.succeededFuture();
    }
}
