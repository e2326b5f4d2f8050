package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolsTest {
    @ParameterizedTest
    @ValueSource(strings = {"BTCUSDT", "1000SATSUSDT", "BTC-USDT-SWAP", "BTC_USDT", "BRK.B", "币安人生USDT", "𝔹𝕋ℂ", "٣"})
    void lettersAndDigitsOfAnyScriptMakeASymbol(String symbol) {
        assertThat(Symbols.isValid(symbol)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "BTC USDT",
                "BTC\n",
                "\rBTC",
                "BTC\u0000",
                "BTC\u0085",
                "BTC\u2028",
                "BTC\u2029",
                "BTC\u200b",
                "BTC\ufeff",
                "BTC\"",
                "BTC'",
                "BTC\\",
                "BTC:USDT",
                "BTC/USDT",
                "BTC*",
                "BTC,ETH",
                "BTC{",
                "BTC%",
                "BTC<",
                "BTC😀",
                "BTC\ufffd"
            })
    void whatWouldNeedEscapingIsNoSymbol(String symbol) {
        assertThat(Symbols.isValid(symbol)).isFalse();
    }

    @Test
    void halfACharacterIsNoSymbol() {
        assertThat(Symbols.isValid("BTC\ud835")).isFalse();
        assertThat(Symbols.isValid("\udd39BTC")).isFalse();
    }

    @Test
    void thirtyTwoUnitsAreTheMost() {
        assertThat(Symbols.isValid("A".repeat(32))).isTrue();
        assertThat(Symbols.isValid("A".repeat(33))).isFalse();
        assertThat(Symbols.isValid("𠜎".repeat(16))).isTrue();
        assertThat(Symbols.isValid("𠜎".repeat(16) + "A")).isFalse();
    }

    @Test
    void smallLettersAreTakenAsCapitals() {
        assertThat(Symbols.normalize("btcusdt")).isEqualTo("BTCUSDT");
        assertThat(Symbols.normalize("link-usdt")).isEqualTo("LINK-USDT");
        assertThat(Symbols.normalize(Symbols.normalize("btcß"))).isEqualTo(Symbols.normalize("btcß"));
    }

    @Test
    void aTurkishNodeWritesTheSameSymbols() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Symbols.normalize("linkusdt")).isEqualTo("LINKUSDT");
        } finally {
            Locale.setDefault(before);
        }
    }
}
