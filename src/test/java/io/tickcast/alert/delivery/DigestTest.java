package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.Firing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static final String LINE = "BTCUSDT is above 100000: 100000.10 (binance)";

    private static Digest characters(int limit) {
        return new Digest(limit, String::length, text -> text);
    }

    private static Digest bytes(int limit) {
        return new Digest(limit, text -> text.getBytes(StandardCharsets.UTF_8).length, text -> text);
    }

    @Test
    void oneFiringIsOneLine() {
        assertThat(characters(2_000).of(List.of(Firings.firing("")))).isEqualTo(LINE);
        assertThat(characters(2_000).of(List.of(Firings.firing("sell")))).isEqualTo(LINE + " - sell");
    }

    @Test
    void theOldestStandsFirst() {
        List<Firing> newestFirst = new ArrayList<>(Firings.several(3));
        Collections.reverse(newestFirst);
        assertThat(characters(2_000).of(newestFirst).lines())
                .containsExactly(LINE + " - no. 1", LINE + " - no. 2", LINE + " - no. 3");
    }

    @Test
    void theLastLineCountsThoseThatDoNotFit() {
        String text = characters(200).of(Firings.several(1_000));
        assertThat(text.length()).isLessThanOrEqualTo(200);
        assertThat(text.lines())
                .containsExactly(LINE + " - no. 1", LINE + " - no. 2", LINE + " - no. 3", "… and 997 more");
    }

    @Test
    void eachLimitIsKeptAndNoLineIsLost() {
        List<Firing> firings = Firings.several(12);
        for (int limit = 80; limit < 700; limit++) {
            List<String> lines = bytes(limit).of(firings).lines().toList();
            assertThat(bytes(limit).of(firings).getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(limit);
            String last = lines.get(lines.size() - 1);
            int counted = last.startsWith("… and ") ? Integer.parseInt(last.replaceAll("\\D", "")) : 0;
            assertThat(lines.size() - (counted > 0 ? 1 : 0) + counted).isEqualTo(12);
        }
    }

    @Test
    void aLongNoteIsCutBetweenCharacters() {
        String emoji = "\uD83D\uDE80".repeat(300);
        for (int limit = 100; limit < 110; limit++) {
            String byCharacters = characters(limit).of(List.of(Firings.firing(emoji)));
            assertThat(byCharacters.length()).isBetween(limit - 1, limit);
            String byBytes = bytes(limit).of(List.of(Firings.firing(emoji)));
            assertThat(byBytes.getBytes(StandardCharsets.UTF_8).length).isBetween(limit - 3, limit);
            // A half of a character would come back from bytes as a question mark.
            assertThat(new String(byBytes.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(byBytes)
                    .doesNotContain("?")
                    .endsWith("\uD83D\uDE80…");
        }
    }

    @Test
    void anEscapeIsNotCut() {
        Digest digest = new Digest(60, String::length, text -> text.replace("<", "&lt;"));
        assertThat(digest.of(List.of(Firings.firing("<<<<<<<<<<")))).isEqualTo(LINE + " - &lt;&lt;&lt;…");
    }

    @Test
    void aNoteCannotBeginALine() {
        assertThat(characters(2_000).of(List.of(Firings.firing("a\nb\r\nc\u2028d\u202Ee\u0007f"))))
                .isEqualTo(LINE + " - a b  c d e f");
    }
}
