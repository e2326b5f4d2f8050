package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file that is slower than the market. */
class ConflationTest extends WithVerticles {
    @Test
    void getsOfEachSymbolTheNewestAfterEachCall() {
        write(
                "slow.js",
                "ticks.on('*', tick => {",
                "  if (tick.text.price === '1') { signals.publish('busy', 1); while (ticks.last('ETHUSDT')?.price !== 9) {} }",
                "  signals.publish('seen', tick.symbol + ' ' + tick.text.price)",
                "})");
        start(Map.of("CALL_LIMIT", "10s"));
        running("slow.js");
        tick(BTC, "1");
        signal("busy");
        for (int i = 2; i <= 9; i++) {
            tick(BTC, Integer.toString(i));
            tick(ETH, Integer.toString(i));
        }

        assertThat(signal("seen")).isEqualTo("\"BTCUSDT 1\"");
        assertThat(signal("seen")).isEqualTo("\"BTCUSDT 9\"");
        assertThat(signal("seen")).isEqualTo("\"ETHUSDT 9\"");
        // The last call is counted a moment after its signal.
        assertThat(reportOf("slow.js", file -> file.getInteger("calls", 0) == 4).getInteger("conflated"))
                .isEqualTo(14);
    }
}
