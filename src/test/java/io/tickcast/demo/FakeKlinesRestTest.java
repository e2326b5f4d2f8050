package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.Interval;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The candles that fake exchanges answer by REST. */
class FakeKlinesRestTest extends WithKlines {
    private static final String BINANCE = "/api/v3/klines?symbol=BTCUSDT&interval=1m";
    private static final String OKX = "/api/v5/market/candles?instId=BTC-USDT";
    private static final String OKX_HISTORY = "/api/v5/market/history-candles?instId=BTC-USDT";
    private static final String BYBIT = "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=1";
    private static final String COINBASE = "/products/BTC-USDT/candles?granularity=60";
    private static final String KRAKEN = "/0/public/OHLC?pair=XBTUSDT";

    /** A trade in each of so many minutes, and then the clock in the middle of the next one. */
    private ScriptedExchange exchange(String name, int minutes) {
        ScriptedExchange exchange = exchange(name);
        for (int minute = 0; minute < minutes; minute++) {
            trade(exchange, OPEN + minute * MINUTE, "95000." + minute, "0.50");
        }
        await(exchange.setTime(OPEN + minutes * MINUTE + 30_000));
        return exchange;
    }

    /** The rows of an answer, as they stand there. */
    private List<JsonArray> rows(ScriptedExchange exchange, String target) {
        Response answer = get(exchange, target);
        assertThat(answer.status()).isEqualTo(200);
        JsonArray rows = answer.body().startsWith("[")
                ? new JsonArray(answer.body())
                : answer.json().containsKey("data")
                        ? answer.json().getJsonArray("data")
                        : answer.json()
                                .getJsonObject("result")
                                .getJsonArray(target.contains("kline") ? "list" : "XBTUSDT");
        return rows.stream().map(row -> (JsonArray) row).toList();
    }

    /** The open times of the rows, in minutes since the first candle. */
    private List<Long> minutes(ScriptedExchange exchange, String target) {
        return rows(exchange, target).stream()
                .map(row -> Long.parseLong(row.getValue(0).toString()))
                .map(time -> ((time < 10_000_000_000L ? time * 1_000 : time) - OPEN) / MINUTE)
                .toList();
    }

    private static List<Long> range(long from, long to) {
        List<Long> range = new ArrayList<>(LongStream.rangeClosed(Math.min(from, to), Math.max(from, to))
                .boxed()
                .toList());
        if (to < from) {
            Collections.reverse(range);
        }
        return range;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "binance  | /api/v3/klines?symbol=BTCUSDT&interval=1m                            | 0",
                "binance  | /api/v3/uiKlines?symbol=BTCUSDT&interval=1m                          | 0",
                "okx      | /api/v5/market/candles?instId=BTC-USDT                               | 0",
                "bybit    | /v5/market/kline?category=spot&symbol=BTCUSDT&interval=1             | 0",
                "coinbase | /products/BTC-USDT/candles?granularity=60                            | 1",
                "kraken   | /0/public/OHLC?pair=XBTUSDT                                          | 0"
            })
    void restSaysTheTruth(String name, String target, int withoutQuiet) {
        ScriptedExchange exchange = exchange(name);
        trade(exchange, OPEN + 1_000, "95000.10", "0.50");
        trade(exchange, OPEN + 2_000, "95010.25", "0.125");
        trade(exchange, OPEN + 3 * MINUTE - 1, "94990", "3");
        trade(exchange, OPEN + 3 * MINUTE, "95000", "0.001");
        await(exchange.setTime(OPEN + 3 * MINUTE + 500));

        List<Candle> truth = await(exchange.candles(BTC, Interval.MINUTES_1));
        List<JsonArray> rows = new ArrayList<>(rows(exchange, target));
        rows.sort((one, other) ->
                one.getValue(0).toString().compareTo(other.getValue(0).toString()));

        assertThat(rows).hasSize(truth.size()).hasSize(4 - withoutQuiet);
        // The columns of open, high, low, close and volume.
        int[] columns = switch (name) {
            case "coinbase" -> new int[] {3, 2, 1, 4, 5};
            case "kraken" -> new int[] {1, 2, 3, 4, 6};
            default -> new int[] {1, 2, 3, 4, 5};
        };
        for (int i = 0; i < rows.size(); i++) {
            Candle candle = truth.get(i);
            JsonArray row = rows.get(i);
            assertThat(IntStream.of(columns)
                            .mapToObj(column -> row.getValue(column).toString()))
                    .containsExactly(
                            candle.digits(CandleField.OPEN),
                            candle.digits(CandleField.HIGH),
                            candle.digits(CandleField.LOW),
                            candle.digits(CandleField.CLOSE),
                            candle.digits(CandleField.VOLUME));
        }
        assertThat(truth.stream().map(Candle::isClosed))
                .containsExactlyElementsOf(IntStream.range(0, truth.size())
                        .mapToObj(i -> i < truth.size() - 1)
                        .toList());
        assertThat(truth.get(0).digits(CandleField.VOLUME)).startsWith("0.625");
    }

    @Test
    void binanceGivesRowsOfTwelveOldestFirst() {
        ScriptedExchange exchange = exchange("binance", 1);

        Response answer = get(exchange, BINANCE);
        assertThat(answer.body())
                .isEqualTo("[[" + OPEN + ",\"95000.00000000\",\"95000.00000000\",\"95000.00000000\","
                        + "\"95000.00000000\",\"0.50000000\"," + (OPEN + 59_999) + ",\"47500.00000000\",1,"
                        + "\"0.50000000\",\"47500.00000000\",\"0\"],[" + (OPEN + MINUTE) + ",\"95000.00000000\","
                        + "\"95000.00000000\",\"95000.00000000\",\"95000.00000000\",\"0.00000000\","
                        + (OPEN + MINUTE + 59_999) + ",\"0.00000000\",0,\"0.00000000\",\"0.00000000\",\"0\"]]");
        assertThat(answer.headers().get("X-MBX-USED-WEIGHT-1M")).isEqualTo("2");
        assertThat(get(exchange, BINANCE).headers().get("X-MBX-USED-WEIGHT-1M")).isEqualTo("4");
    }

    @Test
    void binancePagesFromEitherEnd() {
        ScriptedExchange exchange = exchange("binance", 1_200);

        assertThat(minutes(exchange, BINANCE)).isEqualTo(range(701, 1_200));
        assertThat(minutes(exchange, BINANCE + "&limit=1000&endTime=" + (OPEN + 1_100 * MINUTE)))
                .isEqualTo(range(101, 1_100));
        assertThat(minutes(exchange, BINANCE + "&limit=3&startTime=" + (OPEN + 5 * MINUTE)))
                .isEqualTo(range(5, 7));
        assertThat(minutes(exchange, BINANCE + "&limit=3&startTime=" + (OPEN + 5 * MINUTE + 1)))
                .isEqualTo(range(6, 8));
        assertThat(minutes(exchange, BINANCE + "&startTime=" + (OPEN + 5 * MINUTE) + "&endTime=" + (OPEN + 6 * MINUTE)))
                .isEqualTo(range(5, 6));
        assertThat(minutes(exchange, BINANCE + "&startTime=" + (OPEN + 5_000 * MINUTE)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "symbol=NOPE&interval=1m, -1121",
        "symbol=BTCUSDT&interval=1x, -1120",
        "symbol=BTCUSDT, -1102",
        "interval=1m, -1102",
        "symbol=BTCUSDT&interval=1m&limit=1001, -1130",
        "symbol=BTCUSDT&interval=1m&startTime=x, -1100"
    })
    void binanceRefuses(String query, int code) {
        Response refused = get(exchange("binance"), "/api/v3/klines?" + query);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getInteger("code")).isEqualTo(code);
    }

    @Test
    void okxGivesRowsOfNineNewestFirst() {
        assertThat(get(exchange("okx", 1), OKX).body())
                .isEqualTo("{\"code\":\"0\",\"msg\":\"\",\"data\":[[\"" + (OPEN + MINUTE) + "\",\"95000\",\"95000\","
                        + "\"95000\",\"95000\",\"0\",\"0\",\"0\",\"0\"],[\"" + OPEN
                        + "\",\"95000\",\"95000\",\"95000\","
                        + "\"95000\",\"0.5\",\"47500\",\"47500\",\"1\"]]}");
    }

    @Test
    void okxPagesByExclusiveCursors() {
        ScriptedExchange exchange = exchange("okx", 1_600);

        assertThat(minutes(exchange, OKX)).isEqualTo(range(1_600, 1_501));
        assertThat(minutes(exchange, OKX + "&limit=500")).isEqualTo(range(1_600, 1_301));
        assertThat(minutes(exchange, OKX + "&limit=2&after=" + (OPEN + 1_500 * MINUTE)))
                .isEqualTo(range(1_499, 1_498));
        assertThat(minutes(exchange, OKX + "&before=" + (OPEN + 1_500 * MINUTE) + "&after=" + (OPEN + 1_503 * MINUTE)))
                .isEqualTo(range(1_502, 1_501));
        assertThat(minutes(exchange, OKX + "&limit=300&after=" + (OPEN + 200 * MINUTE)))
                .as("the path that keeps the newest 1,440")
                .isEqualTo(range(199, 161));
        assertThat(minutes(exchange, OKX_HISTORY + "&limit=300&after=" + (OPEN + 200 * MINUTE)))
                .isEqualTo(range(199, 100));
        assertThat(minutes(exchange, OKX_HISTORY + "&limit=1"))
                .as("closed ones only")
                .containsExactly(1_599L);
    }

    @Test
    void okxBeginsItsDaysInHongKong() {
        ScriptedExchange exchange = exchange("okx", 1);
        long day = OPEN - OPEN % 86_400_000;

        assertThat(rows(exchange, OKX + "&bar=1Dutc").get(0).getString(0)).isEqualTo("" + day);
        assertThat(rows(exchange, OKX + "&bar=1D").get(0).getString(0)).isEqualTo("" + (day + 16 * 3_600_000L));
    }

    @ParameterizedTest
    @CsvSource({"instId=NO-USDT, 51001", "instId=BTC-USDT&bar=1h, 51000", "instId=BTC-USDT&after=x, 51000"})
    void okxRefuses(String query, String code) {
        JsonObject refused =
                get(exchange("okx"), "/api/v5/market/candles?" + query).json();
        assertThat(refused.getString("code")).isEqualTo(code);
        assertThat(refused.getJsonArray("data")).isEmpty();
    }

    @Test
    void bybitGivesRowsOfSevenNewestFirst() {
        assertThat(get(exchange("bybit", 1), BYBIT).body())
                .isEqualTo("{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"category\":\"spot\",\"symbol\":\"BTCUSDT\","
                        + "\"list\":[[\"" + (OPEN + MINUTE) + "\",\"95000\",\"95000\",\"95000\",\"95000\",\"0\",\"0\"],"
                        + "[\"" + OPEN + "\",\"95000\",\"95000\",\"95000\",\"95000\",\"0.5\",\"47500\"]]},"
                        + "\"retExtInfo\":{},\"time\":" + (OPEN + MINUTE + 30_000) + '}');
    }

    @Test
    void bybitPagesWithTheCandleThatContainsTheStart() {
        ScriptedExchange exchange = exchange("bybit", 1_200);

        assertThat(minutes(exchange, BYBIT)).isEqualTo(range(1_200, 1_001));
        assertThat(minutes(exchange, BYBIT + "&limit=1000&end=" + (OPEN + 1_100 * MINUTE)))
                .isEqualTo(range(1_100, 101));
        assertThat(minutes(exchange, BYBIT + "&start=" + (OPEN + 5 * MINUTE + 1) + "&end=" + (OPEN + 7 * MINUTE)))
                .isEqualTo(range(7, 5));
        assertThat(minutes(exchange, BYBIT + "&limit=2&start=" + (OPEN + 5 * MINUTE)))
                .isEqualTo(range(6, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "category=spot&symbol=NOPE&interval=1",
                "category=spot&symbol=BTCUSDT&interval=1m",
                "symbol=BTCUSDT&interval=1",
                "category=spot&symbol=BTCUSDT&interval=1&limit=1001"
            })
    void bybitRefusesWithAStatusOfSuccess(String query) {
        Response refused = get(exchange("bybit"), "/v5/market/kline?" + query);
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.json().getInteger("retCode")).isEqualTo(10_001);
    }

    @Test
    void coinbaseGivesNumbersLowBeforeHigh() {
        ScriptedExchange exchange = exchange("coinbase");
        trade(exchange, OPEN, "95000.10", "0.50");
        trade(exchange, OPEN + 1, "95002", "0.10");
        trade(exchange, OPEN + 2, "95001", "0.10");

        assertThat(get(exchange, COINBASE).body())
                .isEqualTo("[[" + OPEN / 1_000 + ",95000.1,95002,95000.1,95001,0.7]]");
    }

    @Test
    void coinbaseTakesARangeOfThreeHundredAtMost() {
        ScriptedExchange exchange = exchange("coinbase", 400);
        String start = COINBASE + "&start=" + OPEN / 1_000 + "&end=";

        assertThat(minutes(exchange, COINBASE)).isEqualTo(range(399, 100));
        assertThat(minutes(exchange, start + "2023-11-14T22:15:00Z")).isEqualTo(range(2, 0));
        assertThat(minutes(exchange, start + (OPEN / 1_000 + 300 * 60))).isEqualTo(range(300, 1));
        Response refused = get(exchange, start + (OPEN / 1_000 + 301 * 60));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("message")).endsWith("Count of aggregations requested exceeds 300");
        assertThat(get(exchange, "/products/NO-USD/candles").status()).isEqualTo(404);
        assertThat(get(exchange, "/products/BTC-USDT/candles?granularity=120")
                        .json()
                        .getString("message"))
                .isEqualTo("Unsupported granularity");
    }

    @Test
    void krakenHasTheNewestOnesOnly() {
        ScriptedExchange exchange = exchange("kraken", 800);

        assertThat(minutes(exchange, KRAKEN)).isEqualTo(range(80, 800));
        assertThat(minutes(exchange, KRAKEN + "&since=" + (OPEN / 1_000 + 790 * 60)))
                .isEqualTo(range(791, 800));
    }

    @Test
    void krakenSaysWhichCandleClosedLast() {
        assertThat(get(exchange("kraken", 1), KRAKEN).body())
                .isEqualTo("{\"error\":[],\"result\":{\"XBTUSDT\":[[" + OPEN / 1_000 + ",\"95000.00\",\"95000.00\","
                        + "\"95000.00\",\"95000.00\",\"95000.00\",\"0.50000000\",1],[" + (OPEN / 1_000 + 60)
                        + ",\"95000.00\",\"95000.00\",\"95000.00\",\"95000.00\",\"0.00\",\"0.00000000\",0]],\"last\":"
                        + OPEN / 1_000 + "}}");
    }

    @ParameterizedTest
    @CsvSource({
        "pair=NOPE, EQuery:Unknown asset pair",
        "pair=XBTUSDT&interval=3, EGeneral:Invalid arguments:interval",
        "pair=XBTUSDT&since=x, EGeneral:Invalid arguments:since"
    })
    void krakenRefuses(String query, String error) {
        assertThat(get(exchange("kraken"), "/0/public/OHLC?" + query).json().getJsonArray("error"))
                .containsExactly(error);
    }

    @Test
    void aTestMayRefuseEveryOtherRequestAndLeaveHoles() {
        ScriptedExchange exchange = exchange("binance", 5);
        exchange.restAnswers().always(Answer.inTurns(Answer.retryAfter(429, 1), Answer.accept()));
        await(exchange.hole(BTC, OPEN + MINUTE, OPEN + 3 * MINUTE));

        assertThat(get(exchange, BINANCE).headers().get("Retry-After")).isEqualTo("1");
        assertThat(minutes(exchange, BINANCE)).containsExactly(0L, 3L, 4L, 5L);
        assertThat(await(exchange.candles(BTC, Interval.MINUTES_1)))
                .extracting(Candle::time)
                .containsExactly(OPEN, OPEN + 3 * MINUTE, OPEN + 4 * MINUTE, OPEN + 5 * MINUTE);
    }

    @Test
    void aTradeThatComesLateCorrectsAClosedCandle() {
        ScriptedExchange exchange = exchange("binance", 2);
        trade(exchange, OPEN + 30_000, "95009", "1");

        assertThat(rows(exchange, BINANCE).get(0).getString(5)).isEqualTo("1.50000000");
    }

    @Test
    void aTradeWithMoreThanEightDecimalsFails() {
        assertThatThrownBy(() -> trade(exchange("okx"), OPEN, "95000.100000001", "1"))
                .isInstanceOf(ArithmeticException.class);
    }
}
