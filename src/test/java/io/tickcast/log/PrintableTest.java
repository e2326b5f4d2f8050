package io.tickcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @Test
    void aTextIsCutBetweenCharacters() {
        assertThat(Printable.cut("price", 5)).isEqualTo("price");
        assertThat(Printable.cut("prices", 5)).isEqualTo("price...");
        assertThat(Printable.cut("pri\ud83d\ude00s", 4)).isEqualTo("pri...");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, '\n', '\r', '\t', 0x1b, 0x7f, 0x85, 0x9b, 0x200b, 0x2028, 0x2029, 0x202e, 0xfeff, 0xd800})
    void aCharacterThatCouldForgeOrHideALineIsReplaced(int character) {
        String text = "a" + Character.toString(character) + "b";
        assertThat(Printable.isPrintable(text)).isFalse();
        assertThat(Printable.shown(text, 10)).isEqualTo("a?b");
        assertThat(Printable.shown(text, 10, " ")).isEqualTo("a b");
        assertThat(Printable.escaped(text, 10)).startsWith("a\\").endsWith("b");
    }

    @Test
    void textOfAnyScriptStays() {
        String text = "币安人生USDT é 95000.10 😀";
        assertThat(Printable.isPrintable(text)).isTrue();
        assertThat(Printable.of(text)).isEqualTo(text);
        assertThat(Printable.shown(text, 100)).isEqualTo(text);
        assertThat(Printable.escaped(text, 100)).isEqualTo(text);
    }

    @Test
    void aPartOfAMessageIsCutAtItsBound() {
        assertThat(Printable.shown("prices", 5)).isEqualTo("price…");
        assertThat(Printable.escaped("\n\u202eprices", 3)).isEqualTo("\\n\\u202ep...");
    }

    @Test
    void theOccurrencesForTheLogDoubleEachTime() {
        Occurrences occurrences = new Occurrences();
        assertThat(LongStream.range(0, 20).flatMap(i -> occurrences.add().stream()))
                .containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(occurrences.count()).isEqualTo(20);
    }
}
