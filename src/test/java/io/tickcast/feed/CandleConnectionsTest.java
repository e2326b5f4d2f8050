package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Connection;
import io.tickcast.testing.Await;
import io.vertx.core.json.JsonObject;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connections that bring candles: which symbols they have, and when they are replaced. */
@Tag("slow")
class CandleConnectionsTest extends WithCandles {
    /** A second of the fake exchange takes 100 ms, so that its heartbeats come soon. */
    private static final int SPEED = 10;

    /** All but Binance, which sends no heartbeats. */
    @ParameterizedTest
    @ValueSource(strings = {"okx", "bybit", "coinbase", "kraken"})
    @Retention(RetentionPolicy.RUNTIME)
    private @interface OfEach {}

    private void tradeOn(long time, String volume) {
        trade(time, "95001.10", "0.10");
        Await.result(fake.setTime(time + 2_000));
        awaitOpen(OPEN, volume);
    }

    @OfEach
    void oneThatIsSilentIsReplacedAndThatOfTheTicksIsKept(String name) {
        start(name, SPEED);
        feed(
                Map.of(),
                (symbols, most, demo) -> quick(
                        candleProtocol(symbols, most, demo),
                        new Silence(Duration.ofSeconds(1), Duration.ofMinutes(10), true)));
        Connection first = candleConnection();
        Connection ofTicks = fake.open().stream()
                .filter(connection -> connection != first)
                .findFirst()
                .orElseThrow();
        tradeOn(OPEN + 1_000, "0.1");

        Await.result(first.hang());

        candleConnectionBeside(List.of(first));
        tradeOn(OPEN + 10_000, "0.2");
        assertThat(ofTicks.isOpen()).isTrue();
        log.awaitLine("open, but without any message for 1000 ms");
    }

    @OfEach
    void oneOfAQuietMarketIsKept(String name) {
        start(name, SPEED);
        feed(
                Map.of(),
                (symbols, most, demo) -> quick(
                        candleProtocol(symbols, most, demo),
                        new Silence(Duration.ofSeconds(2), Duration.ofMinutes(10), true)));
        Connection only = candleConnection();
        tradeOn(OPEN + 1_000, "0.1");
        int heartbeats = 30;

        states.next(state -> state.details()
                        .getJsonObject("candles")
                        .getJsonObject("messages")
                        .getInteger("heartbeats")
                > heartbeats);

        assertThat(only.isOpen()).isTrue();
        assertThat(fake.attempts().count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void aWrongSymbolDoesNotSilenceTheOthers(String name) {
        start(name);
        feed(Map.of(name.toUpperCase(Locale.ROOT) + "_SYMBOLS", BTC + ",NOPEUSDT," + ETH));
        Await.until(
                "both are subscribed",
                () -> fake.open().stream().anyMatch(connection -> bringsCandles(connection) && hasBoth(connection)));
        tradeOn(OPEN + 1_000, "0.1");

        if (!name.equals("binance")) {
            JsonObject refused = states.next(state -> !state.details()
                            .getJsonObject("candles")
                            .getJsonObject("not_trading")
                            .isEmpty())
                    .details()
                    .getJsonObject("candles");
            assertThat(refused.getJsonObject("not_trading").fieldNames()).containsExactly("NOPEUSDT");
        }
        assertThat(candles.all()).extracting(candle -> candle.key().symbol()).containsOnly(BTC);
    }

    private static boolean hasBoth(Connection connection) {
        return connection.streams().stream()
                        .filter(stream -> stream.toUpperCase(Locale.ROOT).contains("BTC"))
                        .findAny()
                        .isPresent()
                && connection.streams().stream()
                        .anyMatch(stream -> stream.toUpperCase(Locale.ROOT).contains("ETH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "okx", "bybit", "coinbase", "kraken"})
    void symbolsThatTheExchangeListsAreFollowed(String name) {
        start(name);
        String variable = name.toUpperCase(Locale.ROOT);
        feed(Map.of(
                variable + "_SYMBOLS",
                ETH + ",BTC*",
                variable + "_REST",
                fake.rest().toString()));
        Await.until(
                "both are subscribed",
                () -> fake.open().stream().anyMatch(connection -> bringsCandles(connection) && hasBoth(connection)));

        tradeOn(OPEN + 1_000, "0.1");

        assertThat(candles.all()).extracting(candle -> candle.key().symbol()).containsOnly(BTC);
        assertThat(fake.attempts().count()).isEqualTo(2);
    }
}
