package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The selection of symbols by patterns, and its costs. */
class SymbolTableTest {
    private static final int SYMBOLS = 5_000;

    private long comparisons;
    private final SymbolTable table = table();

    private SymbolTable table() {
        TreeSet<String> names = new TreeSet<>((Comparator<String>) (one, other) -> {
            comparisons++;
            return one.compareTo(other);
        });
        IntStream.range(0, SYMBOLS)
                .forEach(i -> names.add("B" + Integer.toString(i + 46_656, 36).toUpperCase(Locale.ROOT) + "USDT"));
        comparisons = 0;
        return new SymbolTable(names);
    }

    @Test
    void namesAndPrefixesSelectWhatTheyName() {
        SymbolTable some = SymbolTable.of(List.of("BTC", "BTCUSDT", "ETHUSDT", "ETHEUR", "SOL", "\uD83D\uDE00A"));
        assertThat(some.select(List.of("ETH*", "BTC", "XRP", "DOGE*")).names())
                .containsExactly("BTC", "ETHEUR", "ETHUSDT");
        assertThat(some.select(List.of("BTC*", "BTCU*", "B*")).names()).containsExactly("BTC", "BTCUSDT");
        assertThat(some.select(List.of("\uD83D\uDE00*")).names()).containsExactly("\uD83D\uDE00A");
        assertThat(some.select(List.of()).names()).isEmpty();
        assertThat(some.select(Set.of("*")).names()).hasSize(6);
    }

    @Test
    void aPatternThatIsRepeatedCostsNothing() {
        table.select(List.of("B*"));
        long once = comparisons;
        comparisons = 0;
        assertThat(table.select(Collections.nCopies(1_000, "B*")).names()).hasSize(SYMBOLS);
        assertThat(comparisons).isEqualTo(once);
    }

    @Test
    void patternsThatOverlapCostNoMoreThanWhatTheySelect() {
        List<String> patterns = new ArrayList<>(List.of("B*"));
        table.names().stream().limit(300).forEach(name -> {
            patterns.add(name.substring(0, 2) + "*");
            patterns.add(name.substring(0, 3) + "*");
            patterns.add(name.substring(0, 4) + "*");
        });
        table.select(List.of("B*"));
        long once = comparisons;
        comparisons = 0;
        assertThat(table.select(patterns).names()).hasSize(SYMBOLS);
        assertThat(comparisons).isLessThan(2 * once);
    }
}
