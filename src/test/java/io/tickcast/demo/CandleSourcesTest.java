package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.feed.CandleSource;
import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.feed.bybit.BybitCandles;
import io.tickcast.feed.coinbase.CoinbaseCandles;
import io.tickcast.feed.kraken.KrakenCandles;
import io.tickcast.feed.okx.OkxCandles;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The readers of the feeds and the fake exchanges agree: what they read, page by page, is the truth to the digit. */
class CandleSourcesTest extends WithKlines {
    private static final int MINUTES = 700;

    static CandleSource source(String exchange) {
        return switch (exchange) {
            case "okx" -> new OkxCandles(false);
            case "bybit" -> new BybitCandles(false);
            case "coinbase" -> new CoinbaseCandles(false);
            case "kraken" -> new KrakenCandles(false);
            default -> new BinanceCandles(false);
        };
    }

    /** Trades at random, none in some minutes, and a maintenance. */
    private ScriptedExchange market(String name) {
        ScriptedExchange exchange = await(ScriptedExchange.start(vertx, name, List.of(BTC), 1_000));
        Random random = new Random(7);
        for (int minute = 0; minute < MINUTES; minute++) {
            for (int left = random.nextInt(4); left > 0 && (minute < 300 || minute > 310); left--) {
                trade(
                        exchange,
                        OPEN + minute * MINUTE + random.nextInt(1_000) + (4 - left) * 1_000L,
                        90_000 + random.nextInt(10_000) + "." + random.nextInt(100),
                        "0." + (1 + random.nextInt(99_999)));
            }
        }
        await(exchange.hole(BTC, OPEN + 300 * MINUTE, OPEN + 311 * MINUTE));
        await(exchange.setTime(OPEN + MINUTES * MINUTE));
        return exchange;
    }

    private List<Candle> read(ScriptedExchange exchange, CandleSource source, String name, CandleKey key) {
        long length = key.interval().millis();
        TreeMap<Long, Candle> all = new TreeMap<>();
        long to = key.interval().open(OPEN + MINUTES * MINUTE) + length;
        while (to > OPEN - length) {
            long from = to - source.maxRows() * length;
            Response answer = get(
                    exchange,
                    source.request(Priority.HISTORY, name, key.interval(), from, to)
                            .path());
            try {
                source.read(Buffer.buffer(answer.body()), key).candles().stream()
                        .filter(Candle::isClosed)
                        .forEach(candle -> all.put(candle.time(), candle));
            } catch (IOException e) {
                throw new AssertionError(answer.body(), e);
            }
            to = from;
        }
        return new ArrayList<>(all.values());
    }

    @ParameterizedTest
    @CsvSource({"binance, BTCUSDT", "okx, BTC-USDT", "bybit, BTCUSDT", "coinbase, BTC-USDT", "kraken, XBTUSDT"})
    void theyReadTheTruth(String exchange, String name) {
        ScriptedExchange market = market(exchange);
        for (Interval interval : List.of(Interval.MINUTES_1, Interval.MINUTES_5, Interval.HOURS_1, Interval.DAYS_1)) {
            CandleKey key = new CandleKey(exchange, BTC, interval);
            List<Candle> closed = await(market.candles(BTC, interval)).stream()
                    .filter(Candle::isClosed)
                    .toList();
            assertThat(closed).isNotEmpty();

            List<Candle> read = read(market, source(exchange), name, key);

            // The last one is not known to be closed as long as there is no trade after it.
            assertThat(read.size()).isBetween(closed.size() - 1, closed.size());
            assertThat(read).isEqualTo(closed.subList(0, read.size()));
        }
    }
}
