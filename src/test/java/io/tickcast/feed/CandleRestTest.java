package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.ScriptedExchange;
import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.feed.bybit.BybitCandles;
import io.tickcast.feed.bybit.BybitInstruments;
import io.tickcast.feed.coinbase.CoinbaseCandles;
import io.tickcast.feed.coinbase.CoinbaseInstruments;
import io.tickcast.feed.kraken.KrakenCandles;
import io.tickcast.feed.kraken.KrakenInstruments;
import io.tickcast.feed.okx.OkxCandles;
import io.tickcast.feed.okx.OkxInstruments;
import io.tickcast.market.Instrument;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candles that are asked for over REST, from a fake of each exchange with its real limits. */
@Tag("slow")
class CandleRestTest {
    private static final String BTC = "BTCUSDT";
    private static final long MINUTE = 60_000;
    /** The beginning of a day: 2023-11-14. */
    private static final long DAY = 1_699_920_000_000L;

    private static final int MINUTES = 700;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static CandleSource source(String exchange) {
        return switch (exchange) {
            case "okx" -> new OkxCandles(false);
            case "bybit" -> new BybitCandles(false);
            case "coinbase" -> new CoinbaseCandles(false);
            case "kraken" -> new KrakenCandles(false);
            default -> new BinanceCandles(false);
        };
    }

    private static InstrumentSource instruments(String exchange) {
        return switch (exchange) {
            case "okx" -> new OkxInstruments();
            case "bybit" -> new BybitInstruments();
            case "coinbase" -> new CoinbaseInstruments();
            case "kraken" -> new KrakenInstruments();
            default -> new BinanceInstruments();
        };
    }

    private RestClient client(ScriptedExchange fake, String exchange) {
        return new RestClient(
                vertx,
                exchange,
                List.of(fake.rest()),
                // The limits of each exchange are the subject of other tests.
                RestLimits.requests(1_000, Duration.ofSeconds(1)),
                new RestTransport(vertx, Duration.ofMinutes(1), () -> Future.succeededFuture(Optional.empty())));
    }

    private ScriptedExchange exchange(String name) {
        ScriptedExchange fake = Await.result(ScriptedExchange.start(vertx, name, List.of(BTC, "ETHUSDT"), 1_000));
        Await.result(fake.setTime(DAY));
        for (int minute = 0; minute < MINUTES; minute++) {
            // Every seventh minute has none.
            if (minute % 7 != 3) {
                Await.result(fake.trade(
                        BTC,
                        1 + minute,
                        DAY + minute * MINUTE + 30_000,
                        95_000 + minute % 13 + ".10",
                        "0.0" + (1 + minute % 9)));
            }
        }
        Await.result(fake.setTime(DAY + MINUTES * MINUTE + 10));
        return fake;
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void everyPageOfEachIntervalIsTheExchangesOwnDigitForDigit(String name) {
        ScriptedExchange fake = exchange(name);
        RestClient client = client(fake, name);
        CandleSource source = source(name);
        Instrument instrument =
                Await.result(client.get(instruments(name).listRequest(), instruments(name)::instruments)).stream()
                        .filter(one -> one.symbol().equals(BTC))
                        .findFirst()
                        .orElseThrow();
        for (Interval interval : Interval.values()) {
            if (source.has(interval)) {
                CandleKey key = new CandleKey(name, BTC, interval);
                List<Candle> truth = Await.result(fake.candles(BTC, interval));
                int page = Math.min(source.maxRows(), 97);
                for (long from = DAY; from < DAY + MINUTES * MINUTE; from += page * interval.millis()) {
                    assertPage(client, source, instrument, key, from, from + page * interval.millis(), truth);
                }
            }
        }
    }

    private static void assertPage(
            RestClient client,
            CandleSource source,
            Instrument instrument,
            CandleKey key,
            long from,
            long to,
            List<Candle> truth) {
        // OKX has the open candle only where it has the newest ones.
        Predicate<Candle> isAsked = candle -> candle.time() >= from
                && candle.time() < to
                && (candle.isClosed() || !key.exchange().equals("okx"));
        List<Candle> read = Await.result(client.get(
                        source.request(Priority.HISTORY, instrument.restName(), key.interval(), from, to),
                        body -> source.read(body, key).candles()))
                .stream()
                .filter(isAsked)
                .toList();
        List<Candle> wanted = truth.stream().filter(isAsked).toList();

        assertThat(read).as("%s from %d", key, from).hasSameSizeAs(wanted);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).time()).isEqualTo(wanted.get(i).time());
            assertThat(read.get(i).hasSameFigures(wanted.get(i)))
                    .as("%s is %s", read.get(i), wanted.get(i))
                    .isTrue();
            // None is closed that is open, and those before the newest one are.
            assertThat(wanted.get(i).isClosed() || !read.get(i).isClosed()).isTrue();
            assertThat(read.get(i).isClosed() || i == read.size() - 1)
                    .as("%s", read.get(i))
                    .isTrue();
        }
    }
}
