package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tickcast.access.Grant;
import io.tickcast.config.KnownExchanges;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The body of a test broadcast. */
class TestBroadcastTest {
    private static final KnownExchanges EXCHANGES =
            KnownExchanges.of(TestSettings.with(Map.of()).feed());
    private static final Catalog CATALOG =
            new Catalog(EXCHANGES, List.of("BTCUSDT", "POLUSDT"), Map.of("MATICUSDT", "POLUSDT"), Grant.ALL);

    @Test
    void aSymbolThatWasRenamedStandsForTheOneThatTheExchangeHas() {
        assertThat(TestBroadcast.tick(
                                "{\"symbol\": \"maticusdt\", \"price\": 1}".getBytes(StandardCharsets.UTF_8),
                                CATALOG,
                                false)
                        .symbol())
                .isEqualTo("POLUSDT");
    }

    private static Tick read(String body) {
        return TestBroadcast.tick(body.getBytes(StandardCharsets.UTF_8), CATALOG, false);
    }

    private static void assertRefused(byte[] body) {
        assertThatExceptionOfType(BadRequestException.class)
                .as(new String(body, StandardCharsets.UTF_8))
                .isThrownBy(() -> TestBroadcast.tick(body, CATALOG, false));
    }

    private static void assertRefused(String body) {
        assertRefused(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSymbolAndAPriceMakeATestTick() {
        long before = Micros.now();
        Tick tick = read("{\"symbol\": \"BTCUSDT\", \"price\": 95000, \"change_24h\": 2.5}");
        assertThat(tick.exchange()).isEqualTo("binance");
        assertThat(tick.symbol()).isEqualTo("BTCUSDT");
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95000");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("2.5");
        assertThat(tick.isTest()).isTrue();
        assertThat(tick.isDemo()).isFalse();
        assertThat(tick.receivedAt()).isBetween(before, Micros.now());
    }

    @Test
    void itsTimeIsTheWallClocks() {
        SetTime time = new SetTime(1_704_868_500_123L);
        NodeClock clock = new NodeClock(time, 0);
        time.set(Duration.ofHours(8));
        Tick tick = TestBroadcast.tick(
                "{\"symbol\": \"BTCUSDT\", \"price\": 1}".getBytes(StandardCharsets.UTF_8), CATALOG, false, clock);
        assertThat(tick.receivedAt()).isEqualTo(clock.micros());
        assertThat(tick.eventTime()).isEqualTo(1_704_868_500_123L + 8 * 3_600_000);
    }

    @Test
    void aDemoNodeMarksItAsDemoToo() {
        byte[] body = "{\"symbol\":\"BTCUSDT\",\"price\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(TestBroadcast.tick(body, CATALOG, true))
                .matches(Tick::isDemo)
                .matches(Tick::isTest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"95000.00", "0.00000001", "0.1000000000000000055511151231257827", "12345678901234567890123456789"
            })
    void thePriceKeepsItsDigits(String digits) {
        assertThat(read("{\"symbol\":\"BTCUSDT\",\"price\":" + digits + "}").digits(DecimalField.PRICE))
                .isEqualTo(digits);
        assertThat(read("{\"symbol\":\"BTCUSDT\",\"price\":\"" + digits + "\"}").digits(DecimalField.PRICE))
                .isEqualTo(digits);
    }

    @Test
    void theChangeMayBeLeftOutAndIsZeroThen() {
        assertThat(read("{\"symbol\":\"BTCUSDT\",\"price\":1}").digits(DecimalField.CHANGE_24H))
                .isEqualTo("0");
    }

    @Test
    void theChangeMayBeNegative() {
        assertThat(read("{\"symbol\":\"BTCUSDT\",\"price\":1,\"change_24h\":-2.50}")
                        .digits(DecimalField.CHANGE_24H))
                .isEqualTo("-2.50");
    }

    @Test
    void smallLettersAreTakenAsCapitals() {
        assertThat(read("{\"symbol\":\"btcusdt\",\"price\":1}").symbol()).isEqualTo("BTCUSDT");
    }

    @Test
    void whatElseIsInTheBodyIsPassedOver() {
        assertThat(read("{\"note\":{\"price\":[1,{\"symbol\":2}]},\"symbol\":\"BTCUSDT\",\"price\":1,\"x\":null}")
                        .symbol())
                .isEqualTo("BTCUSDT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1E5",
                "1e-400",
                "95000e0",
                "NaN",
                "Infinity",
                "-Infinity",
                "-1",
                "-0",
                "0",
                "0.00",
                "+1",
                ".5",
                "5.",
                "007",
                "0x10",
                "null",
                "true",
                "false",
                "[]",
                "[1]",
                "{}",
                "{\"price\":1}",
                "\"\"",
                "\" 1\"",
                "\"1e5\"",
                "\"NaN\"",
                "\"1\\n\"",
                "\"1\\r\\ndata: x\"",
                "\"1\\u0000\"",
                "\"1\\u2028\"",
                "\"\\u0661\"",
                "\"1\\\"\"",
                "'1'",
                "1_000",
                "1,2",
                "99999999999999999999999999999999999999999"
            })
    void whatIsNoPriceIsRefused(String price) {
        assertRefused("{\"symbol\":\"BTCUSDT\",\"price\":" + price + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "NaN", "null", "true", "[]", "{}", "\"\"", "\"2.5%\"", "\"1\\n\"", "+2.5", "--1"})
    void whatIsNoChangeIsRefused(String change) {
        assertRefused("{\"symbol\":\"BTCUSDT\",\"price\":1,\"change_24h\":" + change + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\"BTC USDT\"",
                "\"BTC\\nUSDT\"",
                "\"BTC\\r\"",
                "\"BTC\\r\\n\\r\\nevent: price\"",
                "\"BTC\\u0000\"",
                "\"BTC\\u2028\"",
                "\"BTC\\u2029\"",
                "\"BTC\\u0085\"",
                "\"BTC\\\"\"",
                "\"BTC\\\\\"",
                "\"BTC'\"",
                "\"<b>\"",
                "\"BTC*\"",
                "\"\\ud835\"",
                "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"",
                "1",
                "null",
                "true",
                "[\"BTCUSDT\"]",
                "{\"symbol\":\"BTCUSDT\"}"
            })
    void whatIsNoSymbolIsRefused(String symbol) {
        assertRefused("{\"symbol\":" + symbol + ",\"price\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"symbol\":\"BTCUSDT\",\"price\":1,\"price\":2}",
                "{\"symbol\":\"BTCUSDT\",\"symbol\":\"ETHUSDT\",\"price\":1}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1,\"change_24h\":1,\"change_24h\":1}",
                "{\"symbol\":\"BTCUSDT\",\"pr\\u0069ce\":1,\"price\":2}"
            })
    void aKeyThatIsThereTwiceIsRefused(String body) {
        assertRefused(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}",
                "[]",
                "null",
                "1",
                "\"BTCUSDT\"",
                "{\"symbol\":\"BTCUSDT\"}",
                "{\"price\":1}",
                "[{\"symbol\":\"BTCUSDT\",\"price\":1}]",
                "{\"symbol\":\"BTCUSDT\",\"price\":1",
                "{\"symbol\":\"BTCUSDT\",\"price\":1}}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1}{}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1} x",
                "{symbol:\"BTCUSDT\",price:1}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1,}",
                "{\"symbol\":\"BTC\nUSDT\",\"price\":1}",
                "{\"SYMBOL\":\"BTCUSDT\",\"PRICE\":1}",
                "symbol=BTCUSDT&price=1",
                "/**/{\"symbol\":\"BTCUSDT\",\"price\":1}"
            })
    void whatIsNotOneObjectWithASymbolAndAPriceIsRefused(String body) {
        assertRefused(body);
    }

    @Test
    void whatIsNestedWithoutEndIsRefused() {
        assertRefused("[".repeat(4_000));
        assertRefused("{\"x\":" + "[".repeat(3_000));
        assertRefused("{\"x\":" + "[".repeat(1_500) + "]".repeat(1_500) + ",\"symbol\":\"BTCUSDT\",\"price\":1}");
        assertRefused("{\"x\":".repeat(600));
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        byte[] body = "{\"symbol\":\"BTCUSDT\",\"price\":1}".getBytes(StandardCharsets.UTF_8);
        body[12] = (byte) 0xff;
        assertRefused(body);
    }

    @Test
    void whateverBytesComeTheyAreATickOrRefused() {
        Random random = new Random(20_260_112);
        byte[] good =
                "{\"symbol\":\"BTCUSDT\",\"price\":95000.00,\"change_24h\":-2.5}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = good.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(TestBroadcast.tick(body, CATALOG, false).isTest()).isTrue();
            } catch (BadRequestException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
