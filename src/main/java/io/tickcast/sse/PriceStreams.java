package io.tickcast.sse;

import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.Tick;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.OverloadDetector;
import io.tickcast.sse.admission.StreamAdmission;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.sse.candle.CandleStreams;
import io.tickcast.sse.candle.CandleSubscription;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.signal.SignalListeners;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.Sse;
import io.tickcast.sse.wire.StreamConnection;
import io.tickcast.sse.wire.StreamOpening;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The streams of prices of one event loop: opens them with what their clients missed, or else with the newest prices,
 * and closes them. The {@link FlushScheduler} writes the ticks that follow.
 */
final class PriceStreams {
    private final Settings.Stream settings;
    private final StreamStats stats;
    private final OverloadDetector overload;
    private final NodeClock clock;
    private final Frames frames;
    private final ReplayLog replayLog;
    private final GapLog gaps;
    private final Snapshots snapshots;
    private final FeedStatusTracker feeds;
    private final StreamAdmission admission;
    private final SignalListeners signals;
    private final Optional<CandleStreams> candles;
    private final SymbolIndex symbolIndex = new SymbolIndex();
    private final EncoderRegistry encoders = new EncoderRegistry();
    private final AdaptiveBatchWindow window;
    private final FlushScheduler scheduler;
    private final SlowConsumers slowConsumers;
    private final ReplayScheduler replayScheduler;
    private final SystemEvents systemEvents;
    private final StreamChanges changes;
    private final StreamControl control = new Control();
    private long sequence;

    /** @param demo whether every event is to say that no price is real */
    PriceStreams(
            Vertx vertx,
            CooperativeScheduler cooperative,
            Frames frames,
            Settings.Stream settings,
            StreamAdmission admission,
            OverloadDetector overload,
            StreamStats stats,
            boolean demo,
            Snapshots snapshots,
            ReplayLog replayLog,
            GapLog gaps,
            FeedStatusTracker feeds,
            SignalListeners signals,
            Optional<CandleStreams> candles,
            NodeClock clock) {
        this.settings = settings;
        this.stats = stats;
        this.overload = overload;
        this.clock = clock;
        this.frames = frames;
        this.replayLog = replayLog;
        this.gaps = gaps;
        this.feeds = feeds;
        this.admission = admission;
        this.signals = signals;
        this.candles = candles;
        this.snapshots = snapshots;
        window = new AdaptiveBatchWindow(settings.delivery().flushWindow());
        Duration slowTimeout = settings.delivery().slowTimeout();
        slowConsumers = new SlowConsumers(control, stats, feeds, gaps, cooperative, frames, slowTimeout);
        replayScheduler = new ReplayScheduler(control, stats, replayLog, cooperative, frames, slowTimeout, demo);
        changes = new StreamChanges(cooperative, frames, snapshots, gaps, slowConsumers, candles);
        scheduler = new FlushScheduler(
                vertx, cooperative, overload, frames, slowConsumers, replayLog::reached, changes::flushed);
        systemEvents = new SystemEvents(feeds, scheduler, slowConsumers, demo);
    }

    StreamControl control() {
        return control;
    }

    SystemEvents systemEvents() {
        return systemEvents;
    }

    /** Hands a tick that is news to all streams. */
    void arrive(Tick tick) {
        window.arrived(System.nanoTime());
        scheduler.arrive(new SequencedTick(tick, sequence++, symbolIndex.of(tick), replayLog.reached()));
    }

    /** Must be called around a change of the positions of the log. */
    void whileMoving(Runnable change) {
        replayScheduler.whileMoving(change);
    }

    /** Gives up those who have taken nothing for too long. */
    void cutLate(long nowNanos) {
        slowConsumers.cutLate(nowNanos);
        replayScheduler.cutLate(nowNanos);
    }

    /** @see Hub#open */
    Optional<OpenStream> open(
            StreamConnection connection,
            Subscription subscription,
            SideEvents besides,
            Map<String, ?> greeting,
            Optional<String> lastEventId,
            StreamLease lease) {
        Buffer head = Sse.retry(settings.retry().toMillis());
        if (!admission.admit(connection, head, lease)) {
            return Optional.empty();
        }
        PriceStream stream = shard().add(connection, subscription);
        stream.toldGapsBefore(gaps.next());
        connection.onWritable(() -> takesAgain(stream));
        connection.onClose(() -> close(stream, CloseReason.CLIENT));
        admission.limit(stream, lease, (cause, last) -> end(stream, cause, last));
        besides.candles().ifPresent(stream::carryCandles);
        StreamOpening opening = new StreamOpening(head).event(Sse.event("connected", greeting));
        subscription.exchanges().names().stream()
                .filter(exchange -> feeds.state(exchange) != FeedState.State.LIVE)
                .forEach(exchange -> opening.event(feeds.event(exchange)));
        Optional<Long> resumed = lastEventId
                .flatMap(id -> replayLog.resumable(id, clock.millis()))
                .filter(at -> !subscription.exchanges().hasIndex() || replayLog.hasDerivedFrom(at));
        if (resumed.isEmpty()) {
            lastEventId.ifPresent(id -> opening.event(resetEvent()));
        }
        OptionalLong alertsSince = lastEventId.isPresent() ? OptionalLong.of(resumed.orElse(0L)) : OptionalLong.empty();
        besides.signalsAndAlerts().ifPresent(names -> signals.add(stream, names, alertsSince));
        // Before the first id: a client that has it has these.
        besides.candles().ifPresent(selection -> addCandles(stream, selection, resumed, opening));
        resumed.ifPresentOrElse(
                at -> resume(
                        stream,
                        opening,
                        at,
                        lastEventId.filter(EventId::isOfChanged).isPresent()),
                () -> connection.begin(anew(stream, opening).bytes()));
        return Optional.of(new OpenStream(changes, stream));
    }

    private void addCandles(
            PriceStream stream, CandleSelection selection, Optional<Long> resumed, StreamOpening opening) {
        CandleSubscription wanted = stream.group().subscription().ofCandles(selection);
        OptionalLong since = resumed.map(at -> OptionalLong.of(clock.wall(at * 1_000) / 1_000))
                .orElse(OptionalLong.empty());
        candles.ifPresent(
                all -> all.add(delivery(stream), wanted, since).forEach(event -> opening.event(Buffer.buffer(event))));
    }

    private CandleDelivery delivery(PriceStream stream) {
        return new CandleDelivery(stream, slowConsumers);
    }

    private StreamShard shard() {
        return scheduler.shards().stream()
                .filter(StreamShard::hasRoom)
                .findFirst()
                .orElseGet(() -> {
                    StreamShard shard = new StreamShard(
                            window, overload, stats, symbolIndex, encoders, System.nanoTime(), replayLog.reached());
                    scheduler.add(shard);
                    return shard;
                });
    }

    /** Called when the stream's socket has room again. */
    private void takesAgain(PriceStream stream) {
        slowConsumers.takesAgain(stream);
        if (stream.isReplaying()) {
            replayScheduler.goOn();
        }
        candles.ifPresent(all -> all.takesAgain(delivery(stream)));
        changes.goOn(stream);
    }

    /**
     * The cursor of the client does not move until the replay is complete: the client may disconnect before.
     *
     * @param changed whether the client was there with other symbols, or another interval, than those of this stream
     */
    private void resume(PriceStream stream, StreamOpening opening, long at, boolean changed) {
        Subscription subscription = stream.group().subscription();
        gaps.eventsSince(replayLog.lacksFrom(at), stream::wants).forEach(opening::event);
        long held = heldBackMillis(subscription);
        if (changed) {
            // It need not have had any of them.
            opening.prices(snapshots.of(stream.group(), tick -> replayLog.isNotReplayed(tick, at, held)));
        } else if (held > 0) {
            // A tick that the interval held back may be older than what is replayed.
            opening.prices(snapshots.of(stream.group(), tick -> replayLog.isHeldBackOnly(tick, at, held)));
        }
        stream.connection().begin(opening.bytes());
        replayScheduler.add(stream, replayLog.position(at, held), at);
        stats.resumed();
        replayScheduler.goOn();
    }

    /** The longest time for which a tick that has arrived is missing in what such a stream was given last. */
    private long heldBackMillis(Subscription subscription) {
        long window =
                AdaptiveBatchWindow.longest(settings.delivery().flushWindow()).toMillis();
        return subscription.intervalMillis() == 0
                ? 0
                : subscription.intervalMillis() + PerSymbolThrottle.MAX_EXTRA.toMillis() + window;
    }

    /** Adds the newest prices; from then on the stream takes part in flushes. */
    private StreamOpening anew(PriceStream stream, StreamOpening opening) {
        stream.joined(sequence);
        return opening.prices(snapshots.of(stream.group())).reached(replayLog.reached());
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
        changes.remove(stream);
        signals.remove(stream);
        candles.ifPresent(all -> all.remove(delivery(stream)));
        admission.left(stream, stream.connection(), cause);
        StreamShard shard = stream.group().shard();
        shard.remove(stream);
        if (shard.isEmpty()) {
            scheduler.remove(shard);
        }
        return true;
    }

    /** Actions that end each open stream, with another time to come back. */
    List<Runnable> ends() {
        List<Runnable> ends = new ArrayList<>();
        scheduler.shards().forEach(shard -> shard.forEach(stream -> ends.add(() -> end(stream))));
        return ends;
    }

    private void end(PriceStream stream) {
        CloseReason cause = admission.isShut() ? CloseReason.AWAY : CloseReason.DRAIN;
        if (close(stream, cause)) {
            stream.connection().end(Sse.farewell(settings.retry().toMillis()), cause);
        }
    }

    private void end(PriceStream stream, CloseReason cause, Buffer last) {
        if (close(stream, cause)) {
            stream.connection().end(Sse.retry(settings.retry().toMillis()).appendBuffer(last), cause);
        }
    }

    private final class Control implements StreamControl {
        @Override
        public void cut(PriceStream stream) {
            close(stream, CloseReason.SLOW);
            stream.connection().cut();
        }

        @Override
        public void reset(PriceStream stream) {
            StreamOpening opening = new StreamOpening(Buffer.buffer()).event(resetEvent());
            stream.writeAlone(frames, anew(stream, opening).parts());
        }

        @Override
        public void join(PriceStream stream) {
            stream.joined(sequence);
            changes.goOn(stream);
        }

        @Override
        public void caughtUp(PriceStream stream) {
            replayScheduler.goOn();
            candles.ifPresent(all -> all.takesAgain(delivery(stream)));
            changes.goOn(stream);
        }
    }
}
