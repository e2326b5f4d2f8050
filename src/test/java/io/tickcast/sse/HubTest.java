package io.tickcast.sse;

import static io.tickcast.sse.HubLoop.ALL;
import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.testing.Await;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.Ticks;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The writes of a hub and their times, turn by turn. */
class HubTest {
    private static final Subscription BITCOIN = new Subscription(
            ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of("BTCUSDT")), HubLoop.JSON, 0);

    private final HubLoop loop = new HubLoop();
    private final Hub hub = loop.hub();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void allTicksOfATurnLeaveInOneWrite() {
        FakeResponse client = loop.opened(ALL);
        loop.turn(() -> {
            hub.tick(tick("BTCUSDT", 1, "1.0"));
            hub.tick(tick("ETHUSDT", 1, "2.0"));
            hub.tick(tick("BTCUSDT", 2, "1.1"));
        });
        loop.turn(() -> hub.tick(tick("ETHUSDT", 2, "2.2")));
        assertThat(client.pricesPerWrite())
                .containsExactly(List.of("BTCUSDT=1.0", "ETHUSDT=2.0", "BTCUSDT=1.1"), List.of("ETHUSDT=2.2"));
    }

    @Test
    void streamsOfEqualSubscriptionsAreWrittenTheSameBytes() {
        FakeResponse one = loop.opened(BITCOIN);
        FakeResponse other = loop.opened(new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE),
                SymbolSelection.of(Set.of("BTCUSDT")),
                new TickJson(List.of(Field.SYMBOL, Field.PRICE)),
                0));
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 3));
        assertThat(one.writesSinceGreeting()).hasSize(1);
        assertThat(one.writes().get(1)).isSameAs(other.writes().get(1));
    }

    @Test
    void aStreamGetsOnlyWhatItSubscribedTo() {
        FakeResponse client = loop.opened(BITCOIN);
        loop.turn(() -> hub.tick(tick("ETHUSDT", 1, "2")));
        loop.turn(() -> hub.tick(builder("BTCUSDT", 1, "9").exchange("okx").build()));
        assertThat(client.writesSinceGreeting()).isEmpty();
        loop.turn(() -> hub.tick(tick("BTCUSDT", 1, "1")));
        assertThat(client.prices()).containsExactly("BTCUSDT=1");
    }

    @Test
    void aDuplicateOrAStragglerIsNotWritten() {
        FakeResponse client = loop.opened(ALL);
        loop.turn(() -> loop.ticks("BTCUSDT", 5, 5));
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 5));
        loop.turn(() -> loop.ticks("BTCUSDT", 5, 6));
        assertThat(client.prices()).containsExactly("BTCUSDT=5", "BTCUSDT=6");
    }

    @Test
    void aStreamThatOpensAmidTicksGetsEachPriceOnce() {
        List<FakeResponse> clients = new ArrayList<>();
        loop.turn(() -> {
            loop.ticks("BTCUSDT", 1, 2);
            clients.add(loop.open(ALL));
            loop.ticks("BTCUSDT", 3, 3);
        });
        assertThat(clients.get(0).prices()).containsExactly("BTCUSDT=2", "BTCUSDT=3");
    }

    @Test
    void aStreamThatOpensAmidTicksHidesThemFromNobody() {
        FakeResponse before = loop.opened(ALL);
        loop.turn(() -> {
            loop.ticks("BTCUSDT", 1, 2);
            loop.open(ALL);
            loop.ticks("BTCUSDT", 3, 3);
        });
        assertThat(before.prices()).containsExactly("BTCUSDT=1", "BTCUSDT=2", "BTCUSDT=3");
    }

    @Test
    void theSnapshotIsInTheOrderOfSymbols() {
        loop.turn(() -> {
            loop.ticks("ETHUSDT", 1, 1);
            loop.ticks("ADAUSDT", 2, 2);
            loop.ticks("BTCUSDT", 3, 3);
        });
        FakeResponse client = loop.opened(ALL);
        assertThat(client.prices()).containsExactly("ADAUSDT=2", "BTCUSDT=3", "ETHUSDT=1");
    }

    @Test
    void aTestTickIsNoPriceOfTheBook() {
        loop.turn(() -> hub.tick(builder("BTCUSDT", 5, "77").test().build()));
        assertThat(hub.latestPrices().isEmpty()).isTrue();
        assertThat(loop.opened(ALL).prices()).isEmpty();
    }

    @Test
    void aStreamThatBrokeOffIsWrittenNothingMore() {
        FakeResponse gone = loop.opened(ALL);
        FakeResponse here = loop.opened(ALL);
        loop.turn(gone::breakOff);
        loop.turn(gone::breakOff);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 1));
        assertThat(gone.writesSinceGreeting()).isEmpty();
        assertThat(here.prices()).containsExactly("BTCUSDT=1");
        assertThat(loop.stats().getInteger("open")).isEqualTo(1);
    }

    @Test
    void aSubscriptionWhoseLastStreamWentCanBeHadAgain() {
        loop.turn(loop.opened(BITCOIN)::breakOff);
        FakeResponse client = loop.opened(BITCOIN);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 1));
        assertThat(client.prices()).containsExactly("BTCUSDT=1");
    }

    @Test
    void drainEndsEveryStreamWithATimeToComeBack() {
        List<FakeResponse> clients = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            clients.add(loop.opened(i % 2 == 0 ? ALL : BITCOIN));
        }
        loop.drain(Duration.ofMillis(60));
        for (FakeResponse client : clients) {
            assertThat(client.isEnded()).isTrue();
            assertThat(client.writesSinceGreeting()).hasSize(1);
            assertThat(client.text(1)).matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        }
        assertThat(loop.stats().getInteger("open")).isZero();
    }

    @Test
    void drainEndsASlowClientToo() {
        FakeResponse slow = loop.opened(ALL);
        loop.turn(slow::fill);
        loop.turn(() -> loop.ticks("BTCUSDT", 1, 9));
        loop.drain(Duration.ofMillis(20));
        assertThat(slow.isEnded()).isTrue();
        loop.turn(slow::drain);
    }

    @Test
    void aStreamThatBrokeOffIsNotEndedByDrain() {
        FakeResponse gone = loop.opened(ALL);
        loop.turn(gone::breakOff);
        loop.drain(Duration.ofMillis(20));
        assertThat(gone.isEnded()).isFalse();
    }

    @Test
    void aStreamThatOpensOnceDrainBeganIsEndedAtOnce() {
        loop.drain(Duration.ofMillis(20));
        FakeResponse late = loop.opened(ALL);
        assertThat(late.isEnded()).isTrue();
        assertThat(late.text(0)).matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        assertThat(loop.stats().getInteger("open")).isZero();
    }

    @Test
    void clientsAreTurnedAwayBeforeTheyAreGivenWhatComesNext() {
        FakeResponse client = loop.opened(ALL);
        FakeResponse[] late = new FakeResponse[1];
        loop.turn(() -> {
            loop.hub().turnAway();
            loop.ticks("BTCUSDT", 1, 9);
            late[0] = loop.open(ALL);
        });
        assertThat(client.isEnded()).isTrue();
        assertThat(client.writesSinceGreeting()).hasSize(1);
        assertThat(client.text(1)).matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        assertThat(late[0].isEnded()).isTrue();
        assertThat(late[0].text(0)).matches("retry: \\d+\nevent: heartbeat\ndata: \\{\"timestamp\": \\d+}\n\n");
        assertThat(loop.stats().getInteger("open")).isZero();
    }

    @Test
    void whoWasTurnedAwayMayComeAgainAndCannotResumeHereWithoutMore() {
        String before = Long.toString(System.currentTimeMillis());
        loop.turn(() -> loop.hub().turnAway());
        assertThat(loop.hub().turnsAway()).isTrue();
        loop.turn(() -> loop.hub().admit());
        assertThat(loop.hub().turnsAway()).isFalse();
        FakeResponse[] back = new FakeResponse[1];
        loop.turn(() -> back[0] = loop.reopen(ALL, before));
        assertThat(back[0].isEnded()).isFalse();
        assertThat(back[0].text(0)).contains("event: reset");
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, 8})
    void aClockThatIsTakenOverMeanwhileIsNoCatchingUp(long hours) {
        SetTime time = new SetTime(1_704_868_500_123L);
        NodeClock clock = new NodeClock(time, 7);
        try (HubLoop node = new HubLoop(Map.of(), Duration.ofSeconds(2), clock)) {
            node.turn(() -> node.hub().turnAway());
            clock.heard(new NodeClock.Reading(3, 3_600_000, clock.micros() + hours * 3_600_000_000L));
            node.turn(() -> {});
            assertThat(node.hub().hasCaughtUp()).isFalse();
            node.turn(() -> node.hub().catchUp(List.of(), clock.millis() - 30_000));
            assertThat(node.hub().hasCaughtUp()).isTrue();
        }
    }

    @Test
    void theStreamBeyondTheLimitIsToldToComeBackLater() {
        try (HubLoop small = new HubLoop(Map.of("TICKCAST_STREAM_MAX_CONNECTIONS", "1"))) {
            FakeResponse first = small.opened(ALL);
            FakeResponse second = small.opened(ALL);
            assertThat(second.isEnded()).isTrue();
            assertThat(second.text(0)).matches("(?s)retry: \\d+\nevent: overloaded\ndata: \\{.*\\}\n\n");
            assertThat(small.stats().getLong("overloaded")).isEqualTo(1);
            small.turn(first::breakOff);
            assertThat(small.opened(ALL).isEnded()).isFalse();
        }
    }

    @Test
    void aStreamEndsBeforeItsTokenExpires() {
        SetTime time = new SetTime(System.currentTimeMillis());
        try (HubLoop looked = new HubLoop(Map.of(), Duration.ZERO, new NodeClock(time, 0))) {
            FakeResponse client = new FakeResponse();
            StreamLease lease = new StreamLease(Optional.of(Instant.now().plusSeconds(60)), () -> {});
            looked.turn(() ->
                    looked.hub().open(client.asRequest(), ALL, SideEvents.NONE, Map.of(), Optional.empty(), lease));
            assertThat(client.isEnded()).isFalse();
            time.pass(Duration.ofSeconds(59));
            Await.until("it has ended", client::isEnded);
            looked.turn(
                    () -> assertThat(client.text(client.writes().size() - 1)).contains("event: expired"));
        }
    }
}
