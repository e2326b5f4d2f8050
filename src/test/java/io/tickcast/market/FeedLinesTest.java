package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FeedLinesTest {
    /** Below zero, as {@link System#nanoTime()} may be. */
    private static final long START = -1_000_000;

    private static final long SILENT = Duration.ofSeconds(5).toNanos();
    private static final long FORGOTTEN = Duration.ofSeconds(60).toNanos();

    private final FeedLines lines = new FeedLines();

    private void heard(String exchange, String holder, State state, long at) {
        lines.heard(
                new FeedState(
                        exchange, new FeedState.Line(1, holder, "node"), state, Instant.EPOCH, 0, new JsonObject()),
                at);
    }

    @Test
    void anExchangeIsLiveWhileALineOfItReportsSo() {
        assertThat(lines.isLive("binance", START)).isFalse();
        heard("binance", "one", State.STALE, START);
        heard("okx", "one", State.LIVE, START);
        assertThat(lines.isLive("binance", START)).isFalse();
        heard("binance", "two", State.LIVE, START);
        assertThat(lines.isLive("binance", START + SILENT)).isTrue();
        assertThat(lines.isLive("binance", START + SILENT + 1)).isFalse();
        heard("binance", "two", State.LIVE, START + SILENT);
        assertThat(lines.isLive("binance", START + SILENT + 1)).isTrue();
        heard("binance", "two", State.DOWN, START + SILENT + 1);
        assertThat(lines.isLive("binance", START + SILENT + 1)).isFalse();
    }

    @Test
    void aLineThatIsSilentForLongIsForgotten() {
        heard("binance", "one", State.LIVE, START);
        heard("binance", "two", State.LIVE, START + 1);
        lines.forget(START + FORGOTTEN);
        assertThat(lines.all()).hasSize(2);
        lines.forget(START + FORGOTTEN + 1);
        assertThat(lines.all())
                .extracting(line -> line.report().line().holder())
                .containsExactly("two");
    }
}
