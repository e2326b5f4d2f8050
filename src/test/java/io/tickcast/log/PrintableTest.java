package io.tickcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void aTextIsCutBetweenCharacters() {
        assertThat(Printable.cut("price", 5)).isEqualTo("price");
        assertThat(Printable.cut("prices", 5)).isEqualTo("price...");
        assertThat(Printable.cut("pri\ud83d\ude00s", 4)).isEqualTo("pri...");
    }

    @Test
    void theOccurrencesForTheLogDoubleEachTime() {
        Occurrences occurrences = new Occurrences();
        assertThat(LongStream.range(0, 20).flatMap(i -> occurrences.add().stream()))
                .containsExactly(1L, 2L, 4L, 8L, 16L);
        assertThat(occurrences.count()).isEqualTo(20);
    }
}
