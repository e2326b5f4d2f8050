package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import io.tickcast.feed.binance.BinanceCandleProtocol;
import io.tickcast.feed.bybit.BybitCandleProtocol;
import io.tickcast.feed.coinbase.CoinbaseCandleProtocol;
import io.tickcast.feed.kraken.KrakenCandleProtocol;
import io.tickcast.feed.okx.OkxCandleProtocol;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Mutations;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The candles in the exchanges' messages, as they were sent where that was recorded. */
class CandleProtocolsTest {
    private static final long NOW = 1_704_845_010_000_000L;
    private static final long FROM = 1_704_844_800_000L;
    private static final long MINUTE = 60_000;
    private static final Map<String, CandleField> BINANCE_FIELDS = Map.of(
            "o", CandleField.OPEN,
            "h", CandleField.HIGH,
            "l", CandleField.LOW,
            "c", CandleField.CLOSE,
            "v", CandleField.VOLUME,
            "q", CandleField.QUOTE_VOLUME);

    private static Reading binance(String... symbols) {
        return new Reading(new BinanceCandleProtocol(List.of(symbols), 100, false), NOW);
    }

    private static Reading okx() {
        return new Reading(new OkxCandleProtocol(List.of("BTCUSDT"), 100, false), NOW);
    }

    private static Reading bybit() {
        return new Reading(new BybitCandleProtocol(List.of("BTCUSDT"), 100, false), NOW);
    }

    private static Reading coinbase(String... symbols) {
        return new Reading(new CoinbaseCandleProtocol(List.of(symbols), 100, false), NOW);
    }

    private static CandleBuilder minute(String exchange, String symbol, long time) {
        return new CandleBuilder(new CandleKey(exchange, symbol, Interval.MINUTES_1), time);
    }

    @Test
    void binanceAsRecordedDigitForDigit() {
        Reading reading = binance("BTCUSDT", "ETHUSDT");
        List<Candle> closed = new ArrayList<>();
        List<String> frames =
                Recording.of("/recorded/binance-kline_1m-2021-04-04.jsonl").frames();
        for (String frame : frames) {
            JsonObject kline = new JsonObject(frame).getJsonObject("data").getJsonObject("k");
            assertThat(reading.read(frame).candles()).singleElement().satisfies(candle -> {
                assertThat(candle.key()).isEqualTo(new CandleKey("binance", kline.getString("s"), Interval.MINUTES_1));
                assertThat(candle.time()).isEqualTo(kline.getLong("t"));
                assertThat(candle.trades()).isEqualTo(kline.getLong("n"));
                assertThat(candle.isClosed()).isEqualTo(kline.getBoolean("x"));
                assertThat(candle.isComplete()).isTrue();
                BINANCE_FIELDS.forEach((name, field) ->
                        assertThat(candle.digits(field)).as(name).isEqualTo(kline.getString(name)));
            });
            assertThat(reading.others()).isEmpty();
            assertThat(reading.unknownFieldCount()).isZero();
            closed.addAll(reading.candles().stream().filter(Candle::isClosed).toList());
        }
        assertThat(frames).hasSize(32);
        assertThat(closed)
                .extracting(candle -> candle.key().symbol() + ' ' + candle.digits(CandleField.VOLUME))
                .containsExactly("BTCUSDT 23.06712200", "ETHUSDT 269.21701000");
    }

    @Test
    void aMinuteOfBinanceWithoutATradeIsACandle() {
        String frame =
                "{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":1704844860010,\"s\":\"BTCUSDT\","
                        + "\"k\":{\"t\":1704844800000,\"T\":1704844859999,\"s\":\"BTCUSDT\",\"i\":\"1m\",\"f\":-1,\"L\":-1,"
                        + "\"o\":\"1.5\",\"c\":\"1.5\",\"h\":\"1.5\",\"l\":\"1.5\",\"v\":\"0.0\",\"n\":0,\"x\":true,\"q\":\"0.0\","
                        + "\"V\":\"0\",\"Q\":\"0\",\"B\":\"0\"}}}";

        assertThat(binance("BTCUSDT").read(frame).candles())
                .containsExactly(minute("binance", "BTCUSDT", FROM)
                        .prices("1.5", "1.5", "1.5", "1.5")
                        .volume("0.0")
                        .quoteVolume("0.0")
                        .trades(0)
                        .closed(true)
                        .build());
        assertThat(binance("BTCUSDT").read(frame.replace("\"1m\"", "\"1M\"")).others())
                .containsExactly("unknown");
    }

    @Test
    void binanceIsSubscribedByLowerCaseNames() {
        Protocol protocol = new BinanceCandleProtocol(List.of("BTCUSDT", "ETHUSDT"), 100, false);

        assertThat(protocol.subscription(List.of("BTCUSDT", "ETHUSDT")).path())
                .isEqualTo("/stream?streams=btcusdt@kline_1m/ethusdt@kline_1m");
        assertThat(protocol.unsubscribe(List.of("ETHUSDT")))
                .containsExactly("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"ethusdt@kline_1m\"],\"id\":1}");
        assertThat(protocol.symbolsPerConnection()).isEqualTo(100);
    }

    @Test
    void binanceSpeaksOfItsConnectionAsBesideTicks() {
        Reading reading = binance("BTCUSDT");

        assertThat(reading.read("{\"result\":null,\"id\":1}").others()).containsExactly("acknowledged");
        assertThat(reading.read("{\"error\":{\"code\":2,\"msg\":\"no\"},\"id\":1}")
                        .others())
                .containsExactly("refused: code 2 no");
        assertThat(reading.read("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}")
                        .others())
                .containsExactly("shutdown");
        assertThat(reading.read("{\"stream\":\"btcusdt@ticker\",\"data\":{\"e\":\"24hrTicker\",\"s\":\"BTCUSDT\"}}")
                        .others())
                .containsExactly("unknown");
    }

    /** The columns of 2022, when a row had no word for a closed candle. */
    @Test
    void okxAsRecorded() {
        Reading reading = okx();
        List<Candle> candles = new ArrayList<>();
        for (String frame : Recording.of("/recorded/okx-v5-singles-2022.jsonl").frames()) {
            candles.addAll(reading.read(frame).candles());
        }

        assertThat(candles)
                .containsExactly(minute("okx", "BTCUSDT", 1_654_154_580_000L)
                        .prices("29930.7", "29936.3", "29930.7", "29936.3")
                        .volume("0.0111536")
                        .quoteVolume("333.86246417")
                        .build());
    }

    private static String okx(String rows) {
        return "{\"arg\":{\"channel\":\"candle1m\",\"instId\":\"BTC-USDT\"},\"data\":[" + rows + "]}";
    }

    @Test
    void okxSaysWhichCandleIsClosed() {
        List<Candle> candles = okx().read(
                        okx("[\"1704844800000\",\"8533.02\",\"8553.74\",\"8527.17\",\"8548.26\",\"45247\","
                                + "\"529.5858061\",\"529.5858061\",\"1\"],[\"1704844860000\",\"8548.26\",\"8548.3\","
                                + "\"8548.2\",\"8548.30\",\"1.50\",\"2\",\"2\",\"0\",\"more\"]"))
                .candles();

        assertThat(candles)
                .containsExactly(
                        minute("okx", "BTCUSDT", FROM)
                                .prices("8533.02", "8553.74", "8527.17", "8548.26")
                                .volume("45247")
                                .quoteVolume("529.5858061")
                                .closed(true)
                                .build(),
                        minute("okx", "BTCUSDT", FROM + MINUTE)
                                .prices("8548.26", "8548.3", "8548.2", "8548.30")
                                .volume("1.50")
                                .quoteVolume("2")
                                .build());
    }

    @Test
    void okxHasItsCandlesElsewhere() {
        Protocol protocol = new OkxCandleProtocol(List.of("BTCUSDT"), 100, false);
        Subscriptions.Subscription subscription = protocol.subscription(List.of("BTCUSDT"));

        assertThat(subscription.path()).isEqualTo("/ws/v5/business");
        assertThat(subscription.messages())
                .containsExactly(
                        "{\"op\":\"subscribe\",\"args\":[{\"channel\":\"candle1m\",\"instId\":\"BTC-USDT\"}]}");
        assertThat(protocol.keepAlive()).isPresent();
    }

    @Test
    void okxRefusesAnInstrumentByItsName() {
        assertThat(okx().read("{\"event\":\"error\",\"code\":\"60018\",\"msg\":\"Wrong URL or channel:candle1m,"
                                + "instId:BTC-USDT doesn't exist.\",\"connId\":\"a\"}")
                        .others())
                .singleElement()
                .asString()
                .startsWith("refused BTCUSDT: code 60018");
        assertThat(okx().read("pong").others()).containsExactly("heartbeat");
    }

    private static String bybit(String topic, String fields) {
        return "{\"topic\":\"" + topic + "\",\"data\":[{\"start\":1704844800000,\"end\":1704844859999,"
                + "\"interval\":\"1\",\"open\":\"16649.5\",\"close\":\"16677\",\"high\":\"16677.00\",\"low\":\"16608\","
                + "\"volume\":\"2.081\",\"turnover\":\"34666.4005\"," + fields + "}],\"ts\":1704844859990,"
                + "\"type\":\"snapshot\"}";
    }

    @Test
    void bybitSaysWhichCandleIsClosed() {
        CandleBuilder candle = minute("bybit", "BTCUSDT", FROM)
                .prices("16649.5", "16677.00", "16608", "16677")
                .volume("2.081")
                .quoteVolume("34666.4005");

        assertThat(bybit().read(bybit("kline.1.BTCUSDT", "\"confirm\":false,\"timestamp\":1704844859990"))
                        .candles())
                .containsExactly(candle.build());
        assertThat(bybit().read(bybit("kline.1.BTCUSDT", "\"confirm\":true,\"timestamp\":1704844860560"))
                        .candles())
                .containsExactly(candle.closed(true).build());
        assertThat(bybit().read(bybit("kline.5.BTCUSDT", "\"confirm\":true")).others())
                .containsExactly("unknown");
        assertThat(bybit().read(bybit("kline.1.NOPEUSDT", "\"confirm\":true")).others())
                .containsExactly("unknown");
    }

    @Test
    void bybitTakesTenTopicsAtOnce() {
        List<String> symbols = Stream.iterate(1, number -> number + 1)
                .limit(25)
                .map(number -> "A" + number + "USDT")
                .toList();
        Protocol protocol = new BybitCandleProtocol(symbols, 100, false);

        List<String> messages = protocol.subscription(symbols).messages();
        assertThat(messages).hasSize(3);
        assertThat(messages.get(2))
                .isEqualTo("{\"req_id\":\"A21USDT\",\"op\":\"subscribe\",\"args\":[\"kline.1.A21USDT\","
                        + "\"kline.1.A22USDT\",\"kline.1.A23USDT\",\"kline.1.A24USDT\",\"kline.1.A25USDT\"]}");
    }

    @Test
    void coinbasesMatchesAsRecordedMakeCandles() {
        Reading reading = coinbase("SKLBTC", "SKLUSD");
        List<Candle> candles = new ArrayList<>();
        TradeCandles sums = new TradeCandles(candles::add);
        for (String frame : Recording.of("/recorded/coinbase-exchange-ticker-2021-04-17.jsonl")
                .frames()) {
            reading.read(frame).ticks().forEach(sums::add);
            assertThat(reading.others()).doesNotContain("malformed");
        }

        List<Candle> thin = candles.stream()
                .filter(candle -> candle.key().symbol().equals("SKLBTC"))
                .toList();
        // The minute in which the recording begins was not heard from its begin.
        assertThat(thin.stream().filter(Candle::isClosed)).singleElement().satisfies(first -> {
            assertThat(first.time()).isEqualTo(1_618_677_780_000L);
            assertThat(first.isComplete()).isFalse();
        });
        assertThat(thin.get(thin.size() - 1))
                .isEqualTo(minute("coinbase", "SKLBTC", 1_618_677_840_000L)
                        .prices("0.00001303", "0.00001304", "0.00001303", "0.00001304")
                        .volume("2511")
                        .build());
    }

    @Test
    void aHeartbeatOfCoinbaseTellsTheLastTrade() {
        Reading reading = coinbase("BTCUSD");

        assertThat(reading.read(
                                "{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":20,\"product_id\":\"BTC-USD\","
                                        + "\"time\":\"2024-01-10T00:00:00.464459Z\"}")
                        .others())
                .containsExactly("last trade of BTCUSD: 20 at 1704844800464");
        assertThat(reading.read("{\"type\":\"heartbeat\",\"product_id\":\"X-USD\"}")
                        .others())
                .containsExactly("heartbeat");
    }

    @Test
    void coinbaseIsAskedForMatches() {
        assertThat(new CoinbaseCandleProtocol(List.of("BTCUSD"), 100, false)
                        .subscription(List.of("BTCUSD"))
                        .messages())
                .containsExactly("{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\"],"
                        + "\"channels\":[\"matches\",\"heartbeat\"]}");
    }

    private static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        new BinanceCandleProtocol(List.of("BTCUSDT"), 100, true),
                        "{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":1704844860010,"
                                + "\"s\":\"BTCUSDT\",\"k\":{\"t\":1704844800000,\"i\":\"1m\",\"o\":\"1.5\",\"c\":\"1.5\","
                                + "\"h\":\"1.5\",\"l\":\"1.5\",\"v\":\"0.1\",\"n\":0,\"x\":true,\"q\":\"0.1\"}}}"),
                Arguments.of(
                        new OkxCandleProtocol(List.of("BTCUSDT"), 100, true),
                        okx("[\"1704844800000\",\"1.5\",\"1.5\",\"1.5\",\"1.5\",\"0.1\",\"0.1\",\"0.1\",\"1\"]")),
                Arguments.of(
                        new BybitCandleProtocol(List.of("BTCUSDT"), 100, true),
                        bybit("kline.1.BTCUSDT", "\"confirm\":true")),
                Arguments.of(
                        new KrakenCandleProtocol(List.of("BTCUSD"), 100, true),
                        KrakenCandleReaderTest.kraken(KrakenCandleReaderTest.row("BTC/USD", 0, "1.6", "0.1"))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aDemosCandlesSayThatTheyAre(Protocol protocol, String message) {
        assertThat(new Reading(protocol, NOW).read(message).candles())
                .singleElement()
                .matches(Candle::isDemo);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void unknownFieldsAreCounted(Protocol protocol, String message) {
        Reading reading = new Reading(protocol, NOW).read("{\"new\":[{\"a\":1}]," + message.substring(1));

        assertThat(reading.candles()).hasSize(1);
        assertThat(reading.unknownFieldCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aCandleThatCannotBeIsMalformed(Protocol protocol, String message) {
        for (String bad : List.of("\"-1\"", "\"\"", "null", "true", "\"1e400\"", "\"NaN\"", "-7", "[1]", "{}")) {
            String spoilt = message.contains("\"1.5\"")
                    ? message.replaceFirst("\"1\\.5\"", bad)
                    : message.replaceFirst("(\"open\":)(\"16649\\.5\"|1\\.5)", "$1" + bad);
            assertThat(spoilt).isNotEqualTo(message);
            Reading reading = new Reading(protocol, NOW).read(spoilt);

            assertThat(reading.candles()).as(spoilt).isEmpty();
            assertThat(reading.others()).as(spoilt).containsExactly("malformed");
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void changedMessagesAreCandlesThatCouldBeOrNone(Protocol protocol, String message) {
        Reading reading = new Reading(protocol, NOW);
        new Mutations(11, message).bytes(10_000, input -> {
            reading.read(input);
            assertThat(reading.candles()).allSatisfy(candle -> {
                assertThat(candle.key().symbol()).isIn("BTCUSDT", "BTCUSD");
                assertThat(candle.time() % MINUTE).isZero();
            });
            return !reading.candles().isEmpty();
        });
        assertThat(reading.read(message).candles()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "7", "null", "{\"data\":[]}", "{\"data\":{\"k\":{}}}"})
    void nonsenseHarmsNobody(String message) {
        for (Reading reading :
                List.of(binance("BTCUSDT"), okx(), bybit(), KrakenCandleReaderTest.kraken(), coinbase("BTCUSD"))) {
            assertThat(reading.read(message).candles()).isEmpty();
            assertThat(reading.others()).hasSize(1).isSubsetOf("unknown", "malformed");
        }
    }
}
