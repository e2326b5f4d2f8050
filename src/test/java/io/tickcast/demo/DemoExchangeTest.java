package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.feed.CandleSource;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.testing.WholeAnswer;
import io.tickcast.time.NodeClock;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoExchangeTest extends WithServer {
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "POLUSDT", "NOBODYUSDT");

    private final HttpClient http = vertx.createHttpClient();

    @Test
    void itTicksForEverySymbol() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(
                vertx, demo.endpoint(), "/stream?streams=btcusdt@ticker/polusdt@ticker/nobodyusdt@ticker"));

        for (String symbol : SYMBOLS) {
            String text = await(client.texts().first(frame -> frame.contains("\"s\":\"" + symbol + "\"")));
            TickerCheck.check(List.of(new JsonObject(text).getJsonObject("data").encode()));
        }
        await(demo.close());
        await(client.closed());
    }

    @ParameterizedTest
    @CsvSource({
        "!miniTicker@arr, 24hrMiniTicker",
        "!miniTicker@arr@1000ms, 24hrMiniTicker",
        "!miniTicker@arr@3000ms, 24hrMiniTicker",
        "!ticker@arr, 24hrTicker",
        "!ticker_4h@arr, 4hTicker"
    })
    void itHasTheTickersOfTheWholeMarket(String stream, String event) {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(vertx, demo.endpoint(), "/ws/" + stream));

        assertThat(await(client.texts().next())).startsWith("[{\"e\":\"" + event + "\",");
        await(demo.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1h", "4h", "1d"})
    void itHasTickersOfShorterWindows(String window) {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(vertx, demo.endpoint(), "/ws/btcusdt@ticker_" + window));

        JsonObject ticker = new JsonObject(await(client.texts().next()));
        assertThat(ticker.getString("e")).isEqualTo(window + "Ticker");
        assertThat(ticker.fieldNames()).containsExactly("e E s p P o h l c w v q O C F L n".split(" "));
        await(demo.close());
    }

    @Test
    void itTradesBetweenTheTickers() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(
                vertx, demo.endpoint(), "/stream?streams=btcusdt@ticker/btcusdt@aggTrade/btcusdt@bookTicker"));

        await(client.texts().first(frame -> frame.contains("@bookTicker")));
        String ticker = await(client.texts().first(frame -> frame.contains("24hrTicker")));
        long last = new JsonObject(ticker).getJsonObject("data").getLong("L");
        await(client.texts().first(frame -> frame.contains("aggTrade") && frame.contains("\"f\":" + (last + 1) + ",")));
        await(demo.close());
    }

    @Test
    void bothBasesAreOnLoopback() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS));

        assertThat(demo.endpoint().toString())
                .isEqualTo("ws://127.0.0.1:" + demo.endpoint().getPort());
        assertThat(demo.rest().toString())
                .isEqualTo("http://127.0.0.1:" + demo.endpoint().getPort());
    }

    private List<Candle> read(
            DemoExchange demo, CandleSource source, String name, Interval interval, long from, long to) {
        String path = source.request(Priority.HISTORY, name, interval, from, to).path();
        WholeAnswer answer = await(WholeAnswer.to(
                http.request(HttpMethod.GET, demo.rest().getPort(), demo.rest().getHost(), path)));
        try {
            return source.read(answer.body(), new CandleKey("x", "BTCUSDT", interval))
                    .candles();
        } catch (IOException e) {
            throw new AssertionError(answer.body().toString(), e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "binance, BTCUSDT, /ws/btcusdt@kline_1m, ''",
        "okx, BTC-USDT, /ws/v5/business,"
                + " '{\"op\":\"subscribe\",\"args\":[{\"channel\":\"candle1m\",\"instId\":\"BTC-USDT\"}]}'",
        "bybit, BTCUSDT, /v5/public/spot, '{\"op\":\"subscribe\",\"args\":[\"kline.1.BTCUSDT\"]}'",
        "coinbase, BTC-USDT, /,"
                + " '{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USDT\"],\"channels\":[\"matches\"]}'",
        "kraken, XBTUSDT, /v2,"
                + " '{\"method\":\"subscribe\",\"params\":{\"channel\":\"ohlc\",\"symbol\":[\"BTC/USDT\"]}}'"
    })
    void itHasAWeekOfCandlesThatGoesOnLive(String exchange, String name, String target, String subscription) {
        DemoExchange demo = await(DemoExchange.start(vertx, exchange, SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(vertx, demo.endpoint(), target));
        if (!subscription.isEmpty()) {
            await(client.send(subscription));
        }
        await(client.texts()
                .first(frame -> frame.contains("\"k\":")
                        || frame.contains("\"match\"")
                        || frame.contains("\"ohlc\",\"type\":\"update\"")
                        || frame.contains("\"snapshot\",\"topic\":\"kline")
                        || frame.contains("\"data\":[[")));

        CandleSource source = CandleSourcesTest.source(exchange);
        long now = NodeClock.system().millis();
        long minute = Interval.MINUTES_1.millis();
        long to = Interval.MINUTES_1.open(now) + minute;
        List<Candle> newest = read(demo, source, name, Interval.MINUTES_1, to - 90 * minute, to);
        assertThat(newest).hasSizeBetween(89, 91);
        for (int i = 1; i < newest.size(); i++) {
            BigDecimal close = newest.get(i - 1).number(CandleField.CLOSE);
            // Where a quiet minute has no candle, that of the start may be missing.
            assertThat(newest.get(i).time() - newest.get(i - 1).time()).isBetween(minute, 2 * minute);
            assertThat(newest.get(i).number(CandleField.OPEN))
                    .isBetween(close.multiply(new BigDecimal("0.995")), close.multiply(new BigDecimal("1.005")));
        }
        List<Candle> hours = read(demo, source, name, Interval.HOURS_1, to - 7 * 24 * 60 * minute, to);
        assertThat(hours.size()).isGreaterThanOrEqualTo(exchange.equals("okx") ? 100 : 7 * 24);
        await(demo.close());
    }

    @Test
    void theTickerKnowsTheCandlesOfTheDay() {
        DemoExchange demo = await(DemoExchange.start(vertx, "binance", SYMBOLS, new DemoMarket(11)));
        Client client = await(Client.connect(vertx, demo.endpoint(), "/ws/btcusdt@ticker"));
        JsonObject ticker = new JsonObject(await(client.texts().next()));

        // The window of the ticker moves on by quarters of an hour.
        long quarter = 15 * Interval.MINUTES_1.millis();
        long end = ticker.getLong("E") / quarter * quarter + quarter;
        List<Candle> quarters = read(
                demo, CandleSourcesTest.source("binance"), "BTCUSDT", Interval.MINUTES_15, end - 96 * quarter, end);
        BigDecimal low = quarters.stream()
                .map(candle -> candle.number(CandleField.LOW))
                .min(BigDecimal::compareTo)
                .orElseThrow();

        assertThat(new BigDecimal(ticker.getString("o")))
                .isEqualTo(quarters.get(0).number(CandleField.OPEN));
        assertThat(new BigDecimal(ticker.getString("l"))).isGreaterThanOrEqualTo(low);
        assertThat(new BigDecimal(ticker.getString("l"))).isLessThan(low.multiply(new BigDecimal("1.001")));
        await(demo.close());
    }
}
