package io.tickcast.feed;

import io.tickcast.liveness.Liveness;
import io.tickcast.liveness.RefusedLocks;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedConsumer;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.Line;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.MalformedMessageLog;
import io.tickcast.time.Backoff;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.shareddata.Lock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of one exchange that this node holds. A cluster has a lock for each line. A node that gets one runs the
 * feed. A node that gets none tries again, but asks only for lines that nobody reports to have.
 */
public final class LineLeases extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LineLeases.class);
    private static final long SEEK_EVERY_MILLIS = 250;
    /** Long enough to hear each line once. */
    private static final long LISTEN_FIRST_MILLIS = 1_250;
    /** The lock's least: a refusal costs a thread of the worker pool a round trip to another node, and no more. */
    private static final long LOCK_MILLIS = 1;
    /** The lock is released on another thread, and who hears the farewell tries for it at once. */
    private static final long FAREWELL_AFTER_MILLIS = 10;

    private static final long FAREWELL_EVERY_MILLIS = 250;
    private static final long SOON_MILLIS = 25;
    /** A feed is live with its first tick; the last of its subscriptions may still be on their way. */
    private static final long OVERLAP_MILLIS = 250;

    private static final Lock NO_LOCK = () -> {};
    private static final Duration BACKOFF_MIN = Duration.ofMillis(500);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(30);

    private final String exchange;
    private final int count;
    private final String id;
    private final String node;
    private final Supplier<Set<String>> others;
    private final RefusedLocks<Integer> refused;
    private final Function<Line, Deployable> feed;
    private final LeaseHolders leaseHolders;
    private final MalformedMessageLog malformed =
            new MalformedMessageLog(LOG, "farewell on \"" + BusAddresses.FEED_HANDOVER + "\"");
    private final RateLimitedLogger quietLog = new RateLimitedLogger(LOG);
    private final Backoff backoff = new Backoff(BACKOFF_MIN, BACKOFF_MAX, ThreadLocalRandom.current());
    private final Promise<Void> left = Promise.promise();

    private List<MessageConsumer<?>> consumers = List.of();
    private Optional<Held> held = Optional.empty();
    /** Set while the next attempt waits for its time. */
    private Optional<Long> seekTimer = Optional.empty();

    private Optional<Long> farewells = Optional.empty();
    /** Whether it has yet to hear who has which line. */
    private boolean listening = true;

    private boolean starting;
    private boolean leaving;
    private boolean handedOver;

    private record Held(Line line, Lock lock, String deployment) {}

    /**
     * @param count  how many lines there are
     * @param id     of this node, another one after each start
     * @param node   as this node calls itself
     * @param others ids of the other members of the cluster, now; must not block
     * @param overdue a line that nobody reports is run without its lock after this: the node that has it hangs
     * @param feed   makes what is deployed for a line
     */
    public LineLeases(
            String exchange,
            int count,
            String id,
            String node,
            Supplier<Set<String>> others,
            Duration overdue,
            Function<Line, Deployable> feed) {
        this.exchange = exchange;
        this.count = count;
        this.id = id;
        this.node = node;
        this.others = others;
        refused = new RefusedLocks<>(overdue);
        this.feed = feed;
        leaseHolders = new LeaseHolders(id);
    }

    @Override
    public Future<?> start() {
        Liveness.of(vertx).watch(context, "lines");
        return register().onSuccess(registered -> seekAfter(others.get().isEmpty() ? 1 : LISTEN_FIRST_MILLIS));
    }

    /** Registers its consumers anew, since nobody is heard. May be called on any thread. */
    public void registerAnew() {
        context.runOnContext(v -> register()
                .onFailure(cause -> LOG.warn("The consumers of the event bus could not be registered anew", cause)));
    }

    private Future<?> register() {
        List<MessageConsumer<?>> last = consumers;
        consumers = List.of(
                FeedConsumer.register(vertx.eventBus(), this::heard),
                vertx.eventBus()
                        .consumer(
                                BusAddresses.FEED_HANDOVER,
                                message -> LineRelease.of(message.body())
                                        .ifPresentOrElse(this::farewell, malformed::add)));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .onSuccess(registered -> last.forEach(MessageConsumer::unregister));
    }

    private void seekAfter(long millis) {
        seekTimer.ifPresent(vertx::cancelTimer);
        seekTimer = Optional.of(vertx.setTimer(millis, timer -> {
            seekTimer = Optional.empty();
            seek();
        }));
    }

    private void seekLater() {
        seekAfter(SEEK_EVERY_MILLIS * 3 / 4 + ThreadLocalRandom.current().nextLong(SEEK_EVERY_MILLIS / 2));
    }

    private void seek() {
        listening = false;
        List<Integer> free = new ArrayList<>(free());
        refused.retain(free);
        Collections.shuffle(free);
        seek(free.iterator());
    }

    private List<Integer> free() {
        Set<String> members = others.get();
        long now = System.nanoTime();
        return IntStream.rangeClosed(1, count)
                .filter(number -> !leaseHolders.isHeld(number, members, now))
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
        vertx.sharedData()
                .getLockWithTimeout("feed." + exchange + ".line." + number, LOCK_MILLIS)
                .onComplete(lock -> take(new Line(number, id, node), lock), taken -> refused(number, free));
    }

    private void refused(int number, Iterator<Integer> free) {
        if (leaving || !refused.isOverdue(number, System.nanoTime())) {
            seek(free);
        } else {
            LOG.warn(
                    "{}: one node has the lock of line {}, and is not heard: this one runs it without",
                    exchange,
                    number);
            take(new Line(number, id, node), NO_LOCK);
        }
    }

    private void take(Line line, Lock lock) {
        refused.clear();
        if (leaving) {
            release(lock);
            return;
        }
        starting = true;
        vertx.deployVerticle(feed.apply(line))
                .onComplete(
                        deployment -> {
                            starting = false;
                            backoff.reset();
                            held = Optional.of(new Held(line, lock, deployment));
                            if (leaving) {
                                release(lock);
                                end();
                            } else {
                                LOG.info("{}: this node has line {} of {}", exchange, line.number(), count);
                            }
                        },
                        cause -> {
                            starting = false;
                            release(lock);
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

    /** Never waits: after a split the cluster may have forgotten the lock. */
    private static void release(Lock lock) {
        try {
            lock.release();
        } catch (RuntimeException e) {
            LOG.debug("A lock could not be released, and is forgotten", e);
        }
    }

    private Future<Void> undeploy(String deployment) {
        return vertx.undeploy(deployment)
                .onFailure(cause -> LOG.warn("{}: the feed did not end in order", exchange, cause));
    }

    private void heard(FeedState report) {
        if (!report.exchange().equals(exchange)) {
            return;
        }
        long now = System.nanoTime();
        leaseHolders.heard(report, now);
        Line line = report.line();
        listening = listening && !free().isEmpty();
        if (!leaving) {
            held.ifPresent(
                    mine -> leaseHolders.rival(mine.line.number(), now).ifPresent(rival -> giveWay(mine, rival)));
        } else if (report.state() == State.LIVE
                && !line.holder().equals(id)
                && !leaseHolders.isLeaving(line.holder())
                && held.isPresent()
                && !handedOver) {
            handedOver = true;
            LOG.info("{}: line {} of {} feeds in place of this one", exchange, line.number(), line.node());
            vertx.setTimer(OVERLAP_MILLIS, timer -> end());
        }
    }

    private void giveWay(Held mine, Line rival) {
        LOG.warn(
                "{}: {} has line {} too, as happens after a split of the cluster; this node gives it up",
                exchange,
                rival.node(),
                rival.number());
        held = Optional.empty();
        release(mine.lock);
        undeploy(mine.deployment).onComplete(ended -> {
            if (!leaving) {
                seekLater();
            }
        });
    }

    private void farewell(LineRelease farewell) {
        if (farewell.exchange().equals(exchange)) {
            leaseHolders.leaves(farewell.holder());
            if (!leaving && !listening && seekTimer.isPresent()) {
                seekAfter(1 + ThreadLocalRandom.current().nextLong(SOON_MILLIS));
            }
        }
    }

    /**
     * Lets another node have this one's line, and feeds on until another line is live, so that no tick is missed; from
     * then on this node has none. May be called on any thread, and again.
     *
     * @param patience how long to wait for another line; when this node is the only member it does not wait
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
        seekTimer.ifPresent(vertx::cancelTimer);
        if (starting) {
            // It has brought nothing yet, and ends as soon as it has started.
            return;
        }
        held.ifPresent(mine -> release(mine.lock));
        if (held.isEmpty() || others.get().isEmpty()) {
            end();
            return;
        }
        LineRelease farewell = new LineRelease(exchange, id);
        farewells = Optional.of(vertx.setPeriodic(
                FAREWELL_AFTER_MILLIS,
                FAREWELL_EVERY_MILLIS,
                timer -> vertx.eventBus().publish(BusAddresses.FEED_HANDOVER, farewell.toJson())));
        vertx.setTimer(Math.max(1, patience.toMillis()), timer -> end());
    }

    private void end() {
        Optional<Held> last = held;
        held = Optional.empty();
        farewells.ifPresent(vertx::cancelTimer);
        last.map(mine -> undeploy(mine.deployment))
                .orElse(Future.succeededFuture())
                .onComplete(ended -> left.tryComplete());
    }

    @Override
    public Future<?> stop() {
        leaving = true;
        held.ifPresent(mine -> release(mine.lock));
        return Future.succeededFuture();
    }
}
