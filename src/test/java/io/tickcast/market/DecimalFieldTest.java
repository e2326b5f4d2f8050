package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalFieldTest {
    private static final String FORTY = "1234567890123456789.01234567890123456789";

    @ParameterizedTest
    @ValueSource(strings = {"1", "95000", "95000.00", "0.00000001", "0.10", "10", "100.5", "9.000000000000000000"})
    void aPlainDecimalIsAPrice(String digits) {
        assertThat(DecimalField.PRICE.allows(digits)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "null",
                "true",
                "1e5",
                "1E5",
                "1.5e-7",
                "1e400",
                "0x10",
                "+1",
                ".5",
                "5.",
                ".",
                "007",
                "00.1",
                "01",
                "1.2.3",
                "1,5",
                "1 000",
                " 1",
                "1 ",
                "1\n",
                "1\r\n",
                "1\u0000",
                "\"1\"",
                "--1",
                "-",
                "",
                "1_000",
                "1d",
                "1f",
                "½"
            })
    void whatIsNoJsonNumberWithoutExponentIsRefusedForEveryFigure(String digits) {
        for (DecimalField field : DecimalField.values()) {
            assertThat(field.allows(digits)).as("%s as %s", digits, field).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0661\u0662\u0663", "\uff11\uff12\uff13", "1.\u096b", "\u0d67", "\ud835\udfcf", "1\u0660"})
    void digitsOfOtherScriptsAreNoDigits(String digits) {
        for (DecimalField field : DecimalField.values()) {
            assertThat(field.allows(digits)).as("%s as %s", digits, field).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0.00000000", "-0", "-1", "-0.5"})
    void aPriceIsAboveZero(String digits) {
        assertThat(DecimalField.PRICE.allows(digits)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRICE")
    void everyOtherFigureMayBeZero(DecimalField field) {
        assertThat(field.allows("0")).isTrue();
        assertThat(field.allows("0.000")).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheChangeMayBeNegative(DecimalField field) {
        assertThat(field.allows("-2.5")).isEqualTo(field == DecimalField.CHANGE_24H);
        assertThat(field.allows("-0.000")).isEqualTo(field == DecimalField.CHANGE_24H);
    }

    @ParameterizedTest
    @EnumSource
    void fortyCharactersAreTheMost(DecimalField field) {
        assertThat(FORTY).hasSize(DecimalField.MAX_LENGTH);
        assertThat(field.allows(FORTY)).isTrue();
        assertThat(field.allows(FORTY + "0")).isFalse();
    }

    @Test
    void theSignCountsAsACharacter() {
        assertThat(DecimalField.CHANGE_24H.allows("-" + FORTY.substring(1))).isTrue();
        assertThat(DecimalField.CHANGE_24H.allows("-" + FORTY)).isFalse();
    }
}
