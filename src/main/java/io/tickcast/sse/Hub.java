package io.tickcast.sse;

import io.netty.buffer.ByteBufAllocator;
import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.Drain;
import io.tickcast.sse.admission.StreamAdmission;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.replay.ReplayState;
import io.tickcast.sse.signal.SignalHub;
import io.tickcast.sse.signal.SignalNames;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.tickcast.sse.wire.StreamOpening;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The streams of one event loop: takes ticks that are news, opens streams, and lets the {@link FlushScheduler} write.
 * Use it on its event loop only.
 */
public final class Hub {
    private static final long CHECK_EVERY_MILLIS = 1_000;

    private final Vertx vertx;
    private final Thread thread = Thread.currentThread();
    private final CooperativeScheduler cooperative;
    private final NodeClock clock;
    private final Frames frames = new Frames(ByteBufAllocator.DEFAULT);
    private final Settings.Stream settings;
    private final StreamStats stats;
    private final boolean timesExchange;
    private final LatestPrices latestPrices = new LatestPrices();
    private final Snapshots snapshots;
    private final FeedStatusTracker feeds;
    private final SymbolIndex symbolIndex = new SymbolIndex();
    private final EncoderRegistry encoders = new EncoderRegistry();
    private final AdaptiveBatchWindow window;
    private final FlushScheduler scheduler;
    private final SlowConsumers slowConsumers;
    private final ReceiveTimes receiveTimes;
    private final ReplayLog replayLog;
    private final ReplayScheduler replayScheduler;
    private final StreamAdmission admission;
    private final SystemEvents systemEvents;
    private final SignalHub signals;
    private final StreamControl control = new Control();

    private long sequence;
    private long missedUntil;

    /**
     * @param staleAfter age from which a price of a snapshot carries its age
     * @param demo       whether every event is to say that no price is real
     * @param clocks     by how much the clocks of the nodes may differ; zero for a node alone
     */
    public Hub(
            Vertx vertx,
            Settings.Stream settings,
            Duration staleAfter,
            StreamStats stats,
            boolean demo,
            Duration clocks) {
        this(vertx, settings, staleAfter, stats, demo, clocks, NodeClock.system());
    }

    Hub(
            Vertx vertx,
            Settings.Stream settings,
            Duration staleAfter,
            StreamStats stats,
            boolean demo,
            Duration clocks,
            NodeClock clock) {
        this.clock = clock;
        this.vertx = vertx;
        this.settings = settings;
        snapshots = new Snapshots(latestPrices, staleAfter, clock);
        this.stats = stats;
        admission = new StreamAdmission(
                stats,
                frames,
                settings.delivery().direct(),
                settings.limits().maxAge(),
                settings.delivery().slowTimeout(),
                clock);
        timesExchange = stats.claimExchangeTiming();
        feeds = new FeedStatusTracker(demo, clock);
        window = new AdaptiveBatchWindow(settings.delivery().flushWindow());
        cooperative = new CooperativeScheduler(vertx);
        Duration slowTimeout = settings.delivery().slowTimeout();
        slowConsumers = new SlowConsumers(control, stats, feeds, cooperative, frames, slowTimeout);
        receiveTimes = new ReceiveTimes(clock, clocks);
        replayLog = new ReplayLog(settings, clocks, clock);
        replayScheduler = new ReplayScheduler(control, stats, replayLog, cooperative, frames, slowTimeout, demo);
        scheduler = new FlushScheduler(vertx, cooperative, frames, slowConsumers, replayLog::reached);
        signals = new SignalHub(vertx, cooperative, frames, settings, admission, stats, demo, clocks, clock);
        systemEvents = new SystemEvents(feeds, scheduler, slowConsumers, demo);
        clock.onMoved(micros -> cooperative.soon(this::followClock));
        vertx.setPeriodic(settings.heartbeat().toMillis(), timer -> heartbeat());
        vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> {
            stats.turn();
            admission.endExpired();
            slowConsumers.cutLate(System.nanoTime());
            replayScheduler.cutLate(System.nanoTime());
            systemEvents.tellFeedChanges();
        });
    }

    public LatestPrices book() {
        return latestPrices;
    }

    public FeedStatusTracker feeds() {
        return feeds;
    }

    public SignalHub signals() {
        return signals;
    }

    StreamStats stats() {
        return stats;
    }

    StreamControl control() {
        return control;
    }

    /**
     * Must come before anything that uses a clock which this node has taken over. Ids of the time before have no
     * meaning any more: a client that comes back with one begins anew.
     */
    private void followClock() {
        long micros = receiveTimes.follow();
        if (micros == 0) {
            return;
        }
        latestPrices.restamp(receiveTimes::afterMove);
        replayLog.startAnew(clock.millis());
        signals.startAnew();
        missedUntil = Math.min(missedUntil + micros / 1_000, coversFrom());
    }

    /** The cursor of a client that has all ticks. */
    EventId reached() {
        return replayLog.reached();
    }

    /** A tick from the bus. What is no news ends here. */
    public void tick(Tick heard) {
        followClock();
        Tick tick = receiveTimes.live(heard);
        if (!tick.isTest()) {
            if (!latestPrices.accept(tick)) {
                return;
            }
            if (timesExchange && !tick.isStored()) {
                stats.exchangeToNode().record(clock.wall(tick.receivedAt()) - tick.eventTime() * 1_000);
            }
            replayLog.add(tick);
        }
        arrive(tick);
    }

    private void arrive(Tick tick) {
        scheduler.arrive(new SequencedTick(tick, sequence++, symbolIndex.of(tick), replayLog.reached()));
    }

    /** A piece of what this hub has kept; see {@link ReplayLog#past}. */
    public HistoryPage<Tick> past(long from, int max) {
        return replayLog.past(latestPrices, from, max);
    }

    /** Cursor from which on this hub can give a client what it missed. */
    public long coversFrom() {
        return replayLog.buffer().coveredFrom();
    }

    /** The state of the log that is kept for clients that reconnect. */
    public ReplayState replay() {
        return replayLog.state(clock.millis());
    }

    /** The ticks that this hub should still hold by their time, and does not. */
    public List<Tick> missing(List<Tick> ticks) {
        return replayLog.missing(receiveTimes.bounded(ticks));
    }

    /** Takes in what another node has kept, in the order of its arrival there; streams get what of it is news. */
    public void catchUp(List<Tick> past, long coversFrom) {
        assertOnLoop();
        followClock();
        List<Tick> ticks = receiveTimes.bounded(past);
        long covered = receiveTimes.bounded(TimeUnit.MILLISECONDS.toMicros(coversFrom)) / 1_000;
        replayScheduler.whileMoving(() -> replayLog.merge(ticks, covered));
        for (Tick tick : ticks) {
            if (latestPrices.accept(tick)) {
                arrive(tick);
            }
        }
    }

    /** Receive times of the bus that were too far ahead of this node's clock, and for which it took its own time. */
    public long timesAhead() {
        return receiveTimes.ahead();
    }

    void heartbeat() {
        systemEvents.heartbeat();
    }

    /** A line's report from the bus. */
    public void feedState(FeedState report) {
        followClock();
        systemEvents.heard(report);
        // What a line received before its report came before it.
        feeds.heardUntil(System.nanoTime()).ifPresent(micros -> replayLog.heardUntil(receiveTimes.bounded(micros)));
    }

    /**
     * Greets a client, gives it what it missed or else the newest prices, and from then on all that it subscribed to;
     * in this order and from this turn on, so that nothing comes twice or is missed. When there is no place it is told
     * so.
     *
     * @param request     whose response has its headers set and nothing written
     * @param wanted      the signals that it is to get besides, if any
     * @param greeting    data of the event {@code connected}
     * @param lastEventId where the client was; empty when it is new
     * @param lease        what holds while it is open
     */
    public void open(
            HttpServerRequest request,
            Subscription subscription,
            Optional<SignalNames> wanted,
            Map<String, ?> greeting,
            Optional<String> lastEventId,
            StreamLease lease) {
        assertOnLoop();
        followClock();
        Buffer head = Sse.retry(settings.retry().toMillis());
        admission.admit(request, subscription.encoding(), head, lease).ifPresent(outlet -> {
            PriceStream stream = cohort().add(outlet, subscription);
            outlet.onWritable(() -> takesAgain(stream));
            request.response().closeHandler(v -> close(stream, CloseReason.CLIENT));
            admission.limit(stream, lease, (cause, last) -> end(stream, cause, last));
            wanted.ifPresent(names -> signals.listeners().add(stream, names));
            StreamOpening opening = new StreamOpening(head).event(Sse.event("connected", greeting));
            if (feeds.state(subscription.exchange()) != FeedState.State.LIVE) {
                opening.event(feeds.event(subscription.exchange()));
            }
            lastEventId
                    .flatMap(id -> replayLog.resumable(id, clock.millis()))
                    .ifPresentOrElse(at -> resume(stream, opening, at), () -> {
                        lastEventId.ifPresent(id -> opening.event(resetEvent()));
                        stream.outlet().begin(anew(stream, opening).bytes());
                    });
        });
    }

    /** Called when the stream's socket has room again. */
    private void takesAgain(PriceStream stream) {
        slowConsumers.takesAgain(stream);
        if (stream.isReplaying()) {
            replayScheduler.goOn();
        }
    }

    /** The cursor of the client stays where it was until it has what it missed: it may break off again before. */
    private void resume(PriceStream stream, StreamOpening opening, long at) {
        long interval = stream.group().subscription().intervalMillis();
        if (interval > 0) {
            // What the interval held back may be older than all that is kept for replays.
            opening.prices(snapshots.of(stream.group(), tick -> replayLog.isHeldBackOnly(tick, at, interval)));
        }
        stream.outlet().begin(opening.bytes());
        replayScheduler.add(stream, replayLog.position(at, interval), at);
        stats.resumed();
        replayScheduler.goOn();
    }

    /** Adds the newest prices; from then on the stream takes part in flushes. */
    private StreamOpening anew(PriceStream stream, StreamOpening opening) {
        stream.joined(sequence);
        return opening.prices(snapshots.of(stream.group())).reached(replayLog.reached());
    }

    /** Two threads in one hub would mix up its clients' bytes: better an error for one of them. */
    private void assertOnLoop() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("the hub of " + thread.getName() + " is used by "
                    + Thread.currentThread().getName());
        }
    }

    private StreamShard cohort() {
        return scheduler.cohorts().stream()
                .filter(StreamShard::hasRoom)
                .findFirst()
                .orElseGet(() -> {
                    StreamShard shard = new StreamShard(
                            window, stats, symbolIndex, encoders, System.nanoTime(), replayLog.reached());
                    scheduler.add(shard);
                    return shard;
                });
    }

    private Buffer resetEvent() {
        stats.reset();
        return Sse.event("reset", Map.of("message", "The last id is too old or unknown; the newest prices follow"));
    }

    /** @return false when it was closed before */
    private boolean close(PriceStream stream, CloseReason cause) {
        if (stream.isClosed()) {
            return false;
        }
        stream.close();
        slowConsumers.remove(stream);
        replayScheduler.remove(stream);
        signals.listeners().remove(stream);
        admission.left(stream, stream.outlet(), cause);
        StreamShard shard = stream.group().cohort();
        shard.remove(stream);
        if (shard.isEmpty()) {
            scheduler.remove(shard);
        }
        return true;
    }

    /**
     * Ends all streams, a part at a time within this duration, each with another time to come back; new ones at once.
     */
    public Future<Void> drain(Duration within) {
        admission.drain();
        return new Drain(vertx, within).run(ends());
    }

    private List<Runnable> ends() {
        List<Runnable> ends = new ArrayList<>(signals.ends());
        scheduler.cohorts().forEach(shard -> shard.forEach(stream -> ends.add(() -> end(stream))));
        return ends;
    }

    /**
     * Ends all streams in this turn, and new ones at once, until {@link #admit}: ticks have passed this node by, and
     * with the cursors that they have now clients get them elsewhere.
     */
    public void turnAway() {
        admission.shut();
        // A client that was given this very millisecond may lack what else belongs to it.
        replayLog.lost(clock.millis() + 1);
        missedUntil = coversFrom();
        signals.lost();
        ends().forEach(Runnable::run);
    }

    /** Lets clients come again. */
    public void admit() {
        admission.open();
    }

    /** Whether another node gave what passed this one by. */
    public boolean hasCaughtUp() {
        return coversFrom() < missedUntil;
    }

    /** Whether clients are turned away for now. */
    public boolean turnsAway() {
        return admission.isShut();
    }

    private void end(PriceStream stream) {
        if (close(stream, admission.isShut() ? CloseReason.AWAY : CloseReason.DRAIN)) {
            stream.outlet().endAndLeave(Sse.farewell(settings.retry().toMillis()));
        }
    }

    private void end(PriceStream stream, CloseReason cause, Buffer last) {
        if (close(stream, cause)) {
            stream.outlet().end(Sse.retry(settings.retry().toMillis()).appendBuffer(last));
        }
    }

    private final class Control implements StreamControl {
        @Override
        public void cut(PriceStream stream) {
            close(stream, CloseReason.SLOW);
            stream.outlet().cut();
        }

        @Override
        public void reset(PriceStream stream) {
            StreamOpening opening = new StreamOpening(Buffer.buffer()).event(resetEvent());
            stream.writeAlone(frames, anew(stream, opening).parts());
        }

        @Override
        public void join(PriceStream stream) {
            stream.joined(sequence);
        }

        @Override
        public void caughtUp(PriceStream stream) {
            replayScheduler.goOn();
        }
    }
}
