package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.testing.SetTime;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredPriceReaderTest {
    private static final Instant NOW = Instant.parse("2026-01-10T07:16:00Z");
    private static final long NOW_MICROS = NOW.toEpochMilli() * 1000;
    private static final String TIME = ", \"timestamp\": \"2026-01-10T07:15:00.123Z\"}";

    private final SetTime time = new SetTime(NOW.toEpochMilli());
    private final NodeClock clock = new NodeClock(time, 0);
    private final StoredPriceReader reader = new StoredPriceReader("binance", Duration.ofSeconds(60), clock);

    @Test
    void readsWhatThisProgramWrites() throws Exception {
        Tick tick = read("{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, \"change_24h\": -2.50" + TIME);
        assertThat(tick.exchange()).isEqualTo("binance");
        assertThat(tick.symbol()).isEqualTo("BTCUSDT");
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95000.00");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("-2.50");
        assertThat(tick.eventTime())
                .isEqualTo(Instant.parse("2026-01-10T07:15:00.123Z").toEpochMilli());
        assertThat(tick.isStored()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"95000.5", "\"95000.5\"", "0.00000001", "123456789012345678901234567890.123456789"})
    void takesThePriceInItsDigits(String price) throws Exception {
        assertThat(read("{\"symbol\": \"BTCUSDT\", \"price\": " + price + TIME).digits(DecimalField.PRICE))
                .isEqualTo(price.replace("\"", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "1e-99", "\"much\"", "true", "[1]", "{\"a\": [1, {}]}"})
    void leavesOutAChangeThatIsNone(String change) throws Exception {
        Tick tick = read("{\"symbol\": \"BTCUSDT\", \"change_24h\": " + change + ", \"price\": 1" + TIME);
        assertThat(tick.has(DecimalField.CHANGE_24H)).isFalse();
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("1");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "1e-07, 0.0000001",
        "1.50e-05, 0.0000150",
        "9.5e+16, 95000000000000000",
        "1E5, 100000",
        "'\"1e5\"', 100000",
        "12.34e1, 123.4"
    })
    void takesAPriceWithAnExponentInItsDigits(String price, String digits) throws Exception {
        assertThat(read("{\"symbol\": \"BTCUSDT\", \"price\": " + price + TIME).digits(DecimalField.PRICE))
                .isEqualTo(digits);
    }

    @Test
    void takesAChangeWithAnExponent() throws Exception {
        assertThat(read("{\"symbol\": \"BTCUSDT\", \"change_24h\": -1e-05, \"price\": 1" + TIME)
                        .digits(DecimalField.CHANGE_24H))
                .isEqualTo("-0.00001");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertRefused(" ".repeat(4097), "it is longer than 4096 bytes");
    }

    @Test
    void leavesOutAChangeThatIsMissing() throws Exception {
        assertThat(read("{\"symbol\": \"BTCUSDT\", \"price\": 1" + TIME).has(DecimalField.CHANGE_24H))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-40",
                "1E50",
                "1e999999999",
                "0e5",
                "-1e-7",
                "0",
                "0.0",
                "-1",
                "null",
                "true",
                "\"NaN\"",
                "\"\"",
                "\" 1\"",
                "[1]",
                "1.00000000000000000000000000000000000000001"
            })
    void refusesAPriceThatIsNoPlainNumber(String price) {
        assertRefused(
                "{\"symbol\": \"BTCUSDT\", \"price\": " + price + TIME, "its price is not a plain number above zero");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "{\"symbol\": \"BTCUSDT\"",
                "{\"price\": NaN}",
                "{'price': 1}",
                "\u0000",
                "{]",
                "{\"price\": 01}"
            })
    void refusesMalformedJson(String json) {
        assertRefused(json, "it is not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "\"{}\""})
    void refusesWhatIsNoObject(String json) {
        assertRefused(json, "it is not a JSON object");
    }

    @Test
    void refusesMoreThanAnObject() {
        assertRefused("{\"symbol\": \"BTCUSDT\", \"price\": 1" + TIME + "{}", "it is more than a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"symbol\": \"ETHUSDT\"", "\"symbol\": \"btcusdt\"", "\"symbol\": null", "\"a\": 1"})
    void refusesAnotherSymbol(String symbol) {
        assertRefused("{" + symbol + ", \"price\": 1" + TIME, "its symbol is not the key's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "test"})
    void refusesWhatWasNeverAMarketsPrice(String mark) {
        assertRefused(
                "{\"symbol\": \"BTCUSDT\", \"" + mark + "\": true, \"price\": 1" + TIME,
                "it is marked as a demo or a test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "\"soon\"", "1e9", "\"2026-01-10\""})
    void refusesWhatIsNoTime(String timestamp) {
        assertRefused(at(timestamp), "its timestamp is not a time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "\"1969-12-31T23:59:59Z\"",
                "\"-999999999-01-01T00:00:00Z\"",
                "\"2026-01-11T07:16:00.001Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "9999999999999"
            })
    void refusesATimeThatCannotBe(String timestamp) {
        assertRefused(at(timestamp), "its timestamp is before 1970 or more than a day ahead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2026-01-10T07:16:00.001Z\"", "\"2026-01-10T15:15:00\"", "\"2026-01-11T07:16:00Z\""})
    void takesATimeAheadForNow(String timestamp) throws Exception {
        assertThat(read(at(timestamp)).eventTime()).isEqualTo(NOW.toEpochMilli());
    }

    @ParameterizedTest(name = "with {0} ms to live it was received {1} ms ago")
    @CsvSource({"60000, 0", "59500, 500", "1, 59999", "0, 60000", "3600000, 0", "-1, 59877", "-2, 59877"})
    void tellsTheAgeByTheLifeThatIsLeft(long ttlLeft, long age) throws Exception {
        Tick tick =
                reader.read("BTCUSDT", new StoredEntry("price:BTCUSDT", at("\"2026-01-10T07:15:00.123Z\""), ttlLeft));
        assertThat(tick.age(NOW_MICROS)).isEqualTo(age * 1000);
    }

    @ParameterizedTest(name = "with {0} ms to live it was received {1} ms ago")
    @CsvSource({"59500, 500", "-1, 59877"})
    void tellsTheAgeByTheClockOfTheNodeHoweverTheWallClockWasSet(long ttlLeft, long age) throws Exception {
        for (Duration step : List.of(Duration.ofDays(-3), Duration.ofDays(3))) {
            time.set(step);
            Instant event = Instant.ofEpochMilli(time.wallMicros() / 1000 - 59_877);
            Tick tick = reader.read("BTCUSDT", new StoredEntry("price:BTCUSDT", at("\"" + event + "\""), ttlLeft));
            assertThat(tick.eventTime()).isEqualTo(event.toEpochMilli());
            assertThat(tick.receivedAt()).isEqualTo(NOW_MICROS - age * 1000);
        }
    }

    private Tick read(String json) throws RefusedPriceException {
        return reader.read("BTCUSDT", new StoredEntry("price:BTCUSDT", json, 60_000));
    }

    private static String at(String timestamp) {
        return "{\"symbol\": \"BTCUSDT\", \"price\": 1, \"timestamp\": " + timestamp + "}";
    }

    private void assertRefused(String json, String why) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedPriceException.class)
                .hasMessage(why);
    }
}
