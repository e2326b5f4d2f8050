package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.feed.binance.BinanceProtocol;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A feed over real WebSockets to a fake exchange on loopback, what it puts on the event bus, and what it logs. */
abstract class WithFeed {
    static final String BTC = "BTCUSDT";
    static final String ETH = "ETHUSDT";
    static final long TIME = 1_700_000_000_000L;

    final Vertx vertx = Vertx.vertx();
    final Heard<Tick> ticks = new Heard<>();
    final Heard<FeedState> states = new Heard<>();
    final LogLines log = new LogLines("io.tickcast.feed");
    ScriptedBinance binance;

    private long time = TIME;
    private boolean pumping;

    @BeforeEach
    void listen() {
        vertx.eventBus().registerCodec(new TickCodec());
        Await.result(vertx.eventBus()
                .<Tick>localConsumer(BusAddresses.TICKS, message -> ticks.add(message.body()))
                .completion());
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.FEED_STATE, message -> states.add(FeedState.of(message.body())))
                .completion());
        binance = exchange(List.of(BTC, ETH));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
        log.close();
    }

    final ScriptedBinance exchange(List<String> symbols) {
        return exchange(symbols, Limits.REAL.withoutPings());
    }

    final ScriptedBinance exchange(List<String> symbols, Limits limits) {
        return Await.result(ScriptedBinance.start(vertx, symbols, limits));
    }

    /** A feed of both symbols from the exchange. */
    final String feed() {
        return feed(Map.of());
    }

    /** @param overrides settings by variable, without {@code TICKCAST_FEED_} */
    final String feed(Map<String, String> overrides) {
        return feed(List.of(BTC, ETH), overrides);
    }

    /** Deploys a feed and gives its deployment. */
    final String feed(List<String> symbols, Map<String, String> overrides) {
        Map<String, String> variables = new HashMap<>();
        variables.put("TICKCAST_SYMBOLS", String.join(",", symbols));
        overrides.forEach((name, value) -> variables.put("TICKCAST_FEED_" + name, value));
        Settings settings = TestSettings.fedBy(binance.endpoint(), binance.rest(), variables);
        return Await.result(vertx.deployVerticle(verticle(vertx, settings)));
    }

    /** The only line of such a node. */
    static FeedVerticle verticle(Vertx vertx, Settings settings) {
        SystemResolver names = new SystemResolver(vertx);
        RestClient rest = new RestClient(
                vertx,
                BinanceProtocol.EXCHANGE,
                settings.feed().primary().rest(),
                new BinanceInstruments().limits(),
                new RestTransport(
                        vertx, settings.feed().timeouts().connect(), () -> Outbound.proxy(names, settings.feed())));
        return new FeedVerticle(
                new FeedVerticle.Setup(
                        settings.feed(),
                        settings.feed().primary(),
                        settings.symbols(),
                        false,
                        new FeedState.Line(1, "id", "test"),
                        new Liveness(),
                        names,
                        rest),
                (symbols, streams, demo) ->
                        new BinanceProtocol(symbols, settings.feed().primary().channels(), streams, demo, rest),
                new BinanceInstruments());
    }

    /** The value of a setting that is a list of endpoints. */
    static String endpoints(URI... bases) {
        return Stream.of(bases).map(URI::toString).collect(Collectors.joining(","));
    }

    /** A live feed's first connection. */
    final Connection live() {
        return live(Map.of());
    }

    final Connection live(Map<String, String> overrides) {
        feed(overrides);
        return nextLive();
    }

    /** The next connection, once it has brought ticks and the feed says that it is live. */
    final Connection nextLive() {
        Connection connection = nextConnection();
        tick();
        await(State.LIVE);
        return connection;
    }

    /** The next connection, once it has subscribed both symbols. */
    final Connection nextConnection() {
        Connection connection = Await.result(binance.nextConnection());
        Await.result(connection.subscribed(2));
        return connection;
    }

    /** Publishes the next tick of both symbols and waits for the bus to have both. */
    final void tick() {
        long now = publish();
        ticks.next(tick -> tick.eventTime() == now);
        ticks.next(tick -> tick.eventTime() == now);
    }

    /** Publishes the next tick of both symbols and gives its event time, which grows by 1. */
    final synchronized long publish() {
        time++;
        binance.publish(BTC, Frames.ticker(BTC, time, "95000.10"));
        binance.publish(ETH, Frames.ticker(ETH, time, "3300.20"));
        return time;
    }

    /**
     * Publishes ticks of both symbols from now on. After a pause of the machine it does not catch up: the exchange drops
     * what is too much at once for a connection.
     */
    final synchronized void pump(int everyMillis) {
        pumping = true;
        pumpNext(everyMillis);
    }

    private void pumpNext(int everyMillis) {
        vertx.setTimer(everyMillis, timer -> {
            synchronized (this) {
                if (pumping) {
                    publish();
                    pumpNext(everyMillis);
                }
            }
        });
    }

    /** Ends the pump; when this returns the last tick that it published is on the bus. */
    final void stopPump() {
        synchronized (this) {
            pumping = false;
        }
        tick();
    }

    final FeedState await(State state) {
        return states.next(report -> report.state() == state);
    }

    final void stopFeed(String deployment) {
        Await.result(vertx.undeploy(deployment));
    }

    /** Sends a tick on this connection alone. */
    static Future<Void> send(Connection connection, String symbol, long eventTime) {
        return connection.send(frame(symbol, eventTime));
    }

    static String frame(String symbol, long eventTime) {
        return Frames.combined(stream(symbol), Frames.ticker(symbol, eventTime, "95000.10"));
    }

    static String stream(String symbol) {
        return symbol.toLowerCase(Locale.ROOT) + "@ticker";
    }

    final List<Long> eventTimes(String symbol) {
        return ticks.all().stream()
                .filter(tick -> tick.symbol().equals(symbol))
                .map(Tick::eventTime)
                .toList();
    }

    /** The states in their order, each as often as the feed entered it. */
    final List<State> course() {
        return states.all().stream()
                .collect(Collectors.toMap(FeedState::since, FeedState::state, (a, b) -> a, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    /** On the bus the event times of this symbol grow by 1 from the first to the last: no gap, no repeat. */
    final void assertWithoutGapOrRepeat(String symbol) {
        List<Long> times = eventTimes(symbol);
        assertThat(times).isNotEmpty();
        assertThat(IntStream.range(1, times.size())
                        .filter(i -> times.get(i) != times.get(i - 1) + 1)
                        .mapToObj(i -> times.get(i - 1) + " is followed by " + times.get(i)))
                .isEmpty();
    }
}
