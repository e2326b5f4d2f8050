package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.DemoExchange;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.feed.FeedVerticle;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleCodec;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed of each exchange, over real WebSockets to a fake of it. */
@Tag("slow")
class ExchangesTest {
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "POLUSDT");

    private final Vertx vertx = Vertx.vertx();
    private final Heard<Tick> ticks = new Heard<>();
    private final Heard<FeedState> states = new Heard<>();
    private final Heard<Candle> candles = new Heard<>();

    @BeforeEach
    void listen() {
        vertx.eventBus().registerCodec(new TickCodec()).registerCodec(new CandleCodec());
        Await.result(vertx.eventBus()
                .<Candle>localConsumer(BusAddresses.CANDLES, message -> candles.add(message.body()))
                .completion());
        Await.result(vertx.eventBus()
                .<Tick>localConsumer(BusAddresses.TICKS, message -> ticks.add(message.body()))
                .completion());
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.FEED_STATE, message -> states.add(FeedState.of(message.body())))
                .completion());
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private void feed(String exchange, DemoExchange demo) {
        feed(vertx, exchange, demo.endpoint(), demo.rest(), "5m");
    }

    private static void feed(Vertx vertx, String exchange, URI endpoint, URI rest, String stale) {
        feed(vertx, exchange, endpoint, rest, stale, SYMBOLS);
    }

    private static void feed(Vertx vertx, String exchange, URI endpoint, URI rest, String stale, List<String> symbols) {
        String variable = "TICKCAST_FEED_" + exchange.toUpperCase(Locale.ROOT);
        Settings settings = TestSettings.with(Map.of(
                "TICKCAST_FEED_ENABLED",
                "true",
                "TICKCAST_FEED_EXCHANGES",
                exchange,
                "TICKCAST_SYMBOLS",
                String.join(",", symbols),
                variable + "_ENDPOINTS",
                endpoint.toString(),
                variable + "_REST",
                rest.toString(),
                "TICKCAST_FEED_CONNECT_TIMEOUT",
                "2m",
                "TICKCAST_FEED_STALE_AFTER",
                stale,
                "TICKCAST_FEED_DATA_TIMEOUT",
                "10m"));
        SystemResolver names = new SystemResolver(vertx);
        Await.result(vertx.deployVerticle(Exchanges.feed(new FeedVerticle.Setup(
                settings.feed(),
                settings.feed().primary(),
                settings.symbols(),
                true,
                new FeedState.Line(1, "id", "test"),
                new Liveness(),
                names,
                Exchanges.rest(vertx, settings, names).of(exchange).orElseThrow(),
                true))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void everySymbolOfAnExchangeReachesTheBus(String exchange) {
        DemoExchange demo = Await.result(DemoExchange.start(vertx, exchange, SYMBOLS));
        feed(exchange, demo);

        for (String symbol : SYMBOLS) {
            // A quote may come with the second tick only.
            Tick tick = ticks.next(one -> one.symbol().equals(symbol) && one.has(DecimalField.BID));
            assertThat(tick.exchange()).isEqualTo(exchange);
            assertThat(tick.isDemo()).isTrue();
        }
        FeedState live = states.next(state -> state.state() == State.LIVE);
        assertThat(live.exchange()).isEqualTo(exchange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void everySymbolOfAnExchangeHasCandles(String exchange) {
        feed(exchange, Await.result(DemoExchange.start(vertx, exchange, SYMBOLS)));

        Await.until(
                "each symbol has a candle",
                () -> candles.all().stream()
                                .map(candle -> candle.key().symbol())
                                .distinct()
                                .count()
                        == SYMBOLS.size());
        assertThat(candles.all())
                .allMatch(Candle::isDemo)
                .extracting(candle -> candle.key().exchange())
                .containsOnly(exchange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void theListOfAnExchangeSaysWhichSymbolsAreFollowed(String exchange) {
        DemoExchange demo =
                Await.result(DemoExchange.start(vertx, exchange, List.of("BTCUSDT", "DOGEUSDT", "ETHUSDT", "BTCEUR")));
        feed(vertx, exchange, demo.endpoint(), demo.rest(), "5m", List.of("NOPEUSDT", "DOGE*", "top:1"));

        FeedState live = states.next(
                state -> state.state() == State.LIVE && state.details().getInteger("symbols") == 2);
        assertThat(live.details().getJsonObject("not_trading"))
                .isEqualTo(new JsonObject().put("NOPEUSDT", "unknown symbol"));
        ticks.next(tick -> tick.symbol().equals("DOGEUSDT"));
        ticks.next(tick -> tick.symbol().equals("BTCUSDT"));
        assertThat(ticks.all()).extracting(Tick::symbol).containsOnly("DOGEUSDT", "BTCUSDT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void anExchangeThatEndsIsDown(String exchange) {
        DemoExchange demo = Await.result(DemoExchange.start(vertx, exchange, SYMBOLS));
        feed(exchange, demo);
        states.next(state -> state.state() == State.LIVE);
        Await.result(demo.close());

        assertThat(states.next(state -> state.state() == State.DOWN).exchange()).isEqualTo(exchange);
    }

    @Test
    void anExchangeThatFallsSilentIsOutOfTheIndexAfterItsLimit() {
        ScriptedBinance binance = Await.result(ScriptedBinance.start(vertx, SYMBOLS));
        DemoExchange okx = Await.result(DemoExchange.start(vertx, "okx", SYMBOLS));
        try (HttpNode node = HttpNode.plan()
                        .set("TICKCAST_FEED_EXCHANGES", "binance,okx")
                        .start();
                SseClient client = node.greeted("?exchange=index&symbols=BTCUSDT&fields=sources,price")) {
            feed(node.vertx(), "binance", binance.endpoint(), binance.rest(), "1s");
            feed(node.vertx(), "okx", okx.endpoint(), okx.rest(), "5m");
            AtomicLong time = new AtomicLong(System.currentTimeMillis());
            long talking = vertx.setPeriodic(
                    100,
                    timer -> binance.publish(
                            "BTCUSDT", Frames.ticker("BTCUSDT", time.incrementAndGet(), "95000.10000000")));
            awaitSources(client, "[\"binance\", \"okx\"]");
            vertx.cancelTimer(talking);
            awaitSources(client, "[\"okx\"]");
            JsonObject feed = node.greeted("?exchange=binance").next("feed").json();
            assertThat(feed.getString("state")).isEqualTo("stale");
        }
    }

    private static void awaitSources(SseClient client, String sources) {
        SseEvent price;
        do {
            price = client.next("price");
        } while (!price.data().contains("\"sources\": " + sources));
    }
}
