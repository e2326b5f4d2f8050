package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.tickcast.time.Micros;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that comes back with its last event id. */
@Tag("slow")
@ParameterizedClass
@ValueSource(strings = {"identity", "gzip"})
class ReplayTest extends WithNode {
    private static final String STREAM = "/api/sse/prices";
    private static final String FIELDS = "fields=symbol,price,event_time";
    /** So many fields that unread events soon fill every buffer on the way to the client. */
    private static final String MANY_FIELDS = FIELDS
            + ",timestamp,exchange,open,high,low,volume,quote_volume,bid,ask,change_24h,change24h,received_at,window_high,"
            + "window_low,window_count";

    private static final List<String> SYMBOLS = List.of("ADAUSDT", "BTCUSDT", "ETHUSDT", "XRPUSDT");

    private final String encoding;
    private long published;

    ReplayTest(String encoding) {
        this.encoding = encoding;
    }

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_STREAM_SEND_BUFFER", "4096").encoding(encoding);
    }

    private static Tick nth(long n) {
        return tick(SYMBOLS.get((int) (n % SYMBOLS.size())), n, Long.toString(n));
    }

    private void publish(int count) {
        node.publish(LongStream.rangeClosed(published + 1, published + count)
                .mapToObj(ReplayTest::nth)
                .toArray(Tick[]::new));
        published += count;
    }

    private void hold(int count) {
        publish(count - 1);
        published++;
        node.hold(nth(published));
    }

    private SseClient back(String id) {
        return node.stream("?" + FIELDS, Map.of("Last-Event-ID", id));
    }

    private RawHttp backAndNarrow(String id) {
        return RawHttp.connectNarrow(node.port()).stream(
                STREAM + "?" + MANY_FIELDS + "&lastEventId=" + id, "Accept-Encoding: " + encoding);
    }

    private static List<Long> times(SseClient client, int count) {
        return client.next("price", count).stream().map(ReplayTest::timeOf).toList();
    }

    private static long timeOf(SseEvent price) {
        return price.json().getLong("event_time");
    }

    private static Long[] all(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toArray(Long[]::new);
    }

    private static Long[] after(List<Long> first, long to) {
        return all(first.get(0), to);
    }

    /** The id of a client that has seen the first {@code count} ticks and is gone. */
    private String leftAfter(int count) {
        try (SseClient client = node.greeted("?" + FIELDS)) {
            publish(count);
            return client.next("price", count).get(count - 1).id();
        }
    }

    private long stat(String name) {
        return node.status().getJsonObject("streams").getLong(name);
    }

    @Test
    void getsEveryTickThatItMissedInOrderAndThenTheLiveOnes() {
        String id = leftAfter(10);
        hold(5_000);
        try (SseClient client = back(id)) {
            assertThat(client.next().name()).isEqualTo("connected");
            assertThat(client.next().name()).isEqualTo("feed");
            long first = timeOf(client.next());
            assertThat(first).as("a repeat at most").isBetween(1L, 11L);
            publish(100);
            assertThat(times(client, (int) (published - first))).containsExactly(all(first + 1, published));
        }
        assertThat(stat("resumed")).isEqualTo(1);
        assertThat(stat("reset")).isZero();
    }

    @Test
    void thatMissedNothingGoesOnWithTheLiveOnes() {
        String id = leftAfter(10);
        try (SseClient client = back(id)) {
            client.next("connected");
            publish(10);
            List<Long> got = new ArrayList<>();
            do {
                got.add(timeOf(client.next("price")));
            } while (got.get(got.size() - 1) < published);
            assertThat(got).containsExactly(after(got, published));
            assertThat(got.get(0)).isLessThanOrEqualTo(11);
        }
    }

    @Test
    void getsOnlyWhatItSubscribedTo() {
        String id = leftAfter(4);
        hold(400);
        try (SseClient client = node.stream("?symbols=BTCUSDT&" + FIELDS, Map.of("Last-Event-ID", id))) {
            List<SseEvent> prices = client.next("price", 100);
            assertThat(prices).allMatch(price -> price.raw("symbol").equals("\"BTCUSDT\""));
            assertThat(prices.stream().map(ReplayTest::timeOf)).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void thatBreaksOffBeforeItHasAllIsStillWhereItWas() {
        String id = leftAfter(10);
        hold(3_000);
        try (SseClient client = back(id)) {
            assertThat(client.next("connected").id()).isEmpty();
            assertThat(Long.parseLong(client.next("price").id())).isGreaterThanOrEqualTo(Long.parseLong(id));
        }
    }

    @Test
    void thatHasAllIsWhereTheNewestTickIs() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        String id = leftAfter(10);
        hold(40);
        try (SseClient client = node.stream("?symbols=SOLUSDT", Map.of("Last-Event-ID", id))) {
            SseEvent heartbeat = client.next("heartbeat");
            // One that comes before the replay is over tells no cursor.
            while (heartbeat.id().isEmpty()) {
                heartbeat = client.next("heartbeat");
            }
            assertThat(Long.parseLong(heartbeat.id())).isGreaterThan(Long.parseLong(id));
        }
    }

    @Test
    void withAnIntervalGetsWhatThatHeldBack() {
        String id;
        try (SseClient client = node.greeted("?interval=3600000&" + FIELDS)) {
            node.publish(tick("BTCUSDT", 1, "1"));
            client.next("price");
            node.hold(tick("BTCUSDT", 2, "2"));
            long later = Micros.now() + 10_000;
            node.publish(builder("ETHUSDT", 1, "3").receivedAt(later).build());
            id = client.next("price").id();
        }
        try (SseClient client = node.stream("?interval=3600000&" + FIELDS, Map.of("Last-Event-ID", id))) {
            assertThat(client.next("price", 2))
                    .extracting(price -> price.raw("price"))
                    .containsExactly("2", "3");
        }
    }

    @Test
    void mayNameItsIdInTheQueryAsWell() {
        String id = leftAfter(10);
        hold(1_000);
        try (SseClient client = node.stream("?" + FIELDS + "&lastEventId=" + id)) {
            long first = timeOf(client.next("price"));
            assertThat(times(client, (int) (published - first))).containsExactly(all(first + 1, published));
        }
        assertThat(stat("resumed")).isEqualTo(1);
    }

    @Test
    void isWhereItsHeaderSaysWhateverTheQuerySays() {
        String id = leftAfter(10);
        hold(1_000);
        try (SseClient client = node.stream("?" + FIELDS + "&lastEventId=1", Map.of("Last-Event-ID", id))) {
            assertThat(timeOf(client.next("price"))).isLessThanOrEqualTo(11);
        }
        try (SseClient client = node.stream("?" + FIELDS + "&lastEventId=" + id, Map.of("Last-Event-ID", "1"))) {
            client.next("reset");
        }
    }

    @Test
    void againAndAgainWhileTicksFlowHasSeenEveryOneInTheEnd() {
        Random random = new Random(3);
        long flow = node.flow(2);
        List<Long> seen = new ArrayList<>();
        String id;
        try (SseClient client = node.greeted("?" + FIELDS)) {
            SseEvent price = client.next("price");
            long newest = timeOf(price);
            while (price.id().isEmpty()) {
                price = client.next("price");
                newest = Math.max(newest, timeOf(price));
            }
            id = price.id();
            seen.add(newest);
        }
        for (int i = 0; i < 120; i++) {
            try (SseClient client = i % 2 == 0 ? back(id) : node.stream("?" + FIELDS + "&lastEventId=" + id)) {
                long before = 0;
                for (SseEvent price : client.next("price", 1 + random.nextInt(60))) {
                    assertThat(timeOf(price)).as("in order and once").isGreaterThan(before);
                    assertThat(before == 0 || timeOf(price) == before + 1)
                            .as("no gap after %s", before)
                            .isTrue();
                    before = timeOf(price);
                    assertThat(before)
                            .as("no gap after the reconnect")
                            .isLessThanOrEqualTo(seen.get(seen.size() - 1) + 1);
                    if (before > seen.get(seen.size() - 1)) {
                        seen.add(before);
                    }
                    id = price.id();
                }
            }
        }
        node.stopFlow(flow);
        assertThat(seen).containsExactly(after(seen, seen.get(seen.size() - 1)));
        assertThat(stat("resumed")).isEqualTo(120);
        assertThat(stat("reset")).isZero();
    }

    @Test
    void readingSlowlyGetsAllOfItWhileTicksFlow() {
        String id = leftAfter(10);
        hold(20_000);
        try (RawHttp slow = backAndNarrow(id);
                SseClient fast = node.greeted("?" + FIELDS)) {
            long before = 0;
            while (before < 20_000) {
                SseEvent event = slow.next();
                if (event.name().equals("price") && !event.data().contains("\"test\": true")) {
                    assertThat(before == 0 ? timeOf(event) <= 11 : timeOf(event) == before + 1)
                            .as("%s after %s", timeOf(event), before)
                            .isTrue();
                    before = timeOf(event);
                    if (before % 500 == 0) {
                        publish(20);
                        node.publish(builder("BTCUSDT", 1, "77").test().build());
                    }
                }
            }
            assertThat(times(fast, 4)).as("the others have the newest").allMatch(time -> time > 19_000);
        }
        assertThat(stat("reset")).isZero();
    }

    @Test
    void thatIsTooSlowForTheRingGetsTheNewestPricesInstead() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_REPLAY_TICKS", "20000"));
        String id = leftAfter(10);
        hold(19_000);
        try (RawHttp slow = backAndNarrow(id)) {
            Await.until("it is being given what it missed", () -> stat("resumed") == 1);
            for (int i = 0; i < 5; i++) {
                hold(10_000);
            }
            SseEvent event = slow.next();
            while (!event.name().equals("reset")) {
                event = slow.next();
            }
            // The snapshot, or ticks that were added while the client was still slow.
            Set<Long> given = new HashSet<>();
            while (!given.containsAll(List.of(all(published - 3, published)))) {
                given.add(timeOf(slow.next()));
            }
            assertThat(given).as("instead of all that it missed").hasSizeLessThan(10_000);
            publish(1);
            assertThat(timeOf(slow.next())).isEqualTo(published);
        }
        assertThat(stat("reset")).isEqualTo(1);
    }

    @Test
    void thatReadsNothingOfItIsCutAfterTheTimeout() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_SLOW_TIMEOUT", "1s"));
        String id = leftAfter(10);
        hold(20_000);
        try (RawHttp stuck = backAndNarrow(id)) {
            assertThat(stuck.streamHead().status()).isEqualTo(200);
            node.awaitClients(1);
            assertThat(stat("replaying")).isEqualTo(1);
            Await.until("it is cut", () -> stat("cut_for_slowness") == 1);
            node.awaitClients(0);
            assertThat(stat("replaying")).isZero();
        }
    }

    @Test
    void fromBeforeTheNodeStartedGetsTheNewestPrices() {
        hold(8);
        try (SseClient client = back("1704868500123")) {
            assertThat(client.next().name()).isEqualTo("connected");
            assertThat(client.next().name()).isEqualTo("feed");
            assertThat(client.next().name()).isEqualTo("reset");
            assertThat(times(client, 4)).containsExactlyInAnyOrder(all(5, 8));
            publish(1);
            assertThat(times(client, 1)).containsExactly(9L);
        }
        assertThat(stat("reset")).isEqualTo(1);
    }

    @Test
    void withAnEmptyIdInTheHeaderIsWhereTheQuerySaysAndElseANewOne() {
        String id = leftAfter(10);
        hold(100);
        try (SseClient client = node.stream("?" + FIELDS + "&lastEventId=" + id, Map.of("Last-Event-ID", ""))) {
            assertThat(timeOf(client.next("price"))).isLessThanOrEqualTo(11);
        }
        for (String query : List.of("?" + FIELDS, "?" + FIELDS + "&lastEventId=")) {
            try (SseClient client = node.stream(query, Map.of("Last-Event-ID", ""))) {
                assertThat(times(client, 4)).containsExactlyInAnyOrder(all(published - 3, published));
            }
        }
        assertThat(stat("resumed")).isEqualTo(1);
        assertThat(stat("reset")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "-1",
                "-9223372036854775808",
                "9223372036854775807",
                "999999999999999",
                "99999999999999999999999999999999",
                "1e99",
                "NaN",
                "abc",
                "7b1-42",
                "١٧٠٤",
                "币",
                " ",
                "",
                "null",
                "\r\n\r\nevent: price",
                "1\ndata: {}\n\n",
                "\u0000",
                "<script>",
                "../../etc/passwd",
                "%",
                "' OR 1=1"
            })
    void withAnIdThatIsNoneOfThisNodesIsGivenTheNewestPrices(String id) {
        hold(4);
        try (SseClient client =
                node.stream("?" + FIELDS + "&lastEventId=" + URLEncoder.encode(id, StandardCharsets.UTF_8))) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.next().name()).isEqualTo("connected");
            assertThat(times(client, 4)).containsExactlyInAnyOrder(all(1, 4));
            publish(1);
            assertThat(times(client, 1)).containsExactly(5L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "9223372036854775808", "abc", "foreign.node-17", "1, 2"})
    void inTheHeaderToo(String id) {
        hold(4);
        try (SseClient client = back(id)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(times(client, 4)).containsExactlyInAnyOrder(all(1, 4));
        }
    }

    @Test
    void withAnIdAsLongAsAHeaderMayBeIsGivenTheNewestPrices() {
        hold(4);
        try (SseClient client = back("9".repeat(4_000))) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(times(client, 4)).containsExactlyInAnyOrder(all(1, 4));
        }
    }
}
