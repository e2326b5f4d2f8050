package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final char[] CHARS = "xBTCUSDT,BTC".toCharArray();

    private final Text view = new Text();

    @Test
    void itIsWhatItShows() {
        view.show(CHARS, 1, 7);

        assertThat(view).hasToString("BTCUSDT").hasSize(7);
        assertThat(view.charAt(3)).isEqualTo('U');
        assertThat(view.subSequence(1, 3)).hasToString("TC");
        assertThat(view).isEqualTo(Text.of("BTCUSDT")).hasSameHashCodeAs(Text.of("BTCUSDT"));
    }

    @Test
    void otherCharactersAreAnotherText() {
        assertThat(view).isEqualTo(Text.of(""));
        assertThat(view.show(CHARS, 1, 3)).isEqualTo(new Text().show(CHARS, 9, 3));
        assertThat(view)
                .isNotEqualTo(Text.of("BTCU"))
                .isNotEqualTo(Text.of("BTD"))
                .isNotEqualTo("BTC");
    }

    @Test
    void aMapFindsByIt() {
        Map<Text, String> map = Map.of(Text.of("BTCUSDT"), "long", Text.of("BTC"), "short");

        assertThat(map.get(view.show(CHARS, 1, 7))).isEqualTo("long");
        assertThat(map.get(view.show(CHARS, 9, 3))).isEqualTo("short");
        assertThat(map.get(view.show(CHARS, 0, 4))).isNull();
    }
}
