package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Connection;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.feed.binance.BinanceCandleProtocol;
import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.feed.binance.BinanceProtocol;
import io.tickcast.feed.bybit.BybitCandleProtocol;
import io.tickcast.feed.bybit.BybitInstruments;
import io.tickcast.feed.bybit.BybitProtocol;
import io.tickcast.feed.coinbase.CoinbaseCandleProtocol;
import io.tickcast.feed.coinbase.CoinbaseInstruments;
import io.tickcast.feed.coinbase.CoinbaseProtocol;
import io.tickcast.feed.kraken.KrakenCandleProtocol;
import io.tickcast.feed.kraken.KrakenInstruments;
import io.tickcast.feed.kraken.KrakenProtocol;
import io.tickcast.feed.okx.OkxCandleProtocol;
import io.tickcast.feed.okx.OkxInstruments;
import io.tickcast.feed.okx.OkxProtocol;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.Interval;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.tickcast.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

/** A feed with candles over real WebSockets to a fake exchange whose clock stands, and what it puts on the event bus. */
abstract class WithCandles extends WithExchange {
    /** An open time: 2023-11-14T22:13Z. */
    static final long OPEN = 1_699_999_980_000L;

    static final long MINUTE = 60_000;

    private static final Duration HEARTBEAT = Duration.ofMillis(100);

    final Heard<Candle> candles = new Heard<>();
    String exchange = "";
    ScriptedExchange fake;
    private long trades;

    @BeforeEach
    final void listenToCandles() {
        Await.result(vertx.eventBus()
                .<Candle>localConsumer(BusAddresses.CANDLES, message -> candles.add(message.body()))
                .completion());
    }

    @Override
    final ScriptedExchange fake() {
        return fake;
    }

    /** Starts a fake exchange, which has had a trade before the minute that is open. */
    final void start(String name) {
        start(name, 1);
    }

    /** @param speed of its heartbeats */
    final void start(String name, int speed) {
        exchange = name;
        fake = Await.result(ScriptedExchange.start(vertx, exchange, List.of(BTC, ETH), speed));
        Await.result(fake.setTime(OPEN));
        trade(OPEN - 1_000, "95000", "0.5");
    }

    final void trade(long time, String price, String quantity) {
        Await.result(fake.trade(BTC, ++trades, time, price, quantity));
    }

    final Protocol candleProtocol(List<String> symbols, int most, boolean demo) {
        return switch (exchange) {
            case "okx" -> new OkxCandleProtocol(symbols, most, demo);
            case "bybit" -> new BybitCandleProtocol(symbols, most, demo);
            case "coinbase" -> new CoinbaseCandleProtocol(symbols, most, demo);
            case "kraken" -> new KrakenCandleProtocol(symbols, most, demo);
            default -> new BinanceCandleProtocol(symbols, most, demo);
        };
    }

    private InstrumentSource instruments() {
        return switch (exchange) {
            case "okx" -> new OkxInstruments();
            case "bybit" -> new BybitInstruments();
            case "coinbase" -> new CoinbaseInstruments();
            case "kraken" -> new KrakenInstruments();
            default -> new BinanceInstruments();
        };
    }

    /** The same protocol with a ping ten times a second, and this rule of silence. */
    static Protocol quick(Protocol real, Silence silence) {
        return (Protocol) Proxy.newProxyInstance(
                Protocol.class.getClassLoader(),
                new Class<?>[] {Protocol.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "silence" -> silence;
                    case "keepAlive" ->
                        real.keepAlive().map(message -> new Subscriptions.KeepAlive(HEARTBEAT, message.text()));
                    default -> method.invoke(real, arguments);
                });
    }

    private Protocol tickProtocol(List<String> symbols, int most, boolean demo) {
        Protocol real = realTickProtocol(symbols, most, demo);
        return quick(real, real.silence());
    }

    private Protocol realTickProtocol(List<String> symbols, int most, boolean demo) {
        return switch (exchange) {
            case "okx" -> new OkxProtocol(symbols, most, demo);
            case "bybit" -> new BybitProtocol(symbols, most, demo);
            case "coinbase" -> new CoinbaseProtocol(symbols, most, demo);
            case "kraken" -> new KrakenProtocol(symbols, most, demo);
            default -> new BinanceProtocol(symbols, Set.of(Settings.Channel.TICKER), most, demo);
        };
    }

    /** @param overrides settings by variable, without {@code TICKCAST_FEED_} */
    final String feed(Map<String, String> overrides) {
        return feed(overrides, this::candleProtocol);
    }

    final String feed(Map<String, String> overrides, FeedVerticle.ProtocolOf candleProtocol) {
        String variable = "TICKCAST_FEED_" + exchange.toUpperCase(Locale.ROOT);
        Map<String, String> variables = new HashMap<>();
        variables.put("TICKCAST_SYMBOLS", BTC + ',' + ETH);
        variables.put("TICKCAST_FEED_EXCHANGES", exchange);
        variables.put(variable + "_ENDPOINTS", fake.endpoint().toString());
        variables.put(variable + "_REST", "");
        overrides.forEach((name, value) -> variables.put("TICKCAST_FEED_" + name, value));
        Settings settings = TestSettings.fedBy(fake.endpoint(), fake.rest(), variables);
        SystemResolver names = new SystemResolver(vertx);
        InstrumentSource source = instruments();
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
                        settings.feed().primary().rest(),
                        source.limits(),
                        new RestTransport(
                                vertx,
                                settings.feed().timeouts().connect(),
                                () -> Outbound.proxy(names, settings.feed()))),
                true);
        return Await.result(vertx.deployVerticle(new FeedVerticle(setup, this::tickProtocol, candleProtocol, source)));
    }

    static boolean bringsCandles(Connection connection) {
        return connection.streams().stream()
                .anyMatch(stream -> stream.contains("kline")
                        || stream.contains("candle1m")
                        || stream.contains("ohlc")
                        // Prices come of matches and tickers.
                        || (stream.contains("matches")
                                && connection.streams().stream().noneMatch(other -> other.contains("ticker"))));
    }

    /** The open connection for candles, once it has subscribed both symbols. */
    final Connection candleConnection() {
        return candleConnectionBeside(List.of());
    }

    final Connection candleConnectionBeside(List<Connection> others) {
        Await.until(
                "candles are subscribed",
                () -> fake.open().stream()
                        .anyMatch(connection -> !others.contains(connection) && isSubscribed(connection)));
        return fake.open().stream()
                .filter(connection -> !others.contains(connection) && isSubscribed(connection))
                .findFirst()
                .orElseThrow();
    }

    private boolean isSubscribed(Connection connection) {
        return bringsCandles(connection) && connection.streams().size() == (exchange.equals("coinbase") ? 4 : 2);
    }

    /** The closed candles that the exchange has since the feed began. */
    final List<Candle> truth() {
        return Await.result(fake.candles(BTC, Interval.MINUTES_1)).stream()
                .filter(candle -> candle.time() >= OPEN && candle.isClosed())
                .toList();
    }

    /** The candles that were closed on the bus, each as it was last. */
    final List<Candle> closed() {
        Map<Long, Candle> byTime = new TreeMap<>();
        candles.all().stream()
                .filter(candle -> candle.key().symbol().equals(BTC)
                        && candle.isClosed()
                        && candle.isComplete()
                        && candle.time() >= OPEN)
                .forEach(candle -> byTime.put(candle.time(), candle));
        return List.copyOf(byTime.values());
    }

    final Candle awaitOpen(long time, String volume) {
        return candles.next(candle ->
                candle.time() == time && candle.number(CandleField.VOLUME).compareTo(new BigDecimal(volume)) == 0);
    }

    final JsonObject candleDetails() {
        return states.next(state -> state.details().containsKey("candles"))
                .details()
                .getJsonObject("candles");
    }

    /** Three minutes with trades in each, and the begin of a fourth one. */
    final void tradeForThreeMinutes() {
        for (int minute = 0; minute < 3; minute++) {
            long open = OPEN + minute * MINUTE;
            trade(open, "95001.10", "0.10");
            trade(open + 1, "95010.5", "0.2");
            Await.result(fake.setTime(open + 30_000));
            trade(open + 31_000, "94990", "1.00000001");
            trade(open + 59_999, "95000.25", "0.7");
            Await.result(fake.setTime(open + MINUTE));
        }
        trade(OPEN + 3 * MINUTE, "95000", "0.1");
        Await.result(fake.setTime(OPEN + 3 * MINUTE + 2_000));
    }

    /** Each closed candle equals the exchange's own, digit for digit, and these are there. */
    final void assertTrue(int first, int last) {
        List<Candle> truth = truth();
        List<Candle> closed = closed();
        assertThat(truth).containsAll(closed);
        assertThat(closed)
                .extracting(Candle::time)
                .containsAll(IntStream.rangeClosed(first, last)
                        .mapToObj(minute -> OPEN + minute * MINUTE)
                        .toList());
    }
}
