package io.tickcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineStreamTest {
    private final List<String> lines = new ArrayList<>();
    private long now = -7;
    private final LineStream stream = new LineStream(lines::add, () -> now);
    private final PrintStream out = new PrintStream(stream, true, StandardCharsets.UTF_8);

    private void print(int count) {
        for (int i = 0; i < count; i++) {
            out.println("line " + i);
        }
    }

    @Test
    void beyondTheBoundOfASecondLinesAreDroppedAndCountedAndOneSaysSo() {
        print(10 * LineStream.PER_SECOND);
        assertThat(lines).hasSize(LineStream.PER_SECOND + 1).startsWith("line 0", "line 1");
        assertThat(lines.get(LineStream.PER_SECOND)).startsWith("More than 100 lines are printed in a second");
        assertThat(stream.dropped()).isEqualTo(9 * LineStream.PER_SECOND);
    }

    @Test
    void theNextSecondHasAsManyAgain() {
        print(LineStream.PER_SECOND + 1);
        lines.clear();
        now += Duration.ofSeconds(1).toNanos() - 1;
        print(1);
        assertThat(lines).isEmpty();
        now++;
        print(LineStream.PER_SECOND);
        assertThat(lines).hasSize(LineStream.PER_SECOND).startsWith("line 0");
    }

    @Test
    void aTextWithoutAnEndIsCutIntoLines() {
        out.print("x".repeat(20_000));
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).hasSize(8_192));
    }
}
