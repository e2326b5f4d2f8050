package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawStream;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that reads again is served as soon as its channel has room, long before the time limit for slow clients. */
class WritabilityTest {
    private static final String QUERY = "?fields=symbol,price,event_time";

    /** Small frames fill the queue by their number, large ones by their bytes. */
    @ParameterizedTest
    @CsvSource({"socket,1", "socket,100", "channel,1", "channel,100", "response,100"})
    void aStreamGoesOnWhenItsChannelBecomesWritable(String path, int ticksPerFrame) {
        HttpNode.Plan plan = HttpNode.plan()
                .set("TICKCAST_STREAM_SEND_BUFFER", "4096")
                .set("TICKCAST_STREAM_SLOW_TIMEOUT", "1h")
                .set("TICKCAST_STREAM_DIRECT", Boolean.toString(!path.equals("response")));
        try (HttpNode node = (path.equals("channel") ? plan.javaTransport() : plan).start();
                RawStream slow = RawStream.openNarrow(node.port(), "/api/sse/prices" + QUERY);
                SseClient reader = node.greeted(QUERY)) {
            slow.next();
            assertThat(streams(node, "paths." + path)).isEqualTo(2);
            int time = 0;
            while (streams(node, "behind") == 0) {
                int from = time;
                time += ticksPerFrame;
                node.publish(IntStream.rangeClosed(from + 1, time)
                        .mapToObj(n -> tick("BTCUSDT", n, Integer.toString(n)))
                        .toArray(Tick[]::new));
                reader.next("price", ticksPerFrame);
            }
            SseEvent event = slow.next();
            while (!event.name().equals("price") || event.json().getInteger("event_time") < time) {
                event = slow.next();
            }
            assertThat(streams(node, "caught_up")).isPositive();
        }
    }

    private static int streams(HttpNode node, String key) {
        return key.startsWith("paths.")
                ? node.status()
                        .getJsonObject("streams")
                        .getJsonObject("paths")
                        .getInteger(key.substring("paths.".length()))
                : node.status().getJsonObject("streams").getInteger(key);
    }
}
