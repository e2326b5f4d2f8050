package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedSymbolsTest {
    private static NamedSymbols of(String... items) {
        return NamedSymbols.of(List.of(items));
    }

    private static NamedSymbols minus(NamedSymbols from, String... items) {
        return from.minus(List.of(items), name -> name.equals("MATICUSDT") ? "POLUSDT" : name);
    }

    @Test
    void withoutNamesItIsAll() {
        assertThat(of().all()).isTrue();
        assertThat(of().plus(List.of("BTCUSDT"))).isEqualTo(of());
        assertThat(of("BTCUSDT").plus(List.of("*"))).isEqualTo(of());
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> minus(of(), "BTCUSDT"))
                .withMessageContaining("has all");
    }

    @Test
    void namesComeAndGoInAnySpelling() {
        assertThat(of("btcusdt", "ETH*").names()).containsExactly("BTCUSDT", "ETH*");
        assertThat(of("BTCUSDT").plus(List.of("btcUSDT", "ethusdt")).names()).containsExactly("BTCUSDT", "ETHUSDT");
        assertThat(minus(of("BTCUSDT", "ETH*"), "btcusdt", "eth*").names()).isEmpty();
        assertThat(minus(of("BTCUSDT"), "XRPUSDT")).isEqualTo(of("BTCUSDT"));
    }

    @Test
    void nothingToRemoveIsNoChange() {
        assertThat(minus(of())).isEqualTo(of());
        assertThat(minus(of("BTCUSDT"), "BTCUSDT").isNone()).isTrue();
    }

    @Test
    void aSymbolOfAPatternCannotGoAlone() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> minus(of("ETH*", "ETHUSDT"), "ETHUSDT"))
                .withMessage("symbols: the stream has ETHUSDT by ETH*");
    }

    @Test
    void theNamesOfASymbolGoTogether() {
        assertThat(minus(of("MATICUSDT", "POLUSDT", "BTCUSDT"), "POLUSDT")).isEqualTo(of("BTCUSDT"));
        assertThat(minus(of("MATICUSDT", "POLUSDT", "BTCUSDT"), "maticusdt")).isEqualTo(of("BTCUSDT"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> minus(of("POL*"), "MATICUSDT"))
                .withMessage("symbols: the stream has POLUSDT by POL*");
    }

    @Test
    void allGoAtOnce() {
        assertThat(minus(of("BTCUSDT", "ETH*"), "*").isNone()).isTrue();
        assertThat(minus(of(), "*").isNone()).isTrue();
    }

    @Test
    void aPatternThatWasNotNamedRemovesNoneOfItsSymbols() {
        assertThat(minus(of("ETH*", "ETHUSDT"), "ETH*")).isEqualTo(of("ETHUSDT"));
        assertThat(minus(of("ETHUSDT"), "BTC*")).isEqualTo(of("ETHUSDT"));
        for (String named : List.of("ETHUSDT", "ETHU*")) {
            assertThatExceptionOfType(BadRequestException.class)
                    .isThrownBy(() -> minus(of(named), "ETH*"))
                    .withMessage("symbols: the stream has " + named + ", but not by ETH*");
        }
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> minus(of("ETH*", "E*"), "ETH*"))
                .withMessage("symbols: the stream has ETH* by E*");
    }
}
