package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.set;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The events that reach a client over a real connection once its stream is open. */
@ParameterizedClass
@ValueSource(strings = {"identity", "gzip"})
class LiveStreamTest extends WithNode {
    private final String encoding;

    LiveStreamTest(String encoding) {
        this.encoding = encoding;
    }

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.encoding(encoding);
    }

    private static List<String> prices(SseClient client, int count) {
        return client.next("price", count).stream()
                .map(event -> event.json().getString("symbol") + "=" + event.raw("price"))
                .toList();
    }

    @Test
    void theTextOfAPriceIsThatOfTheContract() {
        long received = Micros.now();
        TickBuilder tick = builder(
                        "BTCUSDT", Instant.parse("2026-01-10T07:15:00.123Z").toEpochMilli(), "95000.00")
                .receivedAt(received);
        set(tick, DecimalField.CHANGE_24H, "2.5");
        try (RawHttp stream = RawHttp.connect(node.port()).stream("/api/sse/prices", "Accept-Encoding: " + encoding)) {
            stream.chunkOfEvents();
            node.publish(tick.build());
            assertThat(stream.chunk()).contains("""
          event: price
          id: %d
          data: {"symbol": "BTCUSDT", "price": 95000.00, "change_24h": 2.5, "timestamp": "2026-01-10T07:15:00.123Z"}

          """.formatted(
                            received / 1_000 + NodeClock.system().era()));
        }
    }

    @Test
    void allTicksOfATurnComeInOneChunk() {
        try (RawHttp stream = RawHttp.connect(node.port()).stream("/api/sse/prices", "Accept-Encoding: " + encoding)) {
            stream.chunkOfEvents();
            Tick[] together = new Tick[50];
            for (int i = 0; i < together.length; i++) {
                together[i] = tick("BTCUSDT", i + 1, Integer.toString(i + 1));
            }
            node.publish(together);
            assertThat(stream.chunkOfEvents())
                    .hasSize(50)
                    .allMatch(event -> event.name().equals("price"));
            node.publish(tick("BTCUSDT", 100, "100"));
            assertThat(stream.chunkOfEvents()).hasSize(1);
        }
    }

    @Test
    void duplicatesAndStragglersReachNobody() {
        try (SseClient client = node.greeted("")) {
            node.publish(tick("BTCUSDT", 10, "10"), tick("BTCUSDT", 10, "10"), tick("BTCUSDT", 9, "9"));
            node.publish(tick("BTCUSDT", 10, "10.5"), tick("BTCUSDT", 1, "1"), tick("ETHUSDT", 1, "3"));
            node.publish(tick("BTCUSDT", 11, "11"));
            assertThat(prices(client, 3)).containsExactly("BTCUSDT=10", "ETHUSDT=3", "BTCUSDT=11");
        }
    }

    @Test
    void aClientGetsTheSymbolsThatItAskedFor() {
        try (SseClient client = node.greeted("?symbols=BTCUSDT,solusdt")) {
            node.publish(
                    tick("ETHUSDT", 1, "1"),
                    tick("SOLUSDT", 1, "2"),
                    tick("BTCUSDT", 1, "3"),
                    tick("BTCUSDTX", 1, "4"),
                    tick("BTCUSDT", 2, "5"));
            assertThat(prices(client, 3)).containsExactly("SOLUSDT=2", "BTCUSDT=3", "BTCUSDT=5");
        }
    }

    @Test
    void aPatternStandsForAllThatBeginSo() {
        try (SseClient client = node.greeted("?symbols=A*,ETH*")) {
            node.publish(
                    tick("BTCUSDT", 1, "1"),
                    tick("ADAUSDT", 1, "2"),
                    tick("AVAXUSDT", 1, "3"),
                    tick("ETHUSDT", 1, "4"),
                    tick("ATOMUSDT", 1, "5"));
            assertThat(prices(client, 4)).containsExactly("ADAUSDT=2", "AVAXUSDT=3", "ETHUSDT=4", "ATOMUSDT=5");
        }
    }

    @Test
    void theSnapshotIsOfTheSymbolsAskedForToo() {
        node.hold(tick("ETHUSDT", 1, "1"), tick("BTCUSDT", 1, "2"));
        try (SseClient client = node.greeted("?symbols=ETHUSDT")) {
            node.publish(tick("ETHUSDT", 2, "3"));
            assertThat(prices(client, 2)).containsExactly("ETHUSDT=1", "ETHUSDT=3");
        }
    }

    @Test
    void aClientGetsTheFieldsThatItAskedFor() {
        try (SseClient client = node.greeted("?fields=price,symbol,bid,exchange,event_time")) {
            TickBuilder tick = builder("BTCUSDT", 7, "95000.00");
            set(tick, DecimalField.BID, "94999.90");
            node.publish(tick.build());
            assertThat(client.next("price").data())
                    .isEqualTo("{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, "
                            + "\"exchange\": \"binance\", \"bid\": 94999.90, \"event_time\": 7}");
        }
    }

    @Test
    void theDefaultFieldsAreASetting() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_FIELDS", "symbol,change24h"));
        try (SseClient client = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            assertThat(client.next("price").data()).isEqualTo("{\"symbol\": \"BTCUSDT\", \"change24h\": null}");
        }
    }

    @Test
    void withAnIntervalOnlyTheNewestOfItComes() {
        try (SseClient client = node.greeted("?interval=50");
                SseClient all = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            assertThat(prices(client, 1)).containsExactly("BTCUSDT=1");
            node.publish(tick("BTCUSDT", 2, "2"), tick("BTCUSDT", 3, "3"), tick("BTCUSDT", 4, "4"));
            assertThat(prices(client, 1)).containsExactly("BTCUSDT=4");
            assertThat(prices(all, 4)).containsExactly("BTCUSDT=1", "BTCUSDT=2", "BTCUSDT=3", "BTCUSDT=4");
        }
    }

    @Test
    void withoutAnIntervalThatOfTheSettingsHolds() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_INTERVAL", "250ms"));
        try (SseClient client = node.greeted("");
                SseClient all = node.greeted("?interval=0")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            assertThat(prices(client, 1)).containsExactly("BTCUSDT=1");
            node.publish(tick("BTCUSDT", 2, "2"), tick("ETHUSDT", 1, "7"), tick("BTCUSDT", 3, "3"));
            assertThat(prices(client, 2)).as("the last price of each").contains("ETHUSDT=7", "BTCUSDT=3");
            assertThat(prices(all, 4)).containsExactly("BTCUSDT=1", "BTCUSDT=2", "ETHUSDT=7", "BTCUSDT=3");
        }
    }

    @Test
    void anIntervalOfZeroIsNone() {
        try (SseClient client = node.greeted("?interval=0")) {
            node.publish(tick("BTCUSDT", 1, "1"), tick("BTCUSDT", 2, "2"));
            assertThat(prices(client, 2)).containsExactly("BTCUSDT=1", "BTCUSDT=2");
        }
    }

    @Test
    void aTickOfAnotherExchangeIsForThoseWhoAskForIt() {
        try (SseClient client = node.greeted("")) {
            node.publish(builder("BTCUSDT", 5, "9").exchange("okx").build(), tick("BTCUSDT", 1, "1"));
            assertThat(prices(client, 1)).containsExactly("BTCUSDT=1");
        }
    }

    @Test
    void aHeartbeatComesAlsoWhenTheMarketIsSilent() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        long before = Instant.now().getEpochSecond();
        try (SseClient client = node.greeted("")) {
            for (SseEvent beat : client.next("heartbeat", 3)) {
                assertThat(beat.data()).matches("\\{\"timestamp\": \\d+}");
                assertThat(beat.json().getLong("timestamp"))
                        .isBetween(before, Instant.now().getEpochSecond());
            }
        }
    }

    @Test
    void aHeartbeatLeavesTheCursorWhereItIs() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        try (SseClient client = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            String cursor = client.next("price").id();
            assertThat(client.next("heartbeat").id()).isEqualTo(cursor);
        }
    }

    @Test
    void everyChangeOfTheFeedIsAnEvent() {
        try (SseClient client = node.greeted("")) {
            assertThat(client.next("feed").json().getString("state")).isEqualTo("down");
            for (State state : new State[] {State.LIVE, State.STALE, State.DOWN, State.LIVE}) {
                node.report(state);
                node.report(state);
                SseEvent feed = client.next("feed");
                assertThat(feed.json().getString("exchange")).isEqualTo("binance");
                assertThat(feed.json().getString("state")).isEqualTo(state.word());
            }
        }
    }

    @Test
    void theEventOfTheFeedTellsSinceWhenAndHowOldTheLastTickIs() {
        try (SseClient client = node.greeted("")) {
            client.next("feed");
            node.report(State.STALE);
            SseEvent feed = client.next("feed");
            assertThat(feed.json().fieldNames()).containsExactly("exchange", "state", "since", "age_ms");
            assertThat(Instant.parse(feed.json().getString("since"))).isBeforeOrEqualTo(Instant.now());
            assertThat(feed.json().getLong("age_ms")).isNotNegative();
        }
    }

    @Test
    void beyondTheLimitAClientIsToldSoAndEndedInOrder() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "1"));
        try (SseClient first = node.greeted("");
                SseClient second = node.stream("")) {
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.headers().get("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(second.next().name()).isEqualTo("overloaded");
            Await.result(second.ended());
            assertThat(second.retries()).hasSize(1);
            assertThat(second.rest()).isEmpty();
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(1);
            node.publish(tick("BTCUSDT", 1, "1"));
            assertThat(prices(first, 1)).containsExactly("BTCUSDT=1");
        }
    }

    @Test
    void aClientThatWentLeavesItsPlace() {
        restart(HttpNode.plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "1"));
        node.greeted("").close();
        node.awaitClients(0);
        node.greeted("").close();
        node.awaitClients(0);
    }

    @Test
    void theNodeCountsWhoIsThere() {
        SseClient one = node.greeted("");
        try (SseClient two = node.greeted("?symbols=BTCUSDT");
                SseClient three = node.greeted("")) {
            node.awaitClients(3);
            one.close();
            node.awaitClients(2);
            node.publish(tick("BTCUSDT", 1, "1"));
            assertThat(prices(two, 1)).isEqualTo(prices(three, 1)).containsExactly("BTCUSDT=1");
        }
        node.awaitClients(0);
    }

    @Test
    void aNodeThatStopsEndsEveryStreamInOrderWithATimeToComeBack() {
        restart(HttpNode.plan().eventLoops(2));
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(node.greeted(""));
        }
        Await.result(node.drain());
        for (SseClient client : clients) {
            Await.result(client.ended());
            assertThat(client.retries()).hasSize(2);
        }
        clients.forEach(SseClient::close);
    }

    @Test
    void whoComesWhileTheNodeStopsIsSentAwayInOrder() {
        Await.result(node.drain());
        try (SseClient late = node.stream("")) {
            Await.result(late.ended());
            assertThat(late.status()).isEqualTo(200);
            assertThat(late.retries()).hasSize(1);
            assertThat(late.rest()).extracting(SseEvent::name).containsExactly("heartbeat");
        }
    }
}
