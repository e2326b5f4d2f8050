package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.HostileFrame;
import io.tickcast.demo.HostileFrames;
import io.tickcast.demo.Recording;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole node, from the exchange's WebSocket to an EventSource. */
@Tag("slow")
class EndToEndTest {
    private static final String SYMBOL = "RVNUSDT";
    private static final int PORTION = 20;
    private static final String DETAILED = "/api/sse/prices?fields=symbol,price,change_24h,event_time";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedBinance exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.stop()));
        Await.result(vertx.close());
    }

    private Node node(Map<String, String> overrides) {
        Map<String, String> environment = new HashMap<>(Map.of("TICKCAST_SYMBOLS", SYMBOL));
        environment.putAll(overrides);
        Node node =
                Await.result(Node.start(TestSettings.fedBy(exchange.endpoint(), exchange.rest(), environment), false));
        nodes.add(node);
        return node;
    }

    @Test
    void everyRecordedFrameArrivesOnceInOrderWithTheExchangesDigits() {
        Node node = node(Map.of());
        Await.result(exchange.subscribed(1));
        Recording recording = Recording.rvn();
        try (SseClient client = SseClient.open(vertx, node.port(), DETAILED)) {
            client.next("connected");
            List<SseEvent> prices = new ArrayList<>();
            // A portion at a time: both the exchange and a node drop output that overfills a connection.
            while (recording.left() > 0) {
                int portion = Math.min(PORTION, recording.left());
                Await.result(recording.burst(exchange, portion));
                prices.addAll(client.next("price", portion));
            }

            assertThat(recording.frames()).hasSize(522);
            assertThat(prices)
                    .extracting(price -> price.raw("event_time"))
                    .isEqualTo(recording.frames().stream()
                            .map(frame -> new JsonObject(frame).getLong("E").toString())
                            .toList());
            assertThat(prices)
                    .extracting(price -> price.raw("price"))
                    .isEqualTo(recording.frames().stream()
                            .map(frame -> new JsonObject(frame).getString("c"))
                            .toList());
            assertThat(prices)
                    .extracting(price -> price.raw("change_24h"))
                    .isEqualTo(recording.frames().stream()
                            .map(frame -> new JsonObject(frame).getString("P"))
                            .toList());

            // One more, so that a frame that came twice would stand before it.
            long after = new JsonObject(recording.frames().get(521)).getLong("E") + 1;
            Await.result(exchange.publish(SYMBOL, Frames.ticker(SYMBOL, after, "0.15000000")));
            assertThat(client.next("price").raw("event_time")).isEqualTo(Long.toString(after));
        }
    }

    private record Cut(String name, BiConsumer<ScriptedBinance, Connection> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Cut> cuts() {
        return Stream.of(
                new Cut("close 1000", (exchange, connection) -> connection.close(1000, "")),
                new Cut("close 1001", (exchange, connection) -> connection.close(1001, "")),
                new Cut("close 1008", (exchange, connection) -> connection.close(1008, "Pong timeout")),
                new Cut("TCP reset", (exchange, connection) -> connection.reset()),
                new Cut("no close frame", (exchange, connection) -> connection.drop()),
                new Cut("silence on an open socket", (exchange, connection) -> connection.mute()),
                new Cut("451 at the next handshakes", refusals(Answer.status(451))),
                new Cut("429 at the next handshakes", refusals(Answer.retryAfter(429, 1))),
                new Cut("502 at the next handshakes", refusals(Answer.status(502))));
    }

    private static BiConsumer<ScriptedBinance, Connection> refusals(Answer answer) {
        return (exchange, connection) -> {
            exchange.handshakes().next(answer, answer);
            connection.close(1001, "");
        };
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void aFeedThatIsCutComesBackAndClientsKeepTheirConnection(Cut cut) {
        Node node = node(Map.of("TICKCAST_FEED_STALE_AFTER", "300ms", "TICKCAST_FEED_DATA_TIMEOUT", "600ms"));
        Connection first = Await.result(exchange.nextConnection());
        Await.result(exchange.subscribed(1));
        long time = System.currentTimeMillis();
        try (SseClient client = SseClient.open(vertx, node.port(), DETAILED)) {
            client.next("connected");
            client.next("feed");
            Await.result(exchange.publish(SYMBOL, Frames.ticker(SYMBOL, time, "0.10000000")));
            assertThat(stateOf(client.next("feed"))).isEqualTo("live");

            cut.make().accept(exchange, first);

            assertThat(stateOf(client.next("feed"))).isIn("stale", "down");
            Connection second = Await.result(exchange.connections().first(connection -> connection != first));
            Await.result(second.subscribed(1));
            long later = time + 1;
            Await.result(exchange.publish(SYMBOL, Frames.ticker(SYMBOL, later, "0.20000000")));
            List<SseEvent> events = new ArrayList<>();
            do {
                events.add(client.next());
            } while (!(events.get(events.size() - 1).name().equals("feed")
                    && stateOf(events.get(events.size() - 1)).equals("live")));
            events.addAll(client.rest());
            if (events.stream().noneMatch(event -> event.name().equals("price"))) {
                events.add(client.next("price"));
            }

            assertThat(events)
                    .filteredOn(event -> event.name().equals("price"))
                    .singleElement()
                    .extracting(event -> event.raw("event_time"))
                    .isEqualTo(Long.toString(later));
            assertThat(client.ended().isComplete()).isFalse();
        }
    }

    private static String stateOf(SseEvent feed) {
        return feed.json().getString("state");
    }

    @Test
    void hostileFramesAmongGoodOnesNeitherHideAPriceNorReachAStream() {
        Node node = node(Map.of("TICKCAST_STREAM_FIELDS", "symbol,price,event_time"));
        Connection connection = Await.result(exchange.nextConnection());
        Await.result(exchange.subscribed(1));
        long firstTime = System.currentTimeMillis();
        // Some of these are ticks after all, with an odd time: before the good ones, so that those are the news.
        List<HostileFrame> hostile = HostileFrames.against(SYMBOL, 10_000, firstTime - 600_000, 1);
        try (SseClient client = SseClient.open(vertx, node.port(), "/api/sse/prices")) {
            client.next("connected");
            for (int from = 0; from < hostile.size(); from += PORTION) {
                for (int i = from; i < from + PORTION; i++) {
                    connection.send(hostile.get(i).text());
                    connection.send(Frames.combined("rvnusdt@ticker", Frames.ticker(SYMBOL, firstTime + i, price(i))));
                }
                // A portion at a time: a client that is given 10,000 prices at once rightly gets the newest only.
                List<SseEvent> prices = prices(client);
                for (int i = from; i < from + PORTION; i++) {
                    assertThat(prices.get(i - from).data())
                            .as("after %s", hostile.get(i))
                            .isEqualTo("{\"symbol\": \"RVNUSDT\", \"price\": " + price(i) + ", \"event_time\": "
                                    + (firstTime + i) + "}");
                }
            }
        }
    }

    /** The next prices, and nothing but what a node may say in between. */
    private static List<SseEvent> prices(SseClient client) {
        List<SseEvent> prices = new ArrayList<>();
        while (prices.size() < PORTION) {
            SseEvent event = client.next();
            if (event.name().equals("price")) {
                prices.add(event);
            } else {
                assertThat(event.name()).isIn("feed", "heartbeat");
            }
        }
        return prices;
    }

    private static String price(int number) {
        return String.format("1.%08d", number);
    }

    @Test
    void aPriceTakesTheSameDigitsToEveryClientWhateverItsSize() {
        Node node = node(Map.of());
        Await.result(exchange.subscribed(1));
        String digits = "123456789012345678.123456789012345678";
        try (SseClient client = SseClient.open(vertx, node.port(), "/api/sse/prices")) {
            client.next("connected");
            Await.result(exchange.publish(SYMBOL, Frames.ticker(SYMBOL, System.currentTimeMillis(), digits)));
            assertThat(client.next("price").raw("price")).isEqualTo(digits);
        }
    }
}
