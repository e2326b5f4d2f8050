package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.feed.bybit.BybitCandles;
import io.tickcast.feed.coinbase.CoinbaseCandles;
import io.tickcast.feed.kraken.KrakenCandles;
import io.tickcast.feed.okx.OkxCandles;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RefusedException;
import io.tickcast.rest.RestRequest;
import io.tickcast.testing.Mutations;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The candles of the exchanges' REST, as they answered where that was recorded. */
class CandleSourcesTest {
    private static final long MINUTE = 60_000;
    private static final long FROM = 1_704_844_800_000L;

    private static Buffer recorded(String name) {
        try (InputStream in = CandleSourcesTest.class.getResourceAsStream("/recorded/" + name)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CandleKey key(String exchange, Interval interval) {
        return new CandleKey(exchange, "BTCUSDT", interval);
    }

    private static List<Candle> minutes(CandleSource source, String body) throws IOException {
        return source.read(Buffer.buffer(body), key("x", Interval.MINUTES_1)).candles();
    }

    private static String path(CandleSource source, String name, Interval interval, int rows) {
        return source.request(Priority.HISTORY, name, interval, FROM, FROM + rows * interval.millis())
                .path();
    }

    private static List<Interval> lacking(CandleSource source) {
        return Arrays.stream(Interval.values())
                .filter(interval -> !source.has(interval))
                .toList();
    }

    @Test
    void binanceInItsOwnDigits() throws IOException {
        CandleKey key = key("binance", Interval.MINUTES_1);

        List<Candle> candles = new BinanceCandles(false)
                .read(recorded("binance-klines-BTCUSDT-1m-2020-05-06.json"), key)
                .candles();

        assertThat(candles).hasSize(12).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
        assertThat(candles.get(0))
                .isEqualTo(new CandleBuilder(key, 1_588_740_120_000L)
                        .prices("9033.34000000", "9039.99000000", "9032.75000000", "9033.15000000")
                        .volume("31.19296800")
                        .quoteVolume("281893.08800082")
                        .trades(282)
                        .closed(true)
                        .build());
        // The newest one may be open still.
        assertThat(candles.stream().filter(candle -> !candle.isClosed())).containsExactly(candles.get(11));
    }

    @Test
    void binanceIsAskedForOneMoreThanItsRows() {
        BinanceCandles source = new BinanceCandles(false);

        RestRequest request = source.request(
                Priority.HISTORY, "币安人生USDT", Interval.HOURS_8, FROM, FROM + 999 * Interval.HOURS_8.millis());

        assertThat(request.path())
                .isEqualTo("/api/v3/klines?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&interval=8h"
                        + "&startTime=1704844800000&endTime=1733616000000&limit=1000");
        assertThat(request.weight()).isEqualTo(2);
        assertThat(request.priority()).isEqualTo(Priority.HISTORY);
        assertThat(source.maxRows()).isEqualTo(999);
        assertThat(lacking(source)).isEmpty();
    }

    @Test
    void okxInItsOwnDigits() throws IOException {
        CandleKey key = key("okx", Interval.HOURS_1);

        List<Candle> candles = new OkxCandles(false)
                .read(recorded("okx-market-candles-BTC-USDT-1H-2024-01-16.json"), key)
                .candles();

        assertThat(candles)
                .extracting(Candle::time)
                .containsExactly(1_705_420_800_000L, 1_705_424_400_000L, 1_705_428_000_000L, 1_705_431_600_000L);
        assertThat(candles.get(3))
                .isEqualTo(new CandleBuilder(key, 1_705_431_600_000L)
                        .prices("43016", "43183.8", "42946", "43169.7")
                        .volume("404.74017381")
                        .quoteVolume("17447600.212916623")
                        .closed(true)
                        .build());
    }

    @Test
    void okxSaysWhichCandleIsClosed() throws IOException {
        List<Candle> candles = minutes(
                new OkxCandles(false),
                "{\"code\":\"0\",\"msg\":\"\",\"data\":["
                        + "[\"1704844860000\",\"1\",\"1\",\"1\",\"1\",\"2\",\"2\",\"2\",\"0\",\"new\"],"
                        + "[\"1704844800000\",\"1\",\"1\",\"1\",\"1\",\"2\",\"2\",\"2\",\"1\"]]}");

        assertThat(candles).extracting(Candle::isClosed).containsExactly(true, false);
    }

    /** Rows of 2022 had no word for it. */
    @Test
    void aRowOfOkxWithoutThatWordIsOpen() throws IOException {
        Candle candle = minutes(
                        new OkxCandles(false),
                        "{\"code\":\"0\",\"data\":[[\"1654154580000\",\"29930.7\",\"29936.3\",\"29930.7\",\"29936.3\","
                                + "\"0.0111536\",\"333.86246417\"]]}")
                .get(0);

        assertThat(candle.isClosed()).isFalse();
        assertThat(candle.digits(CandleField.QUOTE_VOLUME)).isEqualTo("333.86246417");
    }

    @Test
    void okxIsGivenTheTimesBesideBothEndsAndAlignsToUtcOnlyWhenAsked() {
        OkxCandles source = new OkxCandles(false);

        assertThat(path(source, "BTC-USDT", Interval.DAYS_1, 100))
                .isEqualTo("/api/v5/market/candles?instId=BTC-USDT&bar=1Dutc&before=1704844799999&after=1713484800001"
                        + "&limit=100");
        assertThat(path(source, "BTC-USDT", Interval.HOURS_6, 1)).contains("bar=6Hutc&");
        assertThat(path(source, "BTC-USDT", Interval.HOURS_4, 1)).contains("bar=4H&");
        assertThat(lacking(source)).containsExactly(Interval.HOURS_8);
    }

    @Test
    void okxHasOlderCandlesElsewhere() {
        OkxCandles source = new OkxCandles(false);
        long recent = Interval.MINUTES_1.open(System.currentTimeMillis()) - 1_300 * MINUTE;

        assertThat(path(source, "BTC-USDT", Interval.MINUTES_1, 100)).startsWith("/api/v5/market/history-candles?");
        assertThat(source.request(Priority.HISTORY, "BTC-USDT", Interval.MINUTES_1, recent, recent + MINUTE)
                        .path())
                .startsWith("/api/v5/market/candles?");
    }

    @Test
    void bybitInItsOwnDigits() throws IOException {
        CandleKey key = key("bybit", Interval.HOURS_1);

        List<Candle> candles = new BybitCandles(false)
                .read(recorded("bybit-v5-market-kline-spot-BTCUSDT-60-2024-05-08.json"), key)
                .candles();

        assertThat(candles).hasSize(5);
        assertThat(candles.get(0))
                .isEqualTo(new CandleBuilder(key, 1_715_162_400_000L)
                        .prices("62308.69", "62524.28", "62258.76", "62439.82")
                        .volume("421.80928")
                        .quoteVolume("26322162.21650143")
                        .closed(true)
                        .build());
        assertThat(candles).extracting(Candle::isClosed).containsExactly(true, true, true, true, false);
    }

    @Test
    void bybitIsAskedForOneMoreThanItsRows() {
        BybitCandles source = new BybitCandles(false);

        assertThat(path(source, "BTCUSDT", Interval.HOURS_2, 999))
                .isEqualTo("/v5/market/kline?category=spot&symbol=BTCUSDT&interval=120&start=1704844800000"
                        + "&end=1712037600000&limit=1000");
        assertThat(path(source, "BTCUSDT", Interval.DAYS_1, 1)).contains("interval=D&");
        assertThat(source.maxRows()).isEqualTo(999);
        assertThat(lacking(source)).containsExactly(Interval.HOURS_8);
    }

    /** Low and high come before open and close, and numbers have an exponent at times. */
    @Test
    void coinbaseInItsOwnOrder() throws IOException {
        List<Candle> candles = minutes(
                new CoinbaseCandles(false),
                "[[1704844920,46100.1,46200.25,46150,46100.1,0.10000000000000001],"
                        + "[1704844800,8.12e-06,0.00000813,8.125E-6,0.00000813,123456789012.12345678]]");

        CandleKey key = key("x", Interval.MINUTES_1);
        assertThat(candles)
                .containsExactly(
                        new CandleBuilder(key, FROM)
                                .prices("0.000008125", "0.00000813", "0.00000812", "0.00000813")
                                .volume("123456789012.12345678")
                                .closed(true)
                                .build(),
                        new CandleBuilder(key, FROM + 2 * MINUTE)
                                .prices("46150", "46200.25", "46100.1", "46100.1")
                                .volume("0.10000000000000001")
                                .build());
    }

    @Test
    void coinbaseIsAskedForOneMoreThanItsRows() {
        CoinbaseCandles source = new CoinbaseCandles(false);

        assertThat(path(source, "BTC-USD", Interval.MINUTES_1, 299))
                .isEqualTo("/products/BTC-USD/candles?granularity=60&start=2024-01-10T00:00:00Z"
                        + "&end=2024-01-10T04:59:00Z");
        assertThat(source.maxRows()).isEqualTo(299);
        assertThat(lacking(source))
                .containsExactly(
                        Interval.MINUTES_3,
                        Interval.MINUTES_30,
                        Interval.HOURS_2,
                        Interval.HOURS_4,
                        Interval.HOURS_8,
                        Interval.HOURS_12);
    }

    private static final String KRAKEN = "{\"error\":[],\"result\":{\"XXBTZUSD\":["
            + "[1704844800,\"46100.1\",\"46200.0\",\"46100.0\",\"46150.2\",\"46151.3\",\"1.20000000\",17],"
            + "[1704844860,\"46150.2\",\"46150.2\",\"46150.2\",\"46150.2\",\"0.0\",\"0.00000000\",0],"
            + "[1704844920,\"46150.3\",\"46150.3\",\"46150.3\",\"46150.3\",\"46150.3\",\"0.10000000\",1]],"
            + "\"last\":1704844860}}";

    @Test
    void krakenInItsOwnDigits() throws IOException {
        List<Candle> candles = minutes(new KrakenCandles(false), KRAKEN);

        CandleKey key = key("x", Interval.MINUTES_1);
        assertThat(candles).hasSize(3);
        assertThat(candles.get(0))
                .isEqualTo(new CandleBuilder(key, FROM)
                        .prices("46100.1", "46200.0", "46100.0", "46150.2")
                        .volume("1.20000000")
                        .trades(17)
                        .closed(true)
                        .build());
        // A minute without trades.
        assertThat(candles.get(1).trades()).isZero();
        assertThat(candles.get(1).isClosed()).isTrue();
        assertThat(candles.get(2).isClosed()).isFalse();
    }

    @Test
    void krakenIsAskedForWhatCameAfterATime() {
        KrakenCandles source = new KrakenCandles(false);

        assertThat(path(source, "XXBTZUSD", Interval.HOURS_4, 3))
                .isEqualTo("/0/public/OHLC?pair=XXBTZUSD&interval=240&since=1704844799");
        assertThat(source.maxRows()).isEqualTo(720);
        assertThat(source.newest()).hasValue(720);
        assertThat(lacking(source))
                .containsExactly(
                        Interval.MINUTES_3, Interval.HOURS_2, Interval.HOURS_6, Interval.HOURS_8, Interval.HOURS_12);
    }

    private static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(
                        new BinanceCandles(false),
                        "[[1704844800000,\"1\",\"1\",\"1\",\"1\",\"2\",1704844859999,\"2\",3,\"1\",\"1\",\"0\"]]"),
                Arguments.of(
                        new OkxCandles(false),
                        "{\"code\":\"0\",\"msg\":\"\",\"data\":"
                                + "[[\"1704844800000\",\"1\",\"1\",\"1\",\"1\",\"2\",\"2\",\"2\",\"0\"]]}"),
                Arguments.of(
                        new BybitCandles(false),
                        "{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"list\":"
                                + "[[\"1704844800000\",\"1\",\"1\",\"1\",\"1\",\"2\",\"2\"]]},\"time\":1}"),
                Arguments.of(new CoinbaseCandles(false), "[[1704844800,1,1,1,1,2]]"),
                Arguments.of(
                        new KrakenCandles(false),
                        "{\"error\":[],\"result\":{\"XXBTZUSD\":[[1704844800,\"1\",\"1\",\"1\",\"1\",\"1\",\"2\",3]],"
                                + "\"last\":1704844740}}"));
    }

    private static String changed(String answer, String from, String to) {
        assertThat(answer).contains(from);
        return answer.replace(from, to);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void columnsThatNobodyKnowsAreLeftOut(CandleSource source, String answer) throws IOException {
        List<Candle> candles = minutes(source, answer);

        assertThat(candles).hasSize(1);
        assertThat(minutes(source, changed(answer, "]]", ",null,{\"a\":[1]},[\"b\"],7]]")))
                .usingRecursiveComparison()
                .isEqualTo(candles);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerWithoutRowsHasNoCandles(CandleSource source, String answer) throws IOException {
        assertThat(minutes(source, answer.replaceFirst("\\[\\[.*?]]", "[]"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aBrokenRowIsNamedAndTheOthersAreTaken(CandleSource source, String answer) throws IOException {
        String good = answer.substring(answer.indexOf("[[") + 1, answer.indexOf("]]") + 1);
        for (String bad : List.of("[]", "[\"x\"]", "[null,null,null,null,null,null,null,null,null]", "[1704844801]")) {
            CandleAnswer read =
                    source.read(Buffer.buffer(answer.replace(good, good + ',' + bad)), key("x", Interval.MINUTES_1));
            assertThat(read.candles()).isEqualTo(minutes(source, answer));
            assertThat(read.malformed())
                    .singleElement()
                    .asString()
                    .startsWith("row 2 of the candles of x BTCUSDT 1m: ");
            assertThatThrownBy(() -> minutes(source, answer.replace(good, bad)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("row 1 of the candles of x BTCUSDT 1m: ");
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aRowTwiceIsOneCandle(CandleSource source, String answer) throws IOException {
        String row = answer.substring(answer.indexOf("[[") + 1, answer.indexOf("]]") + 1);

        assertThat(minutes(source, answer.replace(row, row + ',' + row))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aDemosCandlesSayThatTheyAre(CandleSource source, String answer) throws IOException {
        assertThat(minutes(source, answer)).noneMatch(Candle::isDemo);
        List<CandleSource> demos = List.of(
                new BinanceCandles(true),
                new OkxCandles(true),
                new BybitCandles(true),
                new CoinbaseCandles(true),
                new KrakenCandles(true));
        for (CandleSource demo : demos) {
            if (demo.getClass() == source.getClass()) {
                assertThat(minutes(demo, answer)).allMatch(Candle::isDemo);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "okx, 51001, true",
        "okx, 50001, false",
        "bybit, 10001, true",
        "bybit, 10016, false",
        "kraken, EQuery:Unknown asset pair, true",
        "kraken, EGeneral:Invalid arguments, true",
        "kraken, EService:Unavailable, false"
    })
    void aRefusalThatStaysIsToldFromOneThatEnds(String exchange, String code, boolean stays) {
        CandleSource source = switch (exchange) {
            case "okx" -> new OkxCandles(false);
            case "bybit" -> new BybitCandles(false);
            default -> new KrakenCandles(false);
        };
        String body = switch (exchange) {
            case "okx" -> "{\"code\":\"" + code + "\",\"msg\":\"\",\"data\":[]}";
            case "bybit" -> "{\"retCode\":" + code + ",\"retMsg\":\"\",\"result\":{}}";
            default -> "{\"error\":[\"" + code + "\"]}";
        };

        assertThatThrownBy(() -> minutes(source, body))
                .isInstanceOf(IOException.class)
                .matches(refusal -> refusal instanceof RefusedException == stays);
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new BinanceCandles(false), "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"),
                Arguments.of(new OkxCandles(false), "{\"code\":\"51000\",\"msg\":\"Parameter bar error\",\"data\":[]}"),
                Arguments.of(new BybitCandles(false), "{\"retCode\":10001,\"retMsg\":\"Not supported\",\"result\":{}}"),
                Arguments.of(new BybitCandles(false), "{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{}}"),
                Arguments.of(new CoinbaseCandles(false), "{\"message\":\"NotFound\"}"),
                Arguments.of(new KrakenCandles(false), "{\"error\":[\"EQuery:Unknown asset pair\"]}"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalIsNoAnswerWithoutRows(CandleSource source, String answer) {
        assertThatThrownBy(() -> minutes(source, answer))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no list of candles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "[", "[[", "null", "<html>", "{\"data\":", "\"\""})
    void nonsenseIsNoAnswer(String answer) {
        answers()
                .map(arguments -> (CandleSource) arguments.get()[0])
                .forEach(source ->
                        assertThatThrownBy(() -> minutes(source, answer)).isInstanceOf(IOException.class));
    }

    @Test
    void anAnswerHasABound() {
        String row = "[1704844800,1,1,1,1,2]";

        assertThatThrownBy(() ->
                        minutes(new CoinbaseCandles(false), "[" + (row + ",").repeat(RowAnswer.MAX_ROWS) + row + "]"))
                .isInstanceOf(IOException.class)
                .hasMessage("an answer of more than 2000 rows");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void changedAnswersAreCandlesThatCouldBeOrAreRefused(CandleSource source, String answer) {
        new Mutations(7, answer).bytes(5_000, input -> {
            try {
                return !source.read(Buffer.buffer(input), key("x", Interval.MINUTES_1))
                        .candles()
                        .isEmpty();
            } catch (IOException refused) {
                assertThat(refused.getMessage()).isNotBlank();
                return false;
            }
        });
    }
}
