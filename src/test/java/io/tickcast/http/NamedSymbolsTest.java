package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedSymbolsTest {
    private static NamedSymbols of(String... items) {
        return NamedSymbols.of(List.of(items));
    }

    @Test
    void withoutNamesItIsAll() {
        assertThat(of().all()).isTrue();
        assertThat(of().plus(List.of("BTCUSDT"))).isEqualTo(of());
        assertThat(of("BTCUSDT").plus(List.of("*"))).isEqualTo(of());
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> of().minus(List.of("BTCUSDT")))
                .withMessageContaining("has all");
    }

    @Test
    void namesComeAndGoInAnySpelling() {
        assertThat(of("btcusdt", "ETH*").names()).containsExactly("BTCUSDT", "ETH*");
        assertThat(of("BTCUSDT").plus(List.of("btcUSDT", "ethusdt")).names()).containsExactly("BTCUSDT", "ETHUSDT");
        assertThat(of("BTCUSDT", "ETH*").minus(List.of("btcusdt", "eth*")).names())
                .isEmpty();
        assertThat(of("BTCUSDT").minus(List.of("XRPUSDT"))).isEqualTo(of("BTCUSDT"));
    }

    @Test
    void nothingToRemoveIsNoChange() {
        assertThat(of().minus(List.of())).isEqualTo(of());
        assertThat(of("BTCUSDT").minus(List.of("BTCUSDT")).isNone()).isTrue();
    }

    @Test
    void aSymbolOfAPatternCannotGoAlone() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> of("ETH*", "ETHUSDT").minus(List.of("ETHUSDT")))
                .withMessage("symbols: the stream has ETHUSDT by ETH*");
    }
}
