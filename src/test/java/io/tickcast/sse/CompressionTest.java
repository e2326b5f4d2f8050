package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compressed streams over real connections. That they carry what others carry is tested where those are. */
class CompressionTest extends WithNode {
    private static final String STREAM = "/api/sse/prices?fields=symbol,price";
    private static final String GZIP = "Accept-Encoding: gzip";

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.encoding("gzip");
    }

    private RawHttp open() {
        RawHttp stream = RawHttp.connect(node.port()).stream(STREAM, GZIP);
        assertThat(stream.streamHead().header("content-encoding")).contains("gzip");
        return stream;
    }

    private RawHttp greeted() {
        RawHttp stream = open();
        assertThat(stream.chunkOfEvents()).extracting(SseEvent::name).startsWith("connected", "feed");
        return stream;
    }

    private static Tick[] ticks(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(n -> tick("BTCUSDT", n, Integer.toString(n)))
                .toArray(Tick[]::new);
    }

    private static void readUntil(RawHttp stream, Predicate<SseEvent> last) {
        while (!last.test(stream.next())) {
            assertThat(stream.lastEventId()).isNotEmpty();
        }
    }

    @Test
    void eachEventIsReadableWithTheChunkThatItCameIn() {
        node.hold(tick("ETHUSDT", 1, "1"));
        try (RawHttp stream = open()) {
            assertThat(stream.chunkOfEvents()).extracting(SseEvent::name).containsExactly("connected", "feed", "price");
            for (int i = 1; i <= 3; i++) {
                node.publish(tick("BTCUSDT", i, Integer.toString(i)));
                assertThat(stream.chunkOfEvents())
                        .extracting(event -> event.raw("price"))
                        .containsExactly("" + i);
            }
            node.report(State.LIVE);
            assertThat(stream.chunkOfEvents()).extracting(SseEvent::name).containsExactly("feed");
            node.publish(ticks(4, 53));
            assertThat(stream.chunkOfEvents()).hasSize(50);
        }
    }

    @Test
    void streamsThatHaveGotTheSameFramesAreSentTheSameBytes() {
        try (RawHttp one = greeted();
                RawHttp two = greeted()) {
            node.publish(ticks(1, 20));
            int first = one.chunkBytes().orElseThrow().length;
            two.chunkBytes();
            node.publish(ticks(21, 40));
            byte[] next = one.chunkBytes().orElseThrow();
            assertThat(next).hasSizeLessThan(first).isEqualTo(two.chunkBytes().orElseThrow());
            assertThat(compression("referring_back")).isEqualTo(2);
            assertThat(compression("alone")).isEqualTo(2);
            assertThat(compression("text_bytes")).isGreaterThan(4 * compression("bytes"));
            try (RawHttp three = greeted()) {
                node.publish(ticks(41, 60));
                assertThat(one.chunkBytes().orElseThrow().length)
                        .isLessThan(three.chunkBytes().orElseThrow().length);
                assertThat(compression("alone")).isEqualTo(3);
            }
        }
    }

    private long compression(String count) {
        return node.status()
                .getJsonObject("streams")
                .getJsonObject("compression")
                .getLong(count);
    }

    @Test
    void aStreamIsValidToItsLastByteWhateverItCarried() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        node.hold(tick("ETHUSDT", 1, "1"));
        try (RawHttp stream = greeted();
                RawHttp paced = RawHttp.connect(node.port()).stream(STREAM + "&interval=10", GZIP)) {
            node.publish(ticks(1, 10));
            node.report(State.STALE);
            try (RawHttp late = greeted()) {
                node.publish(ticks(11, 500));
                for (RawHttp each : List.of(stream, paced, late)) {
                    readUntil(
                            each,
                            event -> event.name().equals("price")
                                    && event.raw("price").equals("500"));
                    readUntil(each, event -> event.name().equals("heartbeat"));
                }
                Await.result(node.drain());
                for (RawHttp each : List.of(stream, paced, late)) {
                    assertThat(each.restOfBody())
                            .matches("(?s).*retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
                }
            }
        }
    }

    @Test
    void aClientThatIsSentAwayIsSentAWholeBody() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "1"));
        try (RawHttp first = greeted();
                RawHttp second = open()) {
            assertThat(second.restOfBody()).contains("event: overloaded\n");
            Await.result(node.drain());
            assertThat(first.restOfBody()).isNotEmpty();
        }
        try (RawHttp late = open()) {
            assertThat(late.restOfBody()).matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        }
    }

    @Test
    void aClientThatDoesNotAskForItReadsThePlainText() {
        try (RawHttp plain = RawHttp.connect(node.port()).stream(STREAM);
                RawHttp compressed = greeted()) {
            assertThat(plain.streamHead().headers()).doesNotContainKey("content-encoding");
            plain.chunkOfEvents();
            node.publish(ticks(1, 5));
            assertThat(plain.chunk()).isEqualTo(compressed.chunk());
        }
    }
}
