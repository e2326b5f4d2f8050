package io.tickcast.sse;

import static io.tickcast.sse.HubLoop.ALL;
import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conflation of ticks that come faster than a client or the loop itself can take them, turn by turn. */
class ConflationTest {
    private final HubLoop loop = new HubLoop();
    private final Hub hub = loop.hub();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aSlowClientGetsTheNewestOfEachSymbolWhenItCanTakeItAgain() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 1));
        loop.turn(slow::fill);
        loop.turn(() -> loop.ticks("BTCUSDT", 2, 5));
        loop.turn(() -> loop.ticks("ETHUSDT", 1, 7));
        loop.turn(() -> loop.ticks("BTCUSDT", 6, 9));
        assertThat(slow.prices()).containsExactly("BTCUSDT=1");
        loop.turnAndLook(slow::drain);
        assertThat(slow.pricesPerWrite()).hasSize(2);
        assertThat(slow.pricesPerWrite().get(1)).containsExactlyInAnyOrder("BTCUSDT=9", "ETHUSDT=7");
        loop.turn(() -> loop.ticks("BTCUSDT", 10, 10));
        assertThat(slow.pricesPerWrite().get(2)).containsExactly("BTCUSDT=10");
    }

    @Test
    void aClientThatIsBehindStaysBehindUntilItsQueueDrains() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 2));
        loop.turnAndLook(slow::drain);
        loop.turn(() -> {
            slow.fill();
            loop.ticks("BTCUSDT", 3, 4);
        });
        loop.turnAndLook(() -> {});
        assertThat(slow.prices()).containsExactly("BTCUSDT=2");
        loop.turnAndLook(slow::drain);
        assertThat(slow.prices()).containsExactly("BTCUSDT=2", "BTCUSDT=4");
    }

    @Test
    void nobodyElseNoticesASlowClient() {
        FakeResponse slow = loop.opened(ALL);
        FakeResponse fast = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 3));
        assertThat(fast.prices()).containsExactly("BTCUSDT=1", "BTCUSDT=2", "BTCUSDT=3");
        assertThat(slow.prices()).isEmpty();
    }

    @Test
    void whatASlowClientMissedIsCounted() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 3));
        loop.turnAndLook(slow::drain);
        assertThat(loop.stats().getLong("conflated_ticks")).isEqualTo(3);
        assertThat(loop.stats().getLong("caught_up")).isEqualTo(1);
    }

    @Test
    void aClientThatCatchesUpAmidTicksGetsNoOlderPriceAfterANewerOne() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 2));
        loop.turn(() -> {
            loop.ticks("BTCUSDT", 3, 4);
            slow.drain();
            loop.ticks("BTCUSDT", 5, 5);
        });
        assertThat(slow.prices()).containsExactly("BTCUSDT=5");
    }

    @Test
    void aClientThatCatchesUpWhileAPassWaitsGetsWhatWaitsToo() {
        try (HubLoop waiting = new HubLoop(Map.of("TICKCAST_STREAM_FLUSH_WINDOW", "300ms"))) {
            FakeResponse slow = waiting.opened(ALL);
            waiting.turn(slow::fill);
            waiting.turn(() -> waiting.hub().tick(tick("BTCUSDT", 1, "1")));
            Await.until("it was missed", () -> waiting.stats().getLong("conflated_ticks") == 1);
            // The hub checks for slow streams well before the next flush.
            waiting.turn(() -> {
                slow.drain();
                waiting.hub().tick(tick("BTCUSDT", 2, "2"));
                waiting.hub().tick(tick("ETHUSDT", 1, "1"));
            });
            Await.until("the next flush is done", () -> waiting.stats().getLong("passes") == 2);
            waiting.turn(() -> {});
            assertThat(slow.prices()).containsExactly("BTCUSDT=1", "BTCUSDT=2", "ETHUSDT=1");
        }
    }

    @Test
    void aTestTickReachesASlowClientWhenItCanTakeItAgain() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> hub.tick(builder("BTCUSDT", 5, "77").test().build()));
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 1));
        loop.turnAndLook(slow::drain);
        assertThat(slow.prices()).containsExactlyInAnyOrder("BTCUSDT=77", "BTCUSDT=1");
        assertThat(slow.text(1)).contains("\"test\": true");
    }

    @Test
    void aSlowClientIsToldHowTheFeedIsBeforeItGetsPrices() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> hub.feedState(HubLoop.report(State.LIVE)));
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 1));
        loop.turn(() -> hub.feedState(HubLoop.report(State.STALE)));
        loop.turnAndLook(slow::drain);
        assertThat(slow.writesSinceGreeting()).hasSize(1);
        assertThat(slow.text(1))
                .startsWith("event: feed\n")
                .contains("\"stale\"", "event: price")
                .doesNotContain("\"live\"");
    }

    @Test
    void aClientThatMissedNothingIsWrittenNothingWhenItDrains() {
        FakeResponse client = loop.opened(ALL);
        loop.turn(client::fill);
        loop.turnAndLook(client::drain);
        assertThat(client.writesSinceGreeting()).isEmpty();
        assertThat(loop.stats().getLong("caught_up")).isZero();
    }

    @Test
    void aFloodOfTicksInOneTurnIsCutToTheNewestOfEachSymbol() {
        FakeResponse client = loop.opened(ALL);
        loop.turn(() -> {
            loop.ticks("ETHUSDT", 1, 1);
            hub.tick(builder("BTCUSDT", 1, "77").test().build());
            loop.ticks("BTCUSDT", 1, 20_000);
        });
        List<String> prices = client.prices();
        assertThat(prices)
                .hasSizeLessThanOrEqualTo(8_192)
                .contains("ETHUSDT=1", "BTCUSDT=77")
                .endsWith("BTCUSDT=20000");
        assertThat(client.writesSinceGreeting()).hasSize(1);
        List<Integer> bitcoin = prices.stream()
                .filter(price -> price.startsWith("BTCUSDT=") && !price.endsWith("=77"))
                .map(price -> Integer.valueOf(price.substring("BTCUSDT=".length())))
                .toList();
        assertThat(bitcoin).isSorted().doesNotHaveDuplicates();
        assertThat(loop.stats().getLong("conflated_ticks")).isEqualTo(20_002 - prices.size());
    }
}
