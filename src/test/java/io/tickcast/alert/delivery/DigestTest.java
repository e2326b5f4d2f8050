package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    void asManyFirstFiringsFitAsTheLimitAllows() {
        List<Firing> firings = Firings.several(12);
        for (int limit = 80; limit < 700; limit++) {
            Digest digest = bytes(limit);
            int fitting = digest.fitting(firings);
            String text = digest.of(firings.subList(0, fitting));
            assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(limit);
            assertThat(text.lines()).hasSize(fitting);
            if (fitting < 12) {
                String more = bytes(10_000).of(firings.subList(0, fitting + 1));
                assertThat(more.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(limit);
            }
        }
    }

    @Test
    void aLongFiringDoesNotShareAMessage() {
        Firing longOne = Firings.firing("x".repeat(500));
        Firing shortOne = Firings.firing("");
        assertThat(characters(200).fitting(List.of(longOne, shortOne))).isEqualTo(1);
        assertThat(characters(200).fitting(List.of(shortOne, longOne))).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> characters(200).of(List.of(shortOne, longOne)));
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
