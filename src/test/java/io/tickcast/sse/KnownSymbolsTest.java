package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lists that the lines of a feed tell. */
class KnownSymbolsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final KnownSymbols symbols = new KnownSymbols(Map.of("binance", List.of("A")));
    private long now = Long.MAX_VALUE - MINUTE;

    private SymbolChange heard(int line, String... trading) {
        List<Instrument> instruments = Stream.of(trading)
                .map(symbol -> Instrument.unlisted(symbol).with(Instrument.TRADING))
                .toList();
        return symbols.heard(new FeedSymbols("binance", line, instruments), now);
    }

    @Test
    void theListOfALineThatNoNodeRunsAnyMoreIsForgotten() {
        heard(1, "A", "B");
        heard(2, "A", "B");
        now += 2 * MINUTE;
        assertThat(heard(1, "A")).as("line 2 still has it").isEqualTo(SymbolChange.NONE);
        now += MINUTE;
        assertThat(heard(1, "A")).isEqualTo(SymbolChange.NONE);
        now += MINUTE;
        long version = symbols.version();
        assertThat(heard(1, "A")).isEqualTo(new SymbolChange(List.of(), List.of("B")));
        assertThat(symbols.version()).isGreaterThan(version);
        assertThat(symbols.symbols("binance")).containsExactly("A");
        assertThat(heard(2, "A", "B")).as("a node runs it again").isEqualTo(new SymbolChange(List.of("B"), List.of()));
    }

    @Test
    void aListThatIsRepeatedIsKept() {
        heard(2, "A", "B");
        for (int minute = 0; minute < 10; minute++) {
            now += MINUTE;
            assertThat(heard(1, "A")).isEqualTo(SymbolChange.NONE);
            assertThat(heard(2, "A", "B")).isEqualTo(SymbolChange.NONE);
        }
        assertThat(symbols.symbols("binance")).containsExactly("A", "B");
    }

    @Test
    void whileNoLineTellsAnythingTheLastListsStay() {
        heard(1, "A", "B");
        heard(2, "A", "C");
        now += 60 * MINUTE;
        assertThat(symbols.symbols("binance")).containsExactly("A", "B", "C");
        assertThat(heard(1, "A", "B")).isEqualTo(new SymbolChange(List.of(), List.of("C")));
    }

    @Test
    void aSymbolTradesUnlessTheListSaysOtherwise() {
        assertThat(symbols.isTrading("binance", "B")).as("no list is known").isTrue();
        Instrument halted = Instrument.unlisted("A").with("BREAK");
        symbols.heard(new FeedSymbols("binance", 1, List.of(halted)), now);
        assertThat(symbols.isTrading("binance", "A")).isFalse();
        assertThat(symbols.isTrading("binance", "B")).isFalse();
        assertThat(symbols.isTrading("desk", "A"))
                .as("a published source has no list")
                .isTrue();
    }
}
