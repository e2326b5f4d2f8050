package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that stops reading its socket, and goes on later; whichever way the frames take, compressed or not. */
@Tag("slow")
@ParameterizedClass
@CsvSource({"true,identity", "false,identity", "true,gzip"})
class SlowClientTest extends WithNode {
    private static final String QUERY = "?fields=symbol,price,event_time";
    private static final List<String> SYMBOLS = List.of("ADAUSDT", "BTCUSDT", "ETHUSDT", "XRPUSDT");
    /** Small enough that a client which reads is never behind. */
    private static final int BATCH = 10;

    private final String direct;
    private final String encoding;
    private long time;

    SlowClientTest(String direct, String encoding) {
        this.direct = direct;
        this.encoding = encoding;
    }

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_HTTP_H2C", "true")
                .set("TICKCAST_STREAM_SEND_BUFFER", "4096")
                .set("TICKCAST_STREAM_DIRECT", direct)
                .encoding(encoding);
    }

    private RawHttp slow() {
        return RawHttp.connectNarrow(node.port()).stream("/api/sse/prices" + QUERY, "Accept-Encoding: " + encoding);
    }

    private long conflated() {
        return node.status().getJsonObject("streams").getLong("conflated_ticks");
    }

    /** Publishes batch by batch, as fast as the reader takes them, until a stream is behind. */
    private List<SseEvent> publishUntilConflated(SseClient reader) {
        List<SseEvent> read = new ArrayList<>();
        while (conflated() == 0) {
            assertThat(time).as("ticks, and nobody is behind").isLessThan(200_000);
            read.addAll(publishBatch(reader));
        }
        // Once more, so that each symbol was missed at least once.
        read.addAll(publishBatch(reader));
        return read;
    }

    private List<SseEvent> publishBatch(SseClient reader) {
        Tick[] batch = new Tick[BATCH * SYMBOLS.size()];
        for (int i = 0; i < batch.length; i++) {
            time++;
            batch[i] = tick(SYMBOLS.get(i % SYMBOLS.size()), time, Long.toString(time));
        }
        node.publish(batch);
        return reader.next("price", batch.length);
    }

    private static List<SseEvent> readUntil(RawHttp stream, Predicate<SseEvent> last) {
        List<SseEvent> read = new ArrayList<>();
        do {
            read.add(stream.next());
        } while (!last.test(read.get(read.size() - 1)));
        return read;
    }

    private static long timeOf(SseEvent price) {
        return price.json().getLong("event_time");
    }

    @Test
    void getsTheNewestOfEachSymbolAndNoOlderAfterANewer() {
        try (RawHttp slow = slow();
                SseClient fast = node.greeted(QUERY)) {
            slow.next();
            publishUntilConflated(fast);
            Map<String, Long> seen = new HashMap<>();
            long expected = time;
            // The symbols take turns, so the last as many times are the newest of each.
            while (seen.size() < SYMBOLS.size()
                    || seen.values().stream().anyMatch(at -> at <= expected - SYMBOLS.size())) {
                SseEvent event = slow.next();
                if (event.name().equals("price")) {
                    Long before = seen.put(event.json().getString("symbol"), timeOf(event));
                    assertThat(timeOf(event)).as("after %s", before).isGreaterThan(before == null ? 0 : before);
                }
            }
            assertThat(node.status().getJsonObject("streams").getLong("caught_up"))
                    .isPositive();
        }
    }

    @Test
    void getsTheNewestOverHttp2Too() {
        try (SseClient slow = SseClient.openHttp2(node.clients(), node.port(), "/api/sse/prices" + QUERY);
                SseClient fast = node.greeted(QUERY)) {
            slow.next("connected");
            slow.pause();
            publishUntilConflated(fast);
            slow.resume();
            long last = 0;
            while (last < time) {
                SseEvent price = slow.next("price");
                if (price.json().getString("symbol").equals(SYMBOLS.get(SYMBOLS.size() - 1))) {
                    assertThat(timeOf(price)).isGreaterThan(last);
                    last = timeOf(price);
                }
            }
        }
    }

    @Test
    void getsEveryPriceAgainOnceItHasCaughtUp() {
        try (RawHttp slow = slow();
                SseClient fast = node.greeted(QUERY)) {
            publishUntilConflated(fast);
            long newest = time;
            readUntil(slow, event -> event.name().equals("price") && timeOf(event) == newest);
            long before = conflated();
            publishBatch(fast);
            List<Long> times = readUntil(slow, event -> event.name().equals("price") && timeOf(event) == time).stream()
                    .map(SlowClientTest::timeOf)
                    .filter(at -> at > newest)
                    .toList();
            assertThat(times).hasSize(BATCH * SYMBOLS.size()).isSorted();
            assertThat(conflated()).isEqualTo(before);
            Await.result(node.drain());
            assertThat(slow.restOfBody()).endsWith("\n\n").contains("retry: ");
        }
    }

    @Test
    void costsTheOthersNothing() {
        try (RawHttp slow = slow();
                SseClient fast = node.greeted(QUERY)) {
            assertThat(slow.streamHead().status()).isEqualTo(200);
            List<Long> times = publishUntilConflated(fast).stream()
                    .map(SlowClientTest::timeOf)
                    .toList();
            assertThat(times).hasSize((int) time).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void getsATestTickThatItMissed() {
        try (RawHttp slow = slow();
                SseClient fast = node.greeted(QUERY)) {
            publishUntilConflated(fast);
            node.publish(builder("BTCUSDT", 1, "77").test().build());
            assertThat(fast.next("price").json().getBoolean("test")).isTrue();
            publishBatch(fast);
            readUntil(slow, event -> event.data().contains("\"test\": true"));
        }
    }

    @Test
    void isToldOfTheFeedThatItMissed() {
        try (RawHttp slow = slow();
                SseClient fast = node.greeted(QUERY)) {
            publishUntilConflated(fast);
            node.report(State.LIVE);
            fast.next("feed");
            node.report(State.STALE);
            SseEvent told = fast.next("feed");
            while (!told.json().getString("state").equals("stale")) {
                told = fast.next("feed");
            }
            List<SseEvent> read = readUntil(
                    slow,
                    event -> event.name().equals("feed")
                            && event.json().getString("state").equals("stale"));
            assertThat(read).noneMatch(event -> event.data().contains("\"live\""));
        }
    }

    @Test
    void isCutWhenItReadsNothingForTheTimeout() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        try (RawHttp slow = slow();
                SseClient fast = node.greeted(QUERY)) {
            assertThat(slow.streamHead().status()).isEqualTo(200);
            publishUntilConflated(fast);
            Await.until(
                    "it is cut", () -> node.status().getJsonObject("streams").getLong("cut_for_slowness") == 1);
            node.awaitClients(1);
            // The other client's, and the one that asks.
            Await.until(
                    "its connection is closed, though it takes nothing",
                    () -> node.status().getJsonObject("connections").getInteger("open") == 2);
            assertThat(publishBatch(fast)).hasSize(BATCH * SYMBOLS.size());
        }
    }

    @Test
    void isGoneWhenItBreaksOff() {
        try (SseClient fast = node.greeted(QUERY)) {
            try (RawHttp slow = slow()) {
                assertThat(slow.streamHead().status()).isEqualTo(200);
                publishUntilConflated(fast);
                node.awaitClients(2);
            }
            node.awaitClients(1);
            assertThat(publishBatch(fast)).hasSize(BATCH * SYMBOLS.size());
        }
    }
}
