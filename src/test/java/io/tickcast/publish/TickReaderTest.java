package io.tickcast.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Symbols;
import io.tickcast.market.Tick;
import io.tickcast.testing.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that are ticks, with their digits, and the refusals of the others. */
class TickReaderTest {
    private static final String NUMBER = "price: give a number such as 1.08345, above 0, of at most 40 characters";

    private final TickReader reader = new TickReader();

    private String fault(String line) {
        byte[] bytes = (" " + line + " ").getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, 1, bytes.length - 1).orElse("");
    }

    private String faultOf(String more) {
        return fault("{\"exchange\":\"desk\",\"symbol\":\"EURUSD\"," + more + '}');
    }

    private Tick tick() {
        return reader.tick()
                .exchange(reader.exchange())
                .symbol(reader.symbol())
                .eventTime(1)
                .build();
    }

    @Test
    void aLineHasAnExchangeASymbolAndAPrice() {
        assertThat(fault("{\"exchange\":\"desk\",\"symbol\":\"eurUsd\",\"price\":\"1.08345\"}"))
                .isEmpty();
        assertThat(reader.exchange()).isEqualTo("desk");
        assertThat(reader.symbol()).isEqualTo("EURUSD");
        assertThat(reader.eventTime()).isZero();
        assertThat(tick().digits(DecimalField.PRICE)).isEqualTo("1.08345");
    }

    @Test
    void allElseIsOptional() {
        assertThat(faultOf("\"price\":1.10,\"event_time\":\"1704868500123\",\"bid\":\"1.0\",\"ask\":2.00,\"open\":3,"
                        + "\"high\":4,\"low\":5,\"volume\":0,\"quote_volume\":0.0,\"change_24h\":-1.50,"
                        + "\"note\":{\"x\":[1,{}]},\"quantity\":\"x\""))
                .isEmpty();
        assertThat(reader.eventTime()).isEqualTo(1_704_868_500_123L);
        Tick tick = tick();
        assertThat(DecimalField.values())
                .extracting(tick::digits)
                .containsExactly("1.10", "-1.50", "3", "4", "5", "0", "0.0", "1.0", "2.00", "");
        assertThat(faultOf("\"price\":1,\"event_time\":null,\"bid\":null")).isEmpty();
        assertThat(reader.eventTime()).isZero();
        assertThat(tick().has(DecimalField.BID)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "3301.85000000,3301.85000000",
        "\"3301.85000000\",3301.85000000",
        "0.1000000000000000055511151231257827,0.1000000000000000055511151231257827",
        "1E-13,0.0000000000001",
        "\"1e-7\",0.0000001",
        "1.50e1,15.0",
        "12e3,12000",
        "9007199254740993,9007199254740993"
    })
    void thePriceKeepsItsDigits(String sent, String kept) {
        assertThat(faultOf("\"price\":" + sent)).isEmpty();
        assertThat(tick().digits(DecimalField.PRICE)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.000",
                "-1",
                "\"\"",
                "\"-1\"",
                "\"+1\"",
                "\".5\"",
                "\"5.\"",
                "\"007\"",
                "\" 1\"",
                "\"1,5\"",
                "\"NaN\"",
                "true",
                "[]",
                "{\"price\":1}",
                "1e400",
                "1e999999999999",
                "1e-99",
                "\"0x10\"",
                "\"٣\"",
                "12345678901234567890123456789012345678901",
                "\"1\\n\""
            })
    void whatIsNoPriceIsRefused(String price) {
        assertThat(faultOf("\"price\":" + price)).isEqualTo(NUMBER);
    }

    @Test
    void otherFiguresHaveRulesOfTheirOwn() {
        assertThat(faultOf("\"price\":1,\"bid\":-1"))
                .isEqualTo("bid: give a number such as 1.08345, not below 0, of at most 40 characters");
        assertThat(faultOf("\"price\":1,\"change_24h\":\"x\""))
                .isEqualTo("change_24h: give a number such as 1.08345, of at most 40 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"\"", "\"now\"", "true", "[1]", "1e12", "99999999999999999999"})
    void whatIsNoTimeIsRefused(String time) {
        assertThat(faultOf("\"price\":1,\"event_time\":" + time))
                .isEqualTo("event_time: give ms since 1970 as a whole number, such as 1704868500123");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(fault("{}")).isEqualTo("exchange is missing");
        assertThat(fault("{\"exchange\":\"desk\",\"price\":1}")).isEqualTo("symbol is missing");
        assertThat(fault("{\"exchange\":\"desk\",\"symbol\":\"A\",\"price\":null}"))
                .isEqualTo("price is missing");
        assertThat(fault("{\"exchange\":null,\"symbol\":\"A\",\"price\":1}")).isEqualTo("exchange is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "1",
                "true",
                "[\"A\"]",
                "{}",
                "\"A B\"",
                "\"A:B\"",
                "\"A\\n\"",
                "\"A\\u2028\"",
                "\"abcdefghijklmnopqrstuvwxyz1234567\"",
                "\"\\ud83d\""
            })
    void whatIsNoSymbolIsRefused(String symbol) {
        assertThat(fault("{\"exchange\":\"desk\",\"price\":1,\"symbol\":" + symbol + "}"))
                .isEqualTo("symbol: give a text of 1 to 32 letters, digits, -, _ or ., such as EURUSD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | is not valid JSON",
                "{\"exchange\" | is not valid JSON",
                "{'exchange':1} | is not valid JSON",
                "{\"a\":01} | is not valid JSON",
                "1 | is not a JSON object",
                "[] | is not a JSON object",
                "{} {} | continues after its JSON object",
                "{}x | is not valid JSON",
                "{\"price\":1,\"price\":2} | has a key twice",
                "{\"x\":NaN} | is not valid JSON"
            })
    void whatIsNoJsonObjectIsRefused(String line, String fault) {
        assertThat(fault(line)).isEqualTo(fault);
    }

    @Test
    void whatIsNestedTooDeeplyOrTooLongIsRefused() {
        assertThat(faultOf("\"price\":1,\"x\":" + "[".repeat(100_000))).isEqualTo("is not valid JSON");
        assertThat(faultOf("\"x\":" + "1".repeat(100_000) + ",\"price\":1")).isNotEmpty();
        assertThat(faultOf("\"price\":\"" + "1".repeat(100_000) + "\"")).isEqualTo(NUMBER);
        assertThat(fault("")).isEqualTo("is empty: the array has a comma too many or breaks off");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] line = "{\"exchange\":\"desk\",\"symbol\":\"A?\",\"price\":1}".getBytes(StandardCharsets.UTF_8);
        line[31] = (byte) 0xC3;
        assertThat(reader.read(line, 0, line.length)).contains("is not valid JSON");
    }

    @Test
    void aLineThatWasChangedAtRandomIsAPlausibleTickOrIsRefused() {
        Mutations lines = new Mutations(
                31,
                "{\"exchange\":\"desk\",\"symbol\":\"EURUSD\",\"price\":\"1.08345\"}",
                "{\"exchange\":\"desk\",\"symbol\":\"eurusd\",\"price\":1E-13,\"event_time\":1704868500123,\"bid\":1}",
                "{\"x\":[{}],\"price\":1,\"symbol\":\"A\",\"exchange\":\"desk\",\"change_24h\":\"-2.5\"}");
        int count = 30_000;
        int ticks = lines.bytes(count, line -> {
            if (reader.read(line, 0, line.length).isPresent()) {
                return false;
            }
            assertThat(Symbols.isValid(reader.symbol())).isTrue();
            assertThat(reader.tick().digits(DecimalField.PRICE)).matches("(0|[1-9]\\d*)(\\.\\d+)?");
            assertThat(Double.parseDouble(reader.tick().digits(DecimalField.PRICE)))
                    .isPositive();
            assertThat(reader.eventTime()).isNotNegative();
            return true;
        });
        assertThat(ticks).isBetween(count / 10, count * 9 / 10);
    }
}
