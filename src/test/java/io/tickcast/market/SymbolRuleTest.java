package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolRuleTest {
    @ParameterizedTest
    @CsvSource({
        "BTC*,BTCUSDT,true", "BTC*,BTC,true", "BTC*,WBTCUSDT,false",
        "*USDT,BTCUSDT,true", "*usdt,USDT,true", "*USDT,BTCUSDTX,false",
        "*,ANY,true", "**,ANY,true", "*BTC*,WBTCUSDT,true",
        "*BTC*,ETHUSDT,false", "A*A,A,false", "A*A,AA,true",
        "A*B*C,AXBXC,true", "A*B*C,ACB,false", "AB*BC,ABC,false",
        "*B*B,AB,false", "*B*B,ABAB,true"
    })
    void aPatternHasAnyCharactersForEachStar(String pattern, String symbol, boolean matches) {
        assertThat(SymbolPattern.of(pattern).orElseThrow().matches(symbol)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC", "", "B T*", "B/*", "*,", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*"})
    void aTextWithoutAStarOrWithOtherSignsIsNoPattern(String text) {
        assertThat(SymbolPattern.of(text)).isEmpty();
    }

    @Test
    void anItemIsANameAPatternOrARanking() {
        assertThat(SymbolRule.of("btcusdt")).contains(new SymbolRule.Name("BTCUSDT"));
        assertThat(SymbolRule.of("*usdt")).contains(new SymbolRule.Matching(new SymbolPattern("*USDT")));
        assertThat(SymbolRule.of("top:100")).contains(new SymbolRule.Top(100, "USDT"));
        assertThat(SymbolRule.of("Top:5:usd")).contains(new SymbolRule.Top(5, "USD"));
        assertThat(SymbolRule.of("top")).contains(new SymbolRule.Name("TOP"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"top:", "top:0", "top:5001", "top:-1", "top:1:", "top:1:A B", "top:1:*", "top:1:USD:X", "a:b", ""
            })
    void anythingElseIsNone(String text) {
        assertThat(SymbolRule.of(text)).isEmpty();
    }

    @Test
    void namesLeaveOutPatternsAndRankings() {
        assertThat(SymbolRule.names(List.of("BTCUSDT", "*USDT", "top:3", "ETHUSDT", "BTCUSDT")))
                .containsExactly("BTCUSDT", "ETHUSDT");
    }
}
