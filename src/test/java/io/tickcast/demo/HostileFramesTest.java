package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostileFramesTest {
    private static final long NOW = 1_700_000_000_000L;

    @Test
    void theSameSeedGivesTheSameFrames() {
        assertThat(HostileFrames.against("BTCUSDT", 500, NOW, 3))
                .isEqualTo(HostileFrames.against("BTCUSDT", 500, NOW, 3))
                .isNotEqualTo(HostileFrames.against("BTCUSDT", 500, NOW, 4));
    }

    @Test
    void everyKindComesBeforeAnyComesTwice() {
        List<HostileFrame> frames = HostileFrames.against("BTCUSDT", HostileFrames.kinds(), NOW, 3);

        assertThat(frames).extracting(HostileFrame::kind).doesNotHaveDuplicates();
        assertThat(frames.size()).isGreaterThan(200);
    }

    @Test
    void theWorstAreAmongThem() {
        List<String> texts = HostileFrames.against("BTCUSDT", HostileFrames.kinds(), NOW, 3).stream()
                .map(HostileFrame::text)
                .toList();

        assertThat(texts).contains("", "[", "[".repeat(2_000) + "]".repeat(2_000));
        for (String part : List.of(
                "\"c\":\"NaN\"",
                "\"c\":\"1e400\"",
                "\"c\":\"-95000",
                "\"E\":9000000000000000000,",
                "\"E\":99999999999999,",
                "\"E\":" + (NOW + 365 * 86_400_000L),
                "\\ud800\"",
                "\\u0000",
                "\\n\\nevent: price",
                "X".repeat(65_536),
                "depthUpdate",
                "BTCUSDT\0",
                "币安人生")) {
            assertThat(texts).anyMatch(text -> text.contains(part), part);
        }
    }

    @Test
    void theyAreAimedAtTheSymbol() {
        assertThat(HostileFrames.against("POLUSDT", 100, NOW, 3))
                .extracting(HostileFrame::text)
                .allMatch(text -> text.contains("\"s\":\"POLUSDT\""));
    }

    @Test
    void aLargeFrameIsShownInShort() {
        assertThat(new HostileFrame("large", "x".repeat(1000)).toString())
                .hasSizeLessThan(250)
                .endsWith("… (1000)");
    }
}
