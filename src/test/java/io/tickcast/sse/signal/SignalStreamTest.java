package io.tickcast.sse.signal;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of clients of {@code /api/sse/signals}: new ones, ones that resume, and slow ones; compressed or not. */
@Tag("slow")
@ParameterizedClass
@ValueSource(strings = {"identity", "gzip"})
class SignalStreamTest extends WithNode {
    /** As a signal may be large, and as nothing compresses. */
    private static final String PAD = noise(15_000);

    private final String encoding;
    private int published;

    SignalStreamTest(String encoding) {
        this.encoding = encoding;
    }

    private static String noise(int length) {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        random.ints(length, 'A', 'z').filter(Character::isLetter).forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_STREAM_SEND_BUFFER", "4096").encoding(encoding);
    }

    private static Signal signal(String name, int n, String pad) {
        return new Signal(
                name, "{\"n\": " + n + ", \"pad\": \"" + pad + "\"}", System.currentTimeMillis(), "test", "test.js");
    }

    private Signal[] nextSignals(int count, String pad) {
        return IntStream.range(0, count)
                .mapToObj(i -> signal("s" + ++published % 3, published, pad))
                .toArray(Signal[]::new);
    }

    private void hold(int count) {
        node.hold(nextSignals(count, ""));
    }

    private SseClient greeted(String query) {
        SseClient client = node.signals(query);
        assertThat(client.next().name()).isEqualTo("connected");
        return client;
    }

    private SseClient back(String id) {
        return node.signals("", Map.of("Last-Event-ID", id));
    }

    private static List<Integer> numbers(SseClient client, int count) {
        return IntStream.range(0, count).mapToObj(i -> number(client.next())).toList();
    }

    private static int number(SseEvent event) {
        assertThat(event.name()).isIn("s0", "s1", "s2");
        return event.json().getInteger("n");
    }

    private static Integer[] all(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toArray(Integer[]::new);
    }

    private JsonObject signals() {
        return node.status().getJsonObject("signals");
    }

    private long stat(String name) {
        return node.status().getJsonObject("streams").getLong(name);
    }

    @Test
    void aSignalIsAnEventOfItsNameWithTheJsonAsPublished() {
        try (SseClient client = greeted("")) {
            Signal signal = new Signal(
                    "top-10_movers",
                    "{\"b\":[1.50,  \"币\"], \"a\": null}",
                    System.currentTimeMillis(),
                    "elsewhere",
                    "movers.js");
            node.publish(signal);
            SseEvent event = client.next();
            assertThat(event.name()).isEqualTo("top-10_movers");
            assertThat(event.data()).isEqualTo(signal.json());
            assertThat(event.id()).matches("\\d{1,15}");
        }
    }

    @Test
    void onlyTheNamesAskedForCome() {
        try (SseClient two = greeted("?names=s0,s2");
                SseClient one = greeted("?names=s1");
                SseClient all = greeted("")) {
            node.publish(nextSignals(9, ""));
            assertThat(numbers(two, 6)).containsExactly(2, 3, 5, 6, 8, 9);
            assertThat(numbers(one, 3)).containsExactly(1, 4, 7);
            assertThat(numbers(all, 9)).containsExactly(all(1, 9));
            assertThat(signals().getInteger("sent")).isEqualTo(18);
        }
    }

    @Test
    void idsNeverGoBack() {
        hold(5);
        List<Long> ids = new ArrayList<>();
        try (SseClient client = node.signals("")) {
            assertThat(List.of(
                            client.next("connected").id(),
                            client.next().id(),
                            client.next().id()))
                    .containsOnly("");
            ids.add(Long.parseLong(client.next().id()));
            node.publish(
                    new Signal("s0", "{\"n\": 0}", 1, "behind", "test.js"),
                    new Signal("s0", "{\"n\": 0}", Long.MAX_VALUE, "ahead", "test.js"));
            node.publish(nextSignals(3, ""));
            IntStream.range(0, 5)
                    .forEach(i -> ids.add(Long.parseLong(client.next().id())));
        }
        assertThat(ids).isSorted().hasSize(6);
        assertThat(ids.get(5))
                .isLessThanOrEqualTo(
                        NodeClock.system().millis() + NodeClock.system().era());
    }

    @Test
    void aNewClientGetsTheNewestOfEachNameAndThenWhatComes() {
        hold(10);
        try (SseClient client = greeted("");
                SseClient one = greeted("?names=s1,none")) {
            assertThat(numbers(client, 3)).containsExactly(8, 9, 10);
            assertThat(numbers(one, 1)).containsExactly(10);
            node.publish(nextSignals(3, ""));
            assertThat(numbers(client, 3)).containsExactly(11, 12, 13);
            assertThat(numbers(one, 1)).containsExactly(13);
        }
        assertThat(stat("reset")).isZero();
    }

    @Test
    void aClientThatComesBackGetsAllThatItMissedInOrder() {
        String id;
        try (SseClient client = greeted("")) {
            node.publish(nextSignals(5, ""));
            assertThat(numbers(client, 5)).containsExactly(all(1, 5));
            id = client.lastEventId();
        }
        hold(3_000);
        for (SseClient back : List.of(back(id), node.signals("?lastEventId=" + id))) {
            assertThat(back.next("connected").id())
                    .as("it still is where it was")
                    .isEmpty();
            int first = number(back.next());
            assertThat(first).as("a repeat at most").isBetween(1, 6);
            assertThat(numbers(back, published - first)).containsExactly(all(first + 1, published));
            node.publish(nextSignals(1, ""));
            assertThat(numbers(back, 1)).containsExactly(published);
            back.close();
        }
        assertThat(stat("resumed")).isEqualTo(2);
        assertThat(stat("reset")).isZero();
    }

    @Test
    void aClientThatHasHeardNothingYetMissesNothing() {
        String id;
        try (SseClient client = greeted("")) {
            id = client.lastEventId();
        }
        hold(2);
        try (SseClient client = back(id)) {
            client.next("connected");
            assertThat(numbers(client, 2)).containsExactly(1, 2);
        }
    }

    @Test
    void aHeartbeatMovesTheCursorSinceTheNextSignalMayBeHoursAway() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        try (SseClient client = node.signals("")) {
            long before = Long.parseLong(client.next("connected").id());
            SseEvent heartbeat = client.next();
            while (Long.parseLong(heartbeat.id()) == before) {
                assertThat(heartbeat.name()).isEqualTo("heartbeat");
                assertThat(heartbeat.json().fieldNames()).containsExactly("timestamp");
                heartbeat = client.next();
            }
            assertThat(Long.parseLong(heartbeat.id()))
                    .isBetween(
                            before,
                            NodeClock.system().millis() + NodeClock.system().era());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "-1",
                "1704868500123",
                "999999999999999",
                "99999999999999999999",
                "abc",
                "7b1-42",
                " ",
                "1\ndata: {}\n\n",
                "\u0000",
                "币"
            })
    void withAnIdThatIsNoneOfThisNodesItGetsAResetAndTheNewest(String id) {
        hold(6);
        try (SseClient client = node.signals("?lastEventId=" + URLEncoder.encode(id, StandardCharsets.UTF_8))) {
            assertThat(client.next().name()).isEqualTo("connected");
            assertThat(client.next().name()).isEqualTo("reset");
            assertThat(numbers(client, 3)).containsExactly(4, 5, 6);
            node.publish(nextSignals(1, ""));
            assertThat(numbers(client, 1)).containsExactly(7);
        }
        assertThat(stat("reset")).isEqualTo(1);
    }

    private RawHttp slow(String uri) {
        return RawHttp.connectNarrow(node.port()).stream(uri, "Accept-Encoding: " + encoding);
    }

    /** Publishes large ones a few at a time, as fast as this client reads them. */
    private void flood(SseClient reader, int count) {
        for (int i = 0; i < count; i += 10) {
            node.publish(nextSignals(10, PAD));
            numbers(reader, 10);
        }
    }

    @Test
    void aSlowClientGetsAllOnceItReadsAndHoldsNobodyUp() {
        try (RawHttp slow = slow("/api/sse/signals");
                SseClient fast = greeted("")) {
            assertThat(slow.next().name()).isEqualTo("connected");
            flood(fast, 300);
            assertThat(signals().getInteger("sent"))
                    .as("what waits, waits in the log")
                    .isBetween(300, 400);
            for (int n = 1; n <= published; n++) {
                assertThat(number(slow.next())).isEqualTo(n);
            }
            node.publish(nextSignals(1, ""));
            assertThat(number(slow.next())).isEqualTo(published);
        }
        assertThat(stat("reset")).isZero();
        assertThat(stat("cut_for_slowness")).isZero();
    }

    @Test
    void aClientThatTheRingLeavesBehindGetsAResetAndTheNewest() {
        try (RawHttp slow = slow("/api/sse/signals");
                SseClient fast = greeted("")) {
            assertThat(slow.next().name()).isEqualTo("connected");
            flood(fast, 2_000);
            assertThat(signals().getLong("over_bytes")).isPositive();
            assertThat(signals().getLong("bytes")).isLessThanOrEqualTo(16 * 1024 * 1024);
            int expected = 1;
            SseEvent event = slow.next();
            for (; !event.name().equals("reset"); event = slow.next()) {
                assertThat(number(event)).isEqualTo(expected++);
            }
            for (int n = published - 2; n <= published; n++) {
                assertThat(number(slow.next())).isEqualTo(n);
            }
            node.publish(nextSignals(1, ""));
            assertThat(number(slow.next())).isEqualTo(published);
        }
        assertThat(stat("reset")).isEqualTo(1);
    }

    @Test
    void aClientThatReadsNothingIsCutAfterTheTimeout() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        try (RawHttp stuck = slow("/api/sse/signals");
                SseClient fast = greeted("")) {
            assertThat(stuck.streamHead().status()).isEqualTo(200);
            flood(fast, 100);
            Await.until("it is cut", () -> stat("cut_for_slowness") == 1);
            node.awaitClients(1);
            assertThat(signals().getInteger("streams")).isEqualTo(1);
            flood(fast, 10);
        }
    }

    @Test
    void aSlowClientThatBreaksOffIsGone() {
        try (SseClient fast = greeted("")) {
            try (RawHttp stuck = slow("/api/sse/signals")) {
                assertThat(stuck.streamHead().status()).isEqualTo(200);
                flood(fast, 100);
                node.awaitClients(2);
            }
            node.awaitClients(1);
            flood(fast, 10);
        }
    }

    @Test
    void aSlowPriceStreamLosesSignalsAndNoPriceWhileOthersLoseNothing() {
        try (RawHttp slow = slow("/api/sse/prices?signals=*");
                SseClient fast = node.greeted("?signals=*");
                SseClient without = node.greeted("")) {
            assertThat(slow.next().name()).isEqualTo("connected");
            while (signals().getLong("dropped") == 0) {
                assertThat(published).as("signals, and nobody is behind").isLessThan(2_000);
                node.publish(nextSignals(10, PAD));
                for (int i = 9; i >= 0; i--) {
                    assertThat(fast.next("signal").json().getJsonObject("data").getInteger("n"))
                            .isEqualTo(published - i);
                }
            }
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            assertThat(fast.next("price").raw("price")).isEqualTo("95000.00");
            assertThat(without.next("price").raw("price")).isEqualTo("95000.00");
            assertThat(without.rest()).isEmpty();
            List<Integer> got = new ArrayList<>();
            SseEvent event = slow.next();
            for (; !event.name().equals("price"); event = slow.next()) {
                if (event.name().equals("signal")) {
                    got.add(event.json().getJsonObject("data").getInteger("n"));
                }
            }
            assertThat(event.raw("price")).isEqualTo("95000.00");
            assertThat(got).isSorted().doesNotHaveDuplicates().hasSizeLessThan(published);
            node.publish(nextSignals(1, ""));
            assertThat(slow.next().json().getJsonObject("data").getInteger("n")).isEqualTo(published);
        }
        assertThat(stat("cut_for_slowness")).isZero();
    }
}
