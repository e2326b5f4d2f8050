package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Wire;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that reads again is served as soon as its channel has room, long before the time limit for slow clients. */
@Tag("slow")
class WritabilityTest {
    private static final String URI = "/api/sse/prices?fields=symbol,price,event_time";

    private static HttpNode start(Wire wire, String path) {
        HttpNode.Plan plan = HttpNode.plan()
                .wire(wire)
                .set("TICKCAST_STREAM_SEND_BUFFER", "4096")
                .set("TICKCAST_STREAM_SLOW_TIMEOUT", "1h")
                // Thousands of frames fill a queue by their number.
                .set("TICKCAST_STREAM_FLUSH_WINDOW", "0ms")
                .set("TICKCAST_STREAM_DIRECT", Boolean.toString(!path.equals("response")));
        return (path.equals("channel") ? plan.javaTransport() : plan).start();
    }

    /** Small frames fill the queue by their number, large ones by their bytes. */
    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1,socket,1",
        "HTTP_1_1,socket,100",
        "HTTP_1_1,channel,1",
        "HTTP_1_1,channel,100",
        "TLS_HTTP_1_1,channel,1",
        "TLS_HTTP_1_1,channel,100",
        "HTTP_1_1,response,100"
    })
    void aStreamGoesOnWhenItsChannelBecomesWritable(Wire wire, String path, int ticksPerFrame) {
        try (HttpNode node = start(wire, path);
                RawHttp slow = RawHttp.connectNarrow(node.port(), wire).stream(URI)) {
            slow.next();
            assertThat(streams(node).getJsonObject("paths").getInteger(path)).isEqualTo(1);
            int newest = publishUntilBehind(node, ticksPerFrame);
            assertCatchesUp(node, slow::next, newest);
        }
    }

    /** TLS makes a hundred records of it, all of one write. */
    @Test
    void aStreamOverTlsGoesOnAfterOneLargeFrame() {
        try (HttpNode node = start(Wire.TLS_HTTP_1_1, "channel");
                RawHttp slow = RawHttp.connectNarrow(node.port(), Wire.TLS_HTTP_1_1).stream(URI)) {
            slow.next();
            node.publish(IntStream.rangeClosed(1, 8_000)
                    .mapToObj(n -> tick("BTCUSDT", n, Integer.toString(n)))
                    .toArray(Tick[]::new));
            readTo(slow::next, 8_000);
            node.publish(tick("BTCUSDT", 8_001, "8001"));
            readTo(slow::next, 8_001);
        }
    }

    @Test
    void aStreamOfHttp2GoesOnWhenItsClientOpensTheWindow() {
        try (HttpNode node = start(Wire.H2C, "socket");
                SseClient slow = SseClient.openHttp2(node.clients(), node.port(), URI)) {
            slow.next("connected");
            slow.pause();
            int newest = publishUntilBehind(node, 100);
            slow.resume();
            assertCatchesUp(node, () -> slow.next("price"), newest);
        }
    }

    /** @return the time of the newest price */
    private static int publishUntilBehind(HttpNode node, int ticksPerFrame) {
        try (SseClient reader = node.stream("?fields=symbol,price,event_time")) {
            reader.next("connected");
            int time = 0;
            while (streams(node).getInteger("behind") == 0) {
                int first = time + 1;
                time += ticksPerFrame;
                node.publish(IntStream.rangeClosed(first, time)
                        .mapToObj(n -> tick("BTCUSDT", n, Integer.toString(n)))
                        .toArray(Tick[]::new));
                reader.next("price", ticksPerFrame);
            }
            return time;
        }
    }

    private static void readTo(Supplier<SseEvent> next, int newest) {
        SseEvent event = next.get();
        while (!event.name().equals("price") || event.json().getInteger("event_time") < newest) {
            event = next.get();
        }
    }

    private static void assertCatchesUp(HttpNode node, Supplier<SseEvent> next, int newest) {
        readTo(next, newest);
        assertThat(streams(node).getInteger("caught_up")).isPositive();
    }

    private static JsonObject streams(HttpNode node) {
        return node.status().getJsonObject("streams");
    }
}
