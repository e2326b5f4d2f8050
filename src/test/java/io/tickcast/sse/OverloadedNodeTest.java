package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.sse.stats.OverloadStats;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.tickcast.testing.WithNode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node whose event loop is so busy that its streams wait. */
class OverloadedNodeTest extends WithNode {
    private static final int BURST = 100;
    private static final Duration AFTER = Duration.ofMillis(200);
    /** Longer than twice the time that a price may wait. */
    private static final Duration BUSY = Duration.ofMillis(450);

    private long ticks;

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_STREAM_OVERLOAD_AFTER", AFTER.toMillis() + "ms")
                .set("TICKCAST_STREAM_FLUSH_WINDOW", "0ms");
    }

    /** Ticks that come while the loop has something else to do before their flush. */
    private void burst() {
        long first = ticks + 1;
        ticks += BURST;
        node.publishAndKeepBusy(
                BUSY,
                IntStream.range(0, BURST)
                        .mapToObj(i -> Ticks.tick("BTCUSDT", first + i, Long.toString(first + i)))
                        .toArray(Tick[]::new));
    }

    private JsonObject overload() {
        return node.status().getJsonObject("overload");
    }

    @Test
    void itGivesTheNewestPricesRefusesStreamsAndRecovers() {
        try (LogLines log = new LogLines(OverloadStats.class.getName());
                SseClient client = node.greeted("?fields=price,window_low,window_count")) {
            burst();
            SseEvent price = client.next("price");
            assertThat(price.raw("price")).isEqualTo(Long.toString(BURST));
            assertThat(price.raw("window_low")).isEqualTo("1");
            assertThat(price.raw("window_count")).isEqualTo(Integer.toString(BURST));
            assertThat(overload().getLong("conflated_ticks")).isEqualTo(BURST - 1);
            assertThat(node.get("/metrics").body()).contains("tickcast_overload_conflated_ticks_total " + (BURST - 1));

            String answer = "connected";
            while (!answer.equals("overloaded")) {
                burst();
                client.next("price");
                try (SseClient next = node.stream("")) {
                    answer = next.next().name();
                }
            }
            assertThat(overload().getLong("refused")).isEqualTo(1);
            assertThat(overload().getLong("times")).isEqualTo(1);

            Await.until("the overload ends", () -> overload().getInteger("loops") == 0);
            node.greeted("").close();
            assertThat(log.all().get(0)).startsWith("WARN Overloaded: prices waited ");
            log.awaitLine("INFO No longer overloaded after ");
        }
    }
}
