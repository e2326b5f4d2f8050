package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class FramesTest {
    @Test
    void aTickerHasTheFieldsOfARealOneAndKeepsTheDigitsOfItsPrice() {
        JsonObject real = new JsonObject(Recording.rvn().frames().get(0));
        JsonObject ticker = new JsonObject(Frames.ticker("BTCUSDT", 1_700_000_000_000L, "95000.10"));

        assertThat(ticker.fieldNames()).containsExactlyElementsOf(real.fieldNames());
        assertThat(ticker.getString("c")).isEqualTo("95000.10");
        assertThat(ticker.getLong("E")).isEqualTo(1_700_000_000_000L);
        assertThat(ticker.getLong("C") - ticker.getLong("O")).isEqualTo(86_400_000);
    }

    @Test
    void oneFieldMayBeReplaced() {
        String payload = Frames.ticker("BTCUSDT", 5, "95000.00000000");

        assertThat(new JsonObject(Frames.with(payload, "c", "\"NaN\"")).getString("c"))
                .isEqualTo("NaN");
        assertThat(new JsonObject(Frames.with(payload, "n", "7")).getLong("n")).isEqualTo(7);
        assertThat(new JsonObject(Frames.with(payload, "E", "null")).getValue("E", ""))
                .isNull();
    }

    @Test
    void aWalkIsLikeARealStream() {
        TickerCheck.check(Frames.walk("SOLUSDT", 300, 1_700_000_000_000L));
    }
}
