package io.tickcast.sse.wire;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.tickcast.time.Micros;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first events of a client, and their order. */
class StreamOpeningTest extends WithNode {
    private static final String STREAM = "/api/sse/prices";

    private static List<String> names(List<SseEvent> events) {
        return events.stream().map(SseEvent::name).toList();
    }

    @Test
    void aGreetingThenTheFeedThenTheSnapshotThenLivePrices() {
        node.hold(tick("ETHUSDT", 1, "3000.10"), tick("BTCUSDT", 1, "95000.00"));
        try (SseClient client = node.stream("")) {
            assertThat(client.next().name()).isEqualTo("connected");
            assertThat(client.next().name()).isEqualTo("feed");
            assertThat(client.next().raw("symbol")).isEqualTo("\"BTCUSDT\"");
            assertThat(client.next().raw("symbol")).isEqualTo("\"ETHUSDT\"");
            node.publish(tick("BTCUSDT", 2, "95000.10"));
            SseEvent live = client.next();
            assertThat(live.name()).isEqualTo("price");
            assertThat(live.raw("price")).isEqualTo("95000.10");
        }
    }

    @Test
    void theFirstBytesOfAStreamHoldAllOfIt() {
        node.hold(tick("BTCUSDT", 1, "1"), tick("ETHUSDT", 1, "1"));
        try (RawHttp stream = RawHttp.connect(node.port()).stream(STREAM)) {
            assertThat(names(stream.chunkOfEvents())).containsExactly("connected", "feed", "price", "price");
            assertThat(stream.retries()).hasSize(1);
        }
    }

    @Test
    void theTextIsThatOfTheContract() {
        restart(HttpNode.plan().set("TICKCAST_SYMBOLS", "BTCUSDT,ETHUSDT"));
        try (RawHttp stream = RawHttp.connect(node.port()).stream(STREAM)) {
            assertThat(stream.chunk().orElseThrow()).matches("""
          retry: \\d+
          event: connected
          data: \\{"message": "已连接到价格推送服务", "symbols": \\["BTCUSDT", "ETHUSDT"], "node": "test", "stream": "[0-9a-f]{16}-\\d+", "key": "[0-9a-f]{32}"}

          id: \\d{1,15}
          event: feed
          data: \\{"exchange": "binance", "state": "down", "since": "[-0-9T:.]+Z"}

          """);
        }
    }

    @Test
    void aLiveFeedIsNotWorthAnEvent() {
        try (SseClient witness = node.greeted("")) {
            node.report(State.LIVE);
            assertThat(witness.next("feed").json().getString("state")).isEqualTo("down");
            assertThat(witness.next("feed").json().getString("state")).isEqualTo("live");
        }
        node.hold(tick("BTCUSDT", 1, "1"));
        try (RawHttp stream = RawHttp.connect(node.port()).stream(STREAM)) {
            assertThat(names(stream.chunkOfEvents())).containsExactly("connected", "price");
        }
    }

    @Test
    void aStaleFeedSaysSoBeforeAnyPrice() {
        try (SseClient witness = node.greeted("")) {
            node.report(State.STALE);
            witness.next("feed", 2);
        }
        node.hold(tick("BTCUSDT", 1, "1"));
        try (SseClient client = node.greeted("")) {
            SseEvent feed = client.next();
            assertThat(feed.name()).isEqualTo("feed");
            assertThat(feed.json().getString("state")).isEqualTo("stale");
            assertThat(client.next().name()).isEqualTo("price");
        }
    }

    @Test
    void everyStreamIsToldItsOwnTimeToComeBack() {
        for (int i = 0; i < 5; i++) {
            try (SseClient client = node.greeted("")) {
                assertThat(client.retries())
                        .singleElement()
                        .satisfies(millis -> assertThat(millis).isBetween(1_500L, 4_500L));
            }
        }
    }

    @Test
    void anOldPriceOfASnapshotCarriesItsAge() {
        long minuteAgo = Micros.now() - Duration.ofMinutes(1).toNanos() / 1_000;
        node.hold(builder("BTCUSDT", 1, "1").receivedAt(minuteAgo).build(), tick("ETHUSDT", 1, "2"));
        try (SseClient client = node.greeted("")) {
            List<SseEvent> snapshot = client.next("price", 2);
            assertThat(snapshot.get(0).json().getLong("age_ms")).isBetween(60_000L, 120_000L);
            assertThat(snapshot.get(1).json().containsKey("age_ms")).isFalse();
        }
    }

    @Test
    void aStoredPriceCarriesItsAgeHoweverYoung() {
        restart(HttpNode.plan().warm(builder("BTCUSDT", 1, "1").stored().build()));
        try (SseClient client = node.greeted("")) {
            assertThat(client.next("price").json().getLong("age_ms")).isNotNegative();
            node.publish(tick("BTCUSDT", 1, "1.0"));
            SseEvent live = client.next("price");
            assertThat(live.raw("price")).isEqualTo("1.0");
            assertThat(live.json().containsKey("age_ms")).isFalse();
        }
    }

    @Test
    void theFirstIdIsThatOfTheLastPriceAndEachIsFitForAHeader() {
        node.hold(tick("BTCUSDT", 1, "1"), tick("ETHUSDT", 1, "1"));
        try (SseClient client = node.stream("")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.next().id()).isEmpty();
            }
            assertThat(client.next().id()).matches("\\d{1,15}");
            node.publish(tick("BTCUSDT", 2, "2"));
            assertThat(client.next("price").id()).matches("\\d{1,15}");
        }
    }

    @Test
    void afterTheSnapshotTheLastEventIdIsTheNewest() {
        // The symbol that comes first in a snapshot is the newer one, with an id from beyond the node's start.
        long later = Micros.now();
        long earlier = later - Duration.ofSeconds(1).toNanos() / 1_000;
        String id = Long.toString(later / 1_000 + NodeClock.system().era());
        node.hold(
                builder("AUSDT", 2, "2").receivedAt(later).build(),
                builder("BUSDT", 1, "1").receivedAt(earlier).build());
        try (RawHttp stream = RawHttp.connect(node.port()).stream(STREAM)) {
            List<SseEvent> first = stream.chunkOfEvents();
            assertThat(first.get(2).id()).isEmpty();
            assertThat(first.get(3).id()).isEqualTo(id);
            assertThat(stream.lastEventId()).isEqualTo(id);
        }
    }

    @Test
    void aClientOfAnEmptyNodeHasAnIdToo() {
        try (RawHttp stream = RawHttp.connect(node.port()).stream(STREAM)) {
            stream.chunkOfEvents();
            assertThat(stream.lastEventId()).matches("\\d+");
        }
    }

    @Test
    void aDemoSaysSoInTheGreetingAndInEveryPrice() {
        restart(HttpNode.plan().demo());
        node.hold(builder("BTCUSDT", 1, "1").demo(true).build());
        try (SseClient client = node.stream("")) {
            assertThat(client.next("connected").json().getBoolean("demo")).isTrue();
            assertThat(client.next("price").json().getBoolean("demo")).isTrue();
        }
    }
}
