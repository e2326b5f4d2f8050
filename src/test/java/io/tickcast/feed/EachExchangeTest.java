package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.config.Settings.Channel;
import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.Connection;
import io.tickcast.demo.HostileFrame;
import io.tickcast.demo.HostileFrames;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.feed.binance.BinanceProtocol;
import io.tickcast.feed.bybit.BybitProtocol;
import io.tickcast.feed.coinbase.CoinbaseProtocol;
import io.tickcast.feed.kraken.KrakenInstruments;
import io.tickcast.feed.kraken.KrakenProtocol;
import io.tickcast.feed.okx.OkxProtocol;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed of each exchange over real WebSockets: live again by itself after whatever happens to its connections. */
@Tag("slow")
class EachExchangeTest extends WithExchange {
    /** A second of the fake exchange takes 100 ms, so that its heartbeats come soon. */
    private static final int SPEED = 10;

    private static final Duration HEARTBEAT = Duration.ofMillis(100);
    private static final Map<String, String> WATCHFUL = Map.of("STALE_AFTER", "300ms", "DATA_TIMEOUT", "700ms");

    private String exchange = "";
    private ScriptedExchange fake;

    /** All but Binance, which sends no heartbeats; {@link FeedCutsTest} and {@link FeedRefusalsTest} are about it. */
    @ParameterizedTest
    @ValueSource(strings = {"okx", "bybit", "coinbase", "kraken"})
    @Retention(RetentionPolicy.RUNTIME)
    private @interface OfEach {}

    private void start(String name) {
        exchange = name;
        fake = Await.result(ScriptedExchange.start(vertx, exchange, List.of(BTC, ETH), SPEED));
    }

    @Override
    ScriptedExchange fake() {
        return fake;
    }

    @Override
    int channels() {
        return switch (exchange) {
            case "bybit" -> 4;
            case "coinbase" -> 6;
            default -> 2;
        };
    }

    private Protocol protocol(List<String> symbols, int symbolsPerConnection, boolean demo) {
        return switch (exchange) {
            case "okx" -> new OkxProtocol(symbols, symbolsPerConnection, demo);
            case "bybit" -> new BybitProtocol(symbols, symbolsPerConnection, demo);
            case "coinbase" -> new CoinbaseProtocol(symbols, symbolsPerConnection, demo);
            case "kraken" -> new KrakenProtocol(symbols, symbolsPerConnection, demo);
            default -> new BinanceProtocol(symbols, Set.of(Channel.TICKER), symbolsPerConnection, demo);
        };
    }

    /** The same protocol for a test that has no time for the limits of the exchange. */
    private static Protocol quick(Protocol real, Silence silence) {
        ClientLimits limits = new ClientLimits(
                real.limits().connects(),
                real.limits().window().dividedBy(SPEED),
                real.limits().sendEvery().dividedBy(SPEED),
                real.limits().messageBytes());
        return (Protocol) Proxy.newProxyInstance(
                Protocol.class.getClassLoader(),
                new Class<?>[] {Protocol.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "limits" -> limits;
                    case "silence" -> silence;
                    case "keepAlive" ->
                        real.keepAlive().map(message -> new Subscriptions.KeepAlive(HEARTBEAT, message.text()));
                    default -> method.invoke(real, arguments);
                });
    }

    private void feed(Map<String, String> overrides) {
        feed(List.of(BTC, ETH), overrides, (symbols, most, demo) -> {
            Protocol real = protocol(symbols, most, demo);
            return quick(real, real.silence());
        });
    }

    private void feed(List<String> symbols, Map<String, String> overrides, FeedVerticle.ProtocolOf protocol) {
        String variable = "TICKCAST_FEED_" + exchange.toUpperCase(Locale.ROOT);
        Map<String, String> variables = new HashMap<>();
        variables.put("TICKCAST_SYMBOLS", String.join(",", symbols));
        variables.put("TICKCAST_FEED_EXCHANGES", exchange);
        variables.put(variable + "_ENDPOINTS", fake.endpoint().toString());
        variables.put(variable + "_REST", "");
        variables.put("TICKCAST_FEED_BACKOFF_MIN", "10ms");
        variables.put("TICKCAST_FEED_BACKOFF_MAX", "40ms");
        overrides.forEach((name, value) -> variables.put("TICKCAST_FEED_" + name, value));
        Settings settings = TestSettings.fedBy(fake.endpoint(), fake.rest(), variables);
        SystemResolver names = new SystemResolver(vertx);
        // Of any exchange: it is not asked.
        InstrumentSource source = new KrakenInstruments();
        FeedVerticle.Setup setup = new FeedVerticle.Setup(
                settings.feed(),
                settings.feed().primary(),
                settings.symbols(),
                false,
                new FeedState.Line(1, "id", "test"),
                new Liveness(),
                names,
                new RestClient(
                        vertx,
                        exchange,
                        List.of(),
                        source.limits(),
                        new RestTransport(
                                vertx,
                                settings.feed().timeouts().connect(),
                                () -> Outbound.proxy(names, settings.feed()))),
                false);
        Await.result(vertx.deployVerticle(new FeedVerticle(setup, protocol, protocol, source)));
    }

    private void assertLiveAgain() {
        await(State.DOWN);
        nextLive();
    }

    @OfEach
    void everyCutIsFollowedByAnotherConnection(String name) {
        start(name);
        feed(Map.of());
        nextLive().close(1000, "");
        assertLiveAgain();
        fake.open().get(0).close(1001, "going away");
        assertLiveAgain();
        fake.open().get(0).close(4004, "No data received in 30s.");
        assertLiveAgain();
        fake.open().get(0).reset();
        assertLiveAgain();
        fake.open().get(0).drop();
        assertLiveAgain();
        fake.open().get(0).sendRaw(Buffer.buffer("HTTP/1.1 500 Internal Server Error\r\n\r\n"));
        assertLiveAgain();
        fake.open().get(0).sendFragmented("[" + "1,".repeat(3 << 20) + "1]", 100);
        assertLiveAgain();

        assertThat(fake.attempts().count()).isEqualTo(8);
        assertThat(log.containing("lost the connection")).hasSize(1);
    }

    @OfEach
    void everyRefusalIsFollowedByAnotherAttempt(String name) {
        start(name);
        fake.handshakes()
                .next(
                        Answer.status(503),
                        Answer.status(403),
                        Answer.status(451),
                        Answer.hangUp(),
                        Answer.retryAfter(429, 1));
        feed(Map.of());

        nextLive();

        List<Attempt> attempts = fake.attempts().all();
        assertThat(attempts).hasSize(6);
        assertThat(attempts.get(5).atNanos() - attempts.get(4).atNanos())
                .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertThat(log.containing("refuses this server"))
                .singleElement()
                .asString()
                .contains("feed." + exchange + ".endpoints");
    }

    @OfEach
    void aConnectionThatIsSilentIsReplaced(String name) {
        start(name);
        feed(
                List.of(BTC, ETH),
                WATCHFUL,
                (symbols, most, demo) -> quick(
                        protocol(symbols, most, demo),
                        Silence.besideHeartbeats(Duration.ofMillis(600), Duration.ofMinutes(10))));
        nextLive().hang();

        await(State.STALE);
        await(State.DOWN);
        nextLive();
    }

    @OfEach
    void aConnectionOfAQuietMarketIsStaleAndKept(String name) {
        start(name);
        feed(WATCHFUL);
        Connection only = nextLive();

        await(State.STALE);
        int attempts = fake.attempts().count();
        // Longer than feed.data-timeout.
        Await.result(vertx.timer(1_000, TimeUnit.MILLISECONDS).mapEmpty());
        int heartbeats = states.all()
                .get(states.all().size() - 1)
                .details()
                .getJsonObject("messages")
                .getInteger("heartbeats");

        assertThat(heartbeats).isPositive();
        assertThat(course()).endsWith(State.LIVE, State.STALE);
        assertThat(fake.attempts().count()).isEqualTo(attempts);
        assertThat(only.isOpen()).isTrue();
        tick();
        await(State.LIVE);
    }

    @OfEach
    void theLastPriceThatComesAgainWithASubscriptionShowsThatAConnectionWorks(String name) {
        start(name);
        feed(Map.of());
        nextLive().reset();
        await(State.DOWN);

        await(State.LIVE);

        assertThat(eventTimes(BTC)).as("on the bus, once").containsExactly(TIME + 1);
    }

    @OfEach
    void aWrongSymbolIsNamedAndDoesNotSilenceTheOthers(String name) {
        start(name);
        List<String> symbols = List.of(BTC, "NOPEUSDT", ETH);
        feed(symbols, Map.of("FIRST_FRAME", "500ms"), this::protocol);
        Connection only = Await.result(fake.nextConnection());
        Await.result(only.subscribed(channels()));
        pump(20);

        JsonObject refused = states.next(
                        state -> !state.details().getJsonObject("not_trading").isEmpty())
                .details();
        assertThat(refused.getJsonObject("not_trading").fieldNames()).containsExactly("NOPEUSDT");
        assertThat(refused.getJsonArray("silent_symbols")).isEmpty();
        log.awaitLine("refused by the exchange: {NOPEUSDT=");

        stopPump();
        assertThat(ticks.all()).extracting(Tick::symbol).contains(BTC, ETH).doesNotContain("NOPEUSDT");
        assertThat(log.containing("NOPEUSDT")).hasSize(1);
        assertThat(fake.attempts().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void hostileFramesBetweenGoodOnesDoNoHarm(String name) {
        start(name);
        feed(Map.of());
        Connection only = nextLive();
        int good = 1_000;
        List<HostileFrame> hostile = HostileFrames.against(exchange, ETH, 10 * good);
        for (int i = 0; i < hostile.size(); i++) {
            if (i % 50 == 0) {
                only.sendBinary(Buffer.buffer(hostile.get(i).text()).appendBytes(new byte[] {(byte) 0xc3, 0x28, -1}));
            } else {
                only.send(hostile.get(i).text());
            }
            if (i % 10 == 0) {
                only.send(HostileFrames.good(exchange, BTC, TIME + 2 + i / 10, "95000.12"));
            }
        }

        ticks.next(tick -> tick.symbol().equals(BTC) && tick.eventTime() == TIME + 1 + good);

        assertThat(eventTimes(BTC))
                .isEqualTo(LongStream.rangeClosed(TIME + 1, TIME + 1 + good)
                        .boxed()
                        .toList());
        assertThat(ticks.all()).allMatch(EachExchangeTest::isValid);
        assertThat(only.isOpen()).isTrue();
        assertThat(fake.attempts().count()).isEqualTo(1);
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertThat(log.all()).hasSizeLessThanOrEqualTo(20);
        FeedState state =
                states.next(report -> report.details().getJsonObject("messages").getInteger("malformed") > good);
        assertThat(state.details().getJsonObject("messages").getInteger("unknown"))
                .isPositive();
    }

    private static boolean isValid(Tick tick) {
        return List.of(BTC, ETH).contains(tick.symbol())
                && tick.eventTime() > 0
                && tick.eventTime()
                        <= System.currentTimeMillis() + Duration.ofDays(1).toMillis()
                && Stream.of(DecimalField.values())
                        .allMatch(field -> !tick.has(field) || field.allows(tick.digits(field)));
    }

    @Test
    void anEndThatIsAnnouncedIsPrecededByAnotherConnection() {
        start("okx");
        feed(Map.of());
        Connection first = nextLive();
        pump(20);

        first.send("{\"event\":\"notice\",\"msg\":\"The connection will soon be closed for a service upgrade. Please"
                + " reconnect.\",\"code\":\"64008\",\"connId\":\"8517149b\"}");

        Await.result(first.closed());
        stopPump();
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertWithoutGapOrRepeat(BTC);
        assertThat(fake.attempts().count()).isEqualTo(2);
    }

    private static String status(String exchange, String system) {
        if (exchange.equals("okx")) {
            return "{\"arg\":{\"channel\":\"status\"},\"data\":[{\"title\":\"upgrade\",\"state\":\""
                    + (system.equals("online") ? "completed" : "ongoing")
                    + "\",\"serviceType\":\"0\",\"env\":\"1\",\"ts\":\"1672826038470\"}]}";
        }
        return "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"" + system
                + "\",\"api_version\":\"v2\",\"connection_id\":12393906104898154338,\"version\":\"2.0.4\"}]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"okx", "kraken"})
    void aServiceInMaintenanceIsNamedOnce(String name) {
        start(name);
        feed(Map.of());
        Connection only = nextLive();

        for (String state : List.of("maintenance", "maintenance", "online", "maintenance", "online")) {
            only.send(status(name, state));
        }
        tick();

        assertThat(log.containing("announces maintenance")).hasSize(1);
        assertThat(log.containing("its service is as usual")).hasSize(1);
        assertThat(only.isOpen()).isTrue();
    }

    @Test
    void subscriptionsThatTheExchangeDroppedAreMadeOnAnotherConnection() {
        start("kraken");
        feed(Map.of());
        Connection first = nextLive();
        pump(20);

        first.send("{\"Error\":\"Exceeded msg rate\"}");

        Await.result(first.closed());
        stopPump();
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertThat(fake.attempts().count()).isEqualTo(2);
    }
}
