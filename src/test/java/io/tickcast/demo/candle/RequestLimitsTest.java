package io.tickcast.demo.candle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The limits of the exchanges for requests of candles, on a clock that stands still until a test moves it. */
class RequestLimitsTest {
    private static final String BINANCE = "/api/v3/klines?symbol=BTCUSDT&interval=1m";
    private static final String OKX = "/api/v5/market/candles?instId=BTCUSDT";
    private static final String OKX_HISTORY = "/api/v5/market/history-candles?instId=BTCUSDT";
    private static final String BYBIT = "/v5/market/kline?category=spot&symbol=BTCUSDT&interval=1";
    private static final String COINBASE = "/products/BTCUSDT/candles?granularity=60";
    private static final String KRAKEN = "/0/public/OHLC?pair=XBTUSDT";

    private long nanos = 1;

    private RestAnswer get(KlineProtocol protocol, String target) {
        Klines klines = new Klines(protocol.habits(), 1, () -> 0, (instrument, kline, closed, time) -> {});
        klines.list("BTCUSDT", 2);
        klines.list("ETHUSDT", 2);
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        String[] parts = target.split("\\?", 2);
        for (String pair : parts[1].split("&")) {
            parameters.add(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return protocol.rest(parts[0], parameters, klines).orElseThrow();
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    /** So many requests are answered, and the next one is not. */
    private RestAnswer beyond(KlineProtocol protocol, String target, int allowed) {
        for (int i = 0; i < allowed; i++) {
            RestAnswer answer = get(protocol, target);
            assertThat(answer.status()).as("request %d", i).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("Too many requests");
        }
        return get(protocol, target);
    }

    @Test
    void binanceTakesSixThousandOfWeightAMinuteAndBansTheImpatient() {
        BinanceKlines binance = new BinanceKlines(() -> nanos);
        RestAnswer refused = beyond(binance, BINANCE, 3_000);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "60");
        assertThat(new JsonObject(refused.body()).getInteger("code")).isEqualTo(-1003);
        IntStream.range(0, 9)
                .forEach(i -> assertThat(get(binance, BINANCE).status()).isEqualTo(429));
        assertThat(get(binance, BINANCE).status()).isEqualTo(418);

        passes(Duration.ofMinutes(1));
        assertThat(get(binance, BINANCE).headers()).containsEntry("X-MBX-USED-WEIGHT-1M", "2");
    }

    @Test
    void okxLimitsEachPathForItself() {
        OkxKlines okx = new OkxKlines(1, () -> nanos);

        assertThat(new JsonObject(beyond(okx, OKX, 40).body()).getString("code"))
                .isEqualTo("50011");
        assertThat(beyond(okx, OKX_HISTORY, 20).status()).isEqualTo(429);

        passes(Duration.ofSeconds(2));
        assertThat(get(okx, OKX).status()).isEqualTo(200);
    }

    @Test
    void bybitBansForTenMinutes() {
        BybitKlines bybit = new BybitKlines(1, () -> nanos);

        assertThat(beyond(bybit, BYBIT, 600).status()).isEqualTo(403);
        passes(Duration.ofMinutes(9));
        assertThat(get(bybit, BYBIT).status()).isEqualTo(403);
        passes(Duration.ofMinutes(1));
        assertThat(get(bybit, BYBIT).status()).isEqualTo(200);
    }

    @Test
    void coinbaseTakesFifteenAtOnce() {
        CoinbaseKlines coinbase = new CoinbaseKlines(1, () -> nanos);

        assertThat(beyond(coinbase, COINBASE, 15).status()).isEqualTo(429);
        passes(Duration.ofMillis(1_500));
        assertThat(get(coinbase, COINBASE).status()).isEqualTo(200);
    }

    @Test
    void coinbaseCountsWhateverIsAskedFor() {
        CoinbaseKlines coinbase = new CoinbaseKlines(1, () -> nanos);
        Klines klines = new Klines(coinbase.habits(), 1, () -> 0, (instrument, kline, closed, time) -> {});

        for (int i = 0; i < 15; i++) {
            assertThat(coinbase.rest("/products/BTCUSDT/trades", MultiMap.caseInsensitiveMultiMap(), klines))
                    .isEmpty();
        }

        assertThat(get(coinbase, COINBASE).status()).isEqualTo(429);
    }

    @Test
    void krakenLimitsEachPairForItself() {
        KrakenKlines kraken = new KrakenKlines(1, () -> nanos);

        assertThat(beyond(kraken, KRAKEN, 2).body()).isEqualTo("{\"error\":[\"EGeneral:Too many requests\"]}");
        assertThat(get(kraken, KRAKEN.replace("XBT", "ETH")).body()).contains("\"error\":[]");
        passes(Duration.ofSeconds(2));
        assertThat(get(kraken, KRAKEN).body()).contains("\"error\":[]");
    }

    @Test
    void aFasterClockOfTheExchangeShortensTheWindow() {
        OkxKlines okx = new OkxKlines(10, () -> nanos);

        assertThat(beyond(okx, OKX, 40).status()).isEqualTo(429);
        passes(Duration.ofMillis(200));
        assertThat(get(okx, OKX).status()).isEqualTo(200);
    }
}
