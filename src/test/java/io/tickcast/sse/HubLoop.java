package io.tickcast.sse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.Settings;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import io.tickcast.market.candle.KeptCandles;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Frames;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.tickcast.testing.Ticks;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import io.tickcast.time.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A hub on an event loop of its own, driven turn by turn. */
public final class HubLoop implements AutoCloseable {
    static final TickJson JSON = new TickJson(List.of(Field.SYMBOL, Field.PRICE));
    static final Subscription ALL =
            new Subscription(ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.ALL, JSON, 0);

    /** Longer than the hub's time between two looks. */
    private static final long LOOK_MILLIS = 50;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final StreamStats stats;
    private CooperativeScheduler cooperative;
    private Hub hub;

    HubLoop(Map<String, String> overrides) {
        this(overrides, Duration.ZERO);
    }

    /** @param clocks by how much the clocks of nodes may differ */
    public HubLoop(Map<String, String> overrides, Duration clocks) {
        this(overrides, clocks, new NodeClock(TimeSource.system(), 0));
    }

    HubLoop(Map<String, String> overrides, Duration clocks, NodeClock clock) {
        this(overrides, clocks, clock, Optional.empty());
    }

    /** One of a node that keeps candles. */
    HubLoop(KeptCandles candles, NodeClock clock) {
        this(Map.of(), Duration.ZERO, clock, Optional.of(candles));
    }

    private HubLoop(Map<String, String> overrides, Duration clocks, NodeClock clock, Optional<KeptCandles> candles) {
        Map<String, String> plan = new HashMap<>(overrides);
        // A flush follows the turn that asks for it, however long the first ones take on a cold JVM.
        plan.putIfAbsent("TICKCAST_STREAM_FLUSH_WINDOW", "0ms");
        Settings settings = TestSettings.with(plan);
        stats = new StreamStats(settings.stream().limits().connections(), new SimpleMeterRegistry());
        turn(() -> cooperative = new CooperativeScheduler(vertx));
        turn(() -> hub = new Hub(
                vertx,
                settings.stream(),
                KnownExchanges.of(settings.feed()),
                KnownSymbols.of(settings),
                stats,
                false,
                clocks,
                candles,
                clock));
    }

    HubLoop() {
        this(Map.of());
    }

    public Hub hub() {
        return hub;
    }

    /** Of the hub's event loop. */
    CooperativeScheduler cooperative() {
        return cooperative;
    }

    SlowConsumers slowConsumers(Frames frames, Duration timeout) {
        GapLog noGaps = new GapLog(0, gap -> Buffer.buffer());
        return new SlowConsumers(hub.control(), stats, hub.feeds(), noGaps, cooperative, frames, timeout);
    }

    public JsonObject stats() {
        return stats.toJson();
    }

    /** Does this within one turn; returns after the flush that follows it. */
    public void turn(Runnable actions) {
        Promise<Void> passed = Promise.promise();
        context.runOnContext(v -> {
            try {
                actions.run();
            } catch (RuntimeException | Error e) {
                passed.fail(e);
            }
            context.runOnContext(later -> passed.tryComplete());
        });
        Await.result(passed.future());
    }

    /** Does this within one turn; returns after the hub has then looked at who was behind. */
    void turnAndLook(Runnable actions) {
        turn(actions);
        Promise<Void> looked = Promise.promise();
        // The hub's timer was set before this one and is due before it.
        context.runOnContext(v -> vertx.setTimer(LOOK_MILLIS, timer -> looked.complete()));
        Await.result(looked.future());
    }

    /** Within a turn: ticks of these times, each with its time as the price. */
    void ticks(String symbol, int from, int to) {
        for (int time = from; time <= to; time++) {
            hub.tick(Ticks.tick(symbol, time, Integer.toString(time)));
        }
    }

    /** Within a turn: opens a stream to a new client. */
    FakeResponse open(Subscription subscription) {
        FakeResponse client = new FakeResponse(subscription.encoding());
        hub.open(client.asRequest(), subscription, SideEvents.NONE, Map.of(), Optional.empty(), StreamLease.FREE);
        return client;
    }

    /** Within a turn: opens a stream with candles, to a client that was somewhere before. */
    FakeResponse open(Subscription subscription, CandleSelection candles, Optional<String> lastEventId) {
        FakeResponse client = new FakeResponse(subscription.encoding());
        SideEvents besides = new SideEvents(Optional.empty(), Optional.of(candles));
        hub.open(client.asRequest(), subscription, besides, Map.of(), lastEventId, StreamLease.FREE);
        return client;
    }

    JsonObject candleStats() {
        return stats.candles().meters().toJson();
    }

    JsonObject signalStats() {
        return stats.signals().meters().toJson();
    }

    /** Within a turn: opens a stream to a client that was somewhere before. */
    FakeResponse reopen(Subscription subscription, String lastEventId) {
        FakeResponse client = new FakeResponse();
        hub.open(
                client.asRequest(),
                subscription,
                SideEvents.NONE,
                Map.of(),
                Optional.of(lastEventId),
                StreamLease.FREE);
        return client;
    }

    /** Opens a stream in a turn of its own. */
    FakeResponse opened(Subscription subscription) {
        FakeResponse[] client = new FakeResponse[1];
        turn(() -> client[0] = open(subscription));
        return client[0];
    }

    /** Ends all streams; returns when that is done. */
    void drain(Duration within) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> hub.drain(within).onComplete(done));
        Await.result(done.future());
    }

    static FeedState report(State state) {
        return new FeedState(
                Ticks.EXCHANGE,
                new FeedState.Line(1, "id", "line"),
                state,
                Instant.now(),
                Micros.now(),
                new JsonObject());
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
