package io.tickcast.sse;

import io.netty.buffer.ByteBufAllocator;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Gap;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.Drain;
import io.tickcast.sse.admission.OverloadDetector;
import io.tickcast.sse.admission.StreamAdmission;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.candle.CandleStreams;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.replay.ReplayState;
import io.tickcast.sse.signal.SignalHub;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.StreamConnection;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The prices and streams of one event loop. Takes new ticks, keeps them for clients that resume, and hands them to the
 * {@link PriceStreams}. Use it on its event loop only.
 */
public final class Hub {
    private static final long CHECK_EVERY_MILLIS = 1_000;
    private static final long MEASURE_EVERY_MILLIS = 100;

    private final Vertx vertx;
    private final Thread thread = Thread.currentThread();
    private final NodeClock clock;
    private final StreamStats stats;
    private final KnownSymbols symbols;
    private final boolean timesExchange;
    private final Set<String> published;
    private final LatestPrices latestPrices = new LatestPrices();
    private final FeedStatusTracker feeds;
    private final ReceiveTimes receiveTimes;
    private final ReplayLog replayLog;
    private final OverloadDetector overload;
    private final StreamAdmission admission;
    private final SignalHub signals;
    private final PriceStreams prices;
    private final IndexPrices index;
    private final IndexTicker indexTicker;
    private final Gaps gaps;

    private long missedUntil;

    /**
     * @param exchanges  exchanges of its prices, with the age from which a price of a snapshot carries its age
     * @param symbols    of these exchanges
     * @param demo       whether every event is to say that no price is real
     * @param clocks     tolerated difference between the clocks of two nodes; zero for a single node
     * @param candles    empty: none are kept
     */
    public Hub(
            Vertx vertx,
            Settings.Stream settings,
            KnownExchanges exchanges,
            KnownSymbols symbols,
            StreamStats stats,
            boolean demo,
            Duration clocks,
            Optional<KeptCandles> candles) {
        this(vertx, settings, exchanges, symbols, stats, demo, clocks, candles, NodeClock.system());
    }

    Hub(
            Vertx vertx,
            Settings.Stream settings,
            KnownExchanges exchanges,
            KnownSymbols symbols,
            StreamStats stats,
            boolean demo,
            Duration clocks,
            Optional<KeptCandles> candles,
            NodeClock clock) {
        this.clock = clock;
        this.vertx = vertx;
        this.stats = stats;
        this.symbols = symbols;
        CooperativeScheduler cooperative = new CooperativeScheduler(vertx);
        Frames frames = new Frames(ByteBufAllocator.DEFAULT);
        Settings.Stream.Delivery delivery = settings.delivery();
        overload = new OverloadDetector(
                AdaptiveBatchWindow.longest(delivery.flushWindow()), delivery.overloadAfter(), stats.overload());
        admission = new StreamAdmission(
                stats, overload, frames, settings.delivery(), settings.limits().maxAge(), clock);
        timesExchange = stats.claimExchangeTiming();
        published = exchanges.published();
        feeds = new FeedStatusTracker(demo, clock, exchanges.indexed());
        index = new IndexPrices(exchanges, symbols, latestPrices, feeds);
        receiveTimes = new ReceiveTimes(clock, clocks);
        replayLog = new ReplayLog(settings, clocks, clock);
        GapLog gapLog = new GapLog(keepGapsMillis(settings, clocks), gap -> SystemEvents.gapEvent(gap, demo));
        signals = new SignalHub(vertx, cooperative, frames, settings, admission, stats, demo, clocks, clock);
        prices = new PriceStreams(
                vertx,
                cooperative,
                frames,
                settings,
                admission,
                overload,
                stats,
                demo,
                new Snapshots(latestPrices, exchanges, clock),
                replayLog,
                gapLog,
                feeds,
                signals.listeners(),
                candles.map(kept -> new CandleStreams(
                        vertx,
                        cooperative,
                        frames,
                        kept,
                        symbols::symbols,
                        stats.candles(),
                        Duration.ofMillis(replayLog.spanMillis()),
                        () -> clock.wall(clock.micros()) / 1_000)),
                clock);
        gaps = new Gaps(gapLog, replayLog, receiveTimes, clock, prices.systemEvents()::gap);
        indexTicker = new IndexTicker(index, latestPrices, replayLog, prices);
        clock.onMoved(micros -> cooperative.soon(this::followClock));
        vertx.setPeriodic(settings.heartbeat().toMillis(), timer -> heartbeat());
        vertx.setPeriodic(CHECK_EVERY_MILLIS, timer -> {
            stats.turn();
            overload.look(System.nanoTime());
            admission.endExpired();
            prices.cutLate(System.nanoTime());
            gaps.expire();
            indexTicker.changed(prices.systemEvents().tellFeedChanges());
        });
        measureDelay();
    }

    /** Measures how long tasks of the loop wait, those that bring ticks among them. */
    private void measureDelay() {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MEASURE_EVERY_MILLIS);
        vertx.setTimer(MEASURE_EVERY_MILLIS, timer -> {
            long now = System.nanoTime();
            overload.loopDelay(now - due, now);
            measureDelay();
        });
    }

    /** For all that a client may come back to, and for as long as a slow one may take nothing. */
    private long keepGapsMillis(Settings.Stream settings, Duration clocks) {
        long slow = settings.delivery().slowTimeout().toMillis() + 2 * CHECK_EVERY_MILLIS;
        return Math.max(replayLog.spanMillis(), slow) + clocks.toMillis();
    }

    public LatestPrices latestPrices() {
        return latestPrices;
    }

    public IndexPrices index() {
        return index;
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
        return prices.control();
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
        gaps.startAnew();
        missedUntil = Math.min(missedUntil + micros / 1_000, coversFrom());
    }

    /** The cursor of a client that has all ticks. */
    EventId reached() {
        return replayLog.reached();
    }

    /** Takes a tick from the bus. A tick that is not new ends here. */
    public void tick(Tick heard) {
        followClock();
        Tick tick = receiveTimes.live(heard);
        if (!tick.isTest()) {
            if (!latestPrices.accept(tick)) {
                return;
            }
            // A published price may be dated as its publisher likes.
            if (timesExchange && !tick.isStored() && !published.contains(tick.exchange())) {
                stats.exchangeToNode().record(clock.wall(tick.receivedAt()) - tick.eventTime() * 1_000);
            }
            replayLog.add(tick);
        }
        prices.arrive(tick);
        if (!tick.isTest()) {
            indexTicker.arrived(tick);
        }
    }

    /** A page of the history of this hub; see {@link ReplayLog#past}. */
    public HistoryPage<Tick> past(long from, int max) {
        return replayLog.past(latestPrices, from, max);
    }

    /** Cursor from which on no tick is missing in the history of this hub. */
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
        prices.whileMoving(() -> replayLog.merge(ticks, covered));
        Set<String> changed = new LinkedHashSet<>();
        for (Tick tick : ticks) {
            if (latestPrices.accept(tick)) {
                prices.arrive(tick);
                changed.add(tick.symbol());
            }
        }
        indexTicker.caughtUp(changed);
    }

    /** Receive times of the bus that were too far ahead of this node's clock, and for which it took its own time. */
    public long timesAhead() {
        return receiveTimes.ahead();
    }

    void heartbeat() {
        prices.systemEvents().heartbeat();
    }

    /** A line's report from the bus. */
    public void feedState(FeedState report) {
        followClock();
        indexTicker.changed(prices.systemEvents().heard(report));
        // Ticks that a line received before its report were sent before it.
        feeds.heardUntil(System.nanoTime()).ifPresent(micros -> replayLog.heardUntil(receiveTimes.bounded(micros)));
    }

    /** Names trades that no stream got. */
    public void gap(Gap gap) {
        followClock();
        gaps.heard(gap);
    }

    /** The gaps that are kept for clients that come back. */
    public Gaps gaps() {
        return gaps;
    }

    /** The symbols that a line of a feed knows, from the bus. */
    public void feedSymbols(FeedSymbols told) {
        SymbolChange change = symbols.heard(told, System.nanoTime());
        if (!change.isEmpty()) {
            prices.systemEvents().symbols(told.exchange(), change);
            indexTicker.listChanged(change);
        }
    }

    /** The symbols that the feeds follow. */
    public KnownSymbols symbols() {
        return symbols;
    }

    /**
     * Greets a client, gives it what it missed or else the newest prices, and from then on all that it subscribed to;
     * in this order and from this turn on, so that nothing comes twice or is missed. When there is no place it is told
     * so.
     *
     * @param request     request with a response that has its headers set and nothing written
     * @param besides     its events besides prices
     * @param greeting    data of the event {@code connected}
     * @param lastEventId id of the last event of the client; empty when it is new
     * @param lease       its expiry, and the action for its end
     * @return empty when the client was told that there is no place
     */
    public Optional<OpenStream> open(
            HttpServerRequest request,
            Subscription subscription,
            SideEvents besides,
            Map<String, ?> greeting,
            Optional<String> lastEventId,
            StreamLease lease) {
        return open(
                admission.connect(request, subscription.encoding()),
                subscription,
                besides,
                greeting,
                lastEventId,
                lease);
    }

    /** The same for a connection of any transport, on which nothing of the stream is written. */
    public Optional<OpenStream> open(
            StreamConnection connection,
            Subscription subscription,
            SideEvents besides,
            Map<String, ?> greeting,
            Optional<String> lastEventId,
            StreamLease lease) {
        assertOnLoop();
        followClock();
        if (subscription.exchanges().hasIndex()) {
            indexTicker.start();
        }
        return prices.open(connection, subscription, besides, greeting, lastEventId, lease);
    }

    /** Two threads in one hub would mix up its clients' bytes: better an error for one of them. */
    private void assertOnLoop() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("the hub of " + thread.getName() + " is used by "
                    + Thread.currentThread().getName());
        }
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
        ends.addAll(prices.ends());
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

    /** Whether clients are currently turned away. */
    public boolean turnsAway() {
        return admission.isShut();
    }
}
