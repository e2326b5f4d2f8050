package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Gap;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.replay.NamedGap;
import io.tickcast.testing.Await;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trades that a feed could not get: who is told of them, and when. */
class GapsTest {
    private static final Subscription BITCOIN = new Subscription(
            ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of("BTCUSDT")), HubLoop.JSON, 0);
    private static final Subscription ETHER = new Subscription(
            ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of("ETHUSDT")), HubLoop.JSON, 0);

    private final SetTime time = new SetTime(1_704_868_500_123L);
    private final NodeClock clock = new NodeClock(time, 0);
    private final HubLoop loop = new HubLoop(Map.of("TICKCAST_STREAM_REPLAY", "60s"), Duration.ZERO, clock);
    private int ticks;

    @AfterEach
    void close() {
        loop.close();
    }

    /** Within a turn. */
    private void tick() {
        time.pass(Duration.ofMillis(10));
        ticks++;
        loop.hub()
                .tick(builder("BTCUSDT", ticks, Integer.toString(ticks))
                        .receivedAt(clock.micros())
                        .build());
        time.pass(Duration.ofMillis(10));
    }

    /** Within a turn. */
    private void gap(String symbol, long from, long to) {
        loop.hub().gap(new Gap(Ticks.EXCHANGE, symbol, from, to));
    }

    private static List<String> gaps(FakeResponse client) {
        return client.events().stream()
                .filter(event -> event.name().equals("gap"))
                .map(event -> event.json().getLong("from") + "-" + event.json().getLong("to"))
                .toList();
    }

    /** The id of a client that has all until now. */
    private String leaves() {
        FakeResponse client = loop.opened(BITCOIN);
        loop.turn(client::breakOff);
        return client.lastEventId();
    }

    private FakeResponse back(Subscription subscription, String id) {
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> client[0] = loop.reopen(subscription, id));
        return client[0];
    }

    @Test
    void aClientThatWasAwayIsToldOfTheGapsOfItsSymbolsBeforeTheTradesThatItMissed() {
        loop.turn(this::tick);
        String id = leaves();
        loop.turn(() -> {
            gap("BTCUSDT", 5, 8);
            gap("ETHUSDT", 1, 3);
            tick();
            gap("BTCUSDT", 10, 11);
            gap("BTCUSDT", 10, 11);
            tick();
        });
        FakeResponse client = back(BITCOIN, id);
        Await.until("the replay is there", () -> {
            loop.turn(() -> {});
            return client.prices().contains("BTCUSDT=3");
        });
        assertThat(client.events().stream().map(SseEvent::name).filter(name -> !name.equals("feed")))
                .startsWith("connected", "gap", "gap", "price");
        assertThat(gaps(client)).containsExactly("5-8", "10-11");
        assertThat(gaps(back(ETHER, id))).containsExactly("1-3");
    }

    @Test
    void aClientIsNotToldOfAGapFromBeforeItsCursorNorWhereItBeginsAnew() {
        loop.turn(() -> {
            tick();
            gap("BTCUSDT", 5, 8);
            tick();
        });
        assertThat(gaps(back(BITCOIN, leaves()))).isEmpty();
        assertThat(gaps(back(BITCOIN, "7"))).as("it gets a reset").isEmpty();
        assertThat(gaps(loop.opened(BITCOIN))).isEmpty();
    }

    @Test
    void aSlowClientIsToldWhenItTakesBytesAgainAndOfEachGapOnce() {
        FakeResponse client = loop.opened(BITCOIN);
        loop.turn(() -> gap("BTCUSDT", 1, 2));
        loop.turn(() -> {
            client.fill();
            gap("BTCUSDT", 5, 8);
            gap("ETHUSDT", 1, 3);
            gap("BTCUSDT", 10, 11);
        });
        assertThat(gaps(client)).containsExactly("1-2");
        loop.turn(client::drain);
        Await.until("it has caught up", () -> {
            loop.turn(() -> {});
            return loop.stats().getInteger("behind") == 0;
        });
        assertThat(gaps(client)).containsExactly("1-2", "5-8", "10-11");
        loop.turn(() -> gap("BTCUSDT", 20, 20));
        assertThat(gaps(client)).containsExactly("1-2", "5-8", "10-11", "20-20");
    }

    @Test
    void aStreamIsNotToldLaterOfAGapFromBeforeItHadTheSymbol() {
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        loop.turn(() -> stream[0] = loop.hub()
                .open(client.asConnection(), BITCOIN, SideEvents.NONE, Map.of(), Optional.empty(), StreamLease.FREE)
                .orElseThrow());
        loop.turn(() -> gap("ETHUSDT", 1, 3));
        loop.turn(() -> stream[0].whenLive(
                () -> stream[0].change(SymbolSelection.of(Set.of("BTCUSDT", "ETHUSDT")), 0, () -> {})));
        loop.turn(() -> {
            client.fill();
            gap("ETHUSDT", 5, 8);
        });
        loop.turn(client::drain);
        Await.until("it has caught up", () -> {
            loop.turn(() -> {});
            return loop.stats().getInteger("behind") == 0;
        });
        assertThat(gaps(client)).containsExactly("5-8");
    }

    @Test
    void aGapOfASymbolThatStaysIsToldWhenTheStreamChangesBeforeItsTurn() {
        List<FakeResponse> others = new ArrayList<>();
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        loop.turn(() -> {
            // More than are told in one turn.
            for (int i = 0; i < StreamShard.MAX_STREAMS; i++) {
                others.add(loop.open(BITCOIN));
            }
            stream[0] = loop.hub()
                    .open(client.asConnection(), BITCOIN, SideEvents.NONE, Map.of(), Optional.empty(), StreamLease.FREE)
                    .orElseThrow();
        });
        loop.turn(() -> {
            gap("BTCUSDT", 5, 8);
            stream[0].whenLive(() -> stream[0].change(SymbolSelection.of(Set.of("BTCUSDT", "ETHUSDT")), 0, () -> {}));
        });
        Await.until("all are told", () -> {
            loop.turn(() -> {});
            return others.stream().allMatch(other -> gaps(other).equals(List.of("5-8")));
        });
        loop.turn(() -> {});
        assertThat(gaps(client)).containsExactly("5-8");
    }

    @Test
    void aStreamThatOpensWhileTheOthersAreToldIsToldOnce() {
        loop.turn(this::tick);
        String id = leaves();
        List<FakeResponse> others = new ArrayList<>();
        loop.turn(() -> {
            // More than are told in one turn.
            for (int i = 0; i <= StreamShard.MAX_STREAMS; i++) {
                others.add(loop.open(BITCOIN));
            }
        });
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> {
            gap("BTCUSDT", 5, 8);
            client[0] = loop.reopen(BITCOIN, id);
        });
        Await.until("all are told", () -> {
            loop.turn(() -> {});
            return others.stream().allMatch(other -> gaps(other).equals(List.of("5-8")));
        });
        loop.turn(() -> {});
        assertThat(gaps(client[0])).containsExactly("5-8");
    }

    @Test
    void aClientThatGotNewerTicksBeforeItCouldBeToldIsToldWhenItComesBack() {
        loop.turn(this::tick);
        List<FakeResponse> others = new ArrayList<>();
        loop.turn(() -> {
            // More than are told in one turn.
            for (int i = 0; i <= StreamShard.MAX_STREAMS; i++) {
                others.add(loop.open(BITCOIN));
            }
        });
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> {
            gap("BTCUSDT", 5, 8);
            tick();
            client[0] = loop.reopen(BITCOIN, Long.toString(clock.millis()));
        });
        assertThat(gaps(client[0])).containsExactly("5-8");
        Await.until("all are told", () -> {
            loop.turn(() -> {});
            return others.stream().allMatch(other -> gaps(other).equals(List.of("5-8")));
        });
        loop.turn(this::tick);
        assertThat(gaps(back(BITCOIN, Long.toString(clock.millis())))).isEmpty();
    }

    @Test
    void tradesThatThisNodeHadAreNotNamedToItsStreamsButToClientsOfTheOther() {
        HubLoop other = new HubLoop(Map.of(), Duration.ZERO, clock);
        try (other) {
            loop.turn(this::tick);
            String id = leaves();
            time.pass(Duration.ofMillis(10));
            List<List<NamedGap>> past = new ArrayList<>();
            other.turn(() -> {
                other.hub().gap(new Gap(Ticks.EXCHANGE, "BTCUSDT", 5, 8));
                other.hub().gap(new Gap(Ticks.EXCHANGE, "BTCUSDT", 20, 21));
                past.add(other.hub().gaps().past(0).entries());
            });
            FakeResponse client = loop.opened(BITCOIN);
            loop.turn(() -> {
                trade(4);
                trade(8);
                trade(9);
                // The one before the second gap is missing here, too.
                trade(21);
            });
            loop.turn(() -> loop.hub().gaps().catchUp(past.get(0)));
            assertThat(gaps(client)).containsExactly("20-21");
            assertThat(gaps(back(BITCOIN, id))).containsExactly("5-8", "20-21");
        }
    }

    /** Within a turn. */
    private void trade(long id) {
        ticks++;
        loop.hub()
                .tick(builder("BTCUSDT", ticks, Integer.toString(ticks))
                        .tradeId(id)
                        .receivedAt(clock.micros())
                        .build());
    }

    @Test
    void whatAnotherNodeHasKeptIsToldToOpenStreamsAndToClientsThatComeBack() {
        HubLoop other = new HubLoop(Map.of(), Duration.ZERO, clock);
        try (other) {
            loop.turn(this::tick);
            String id = leaves();
            time.pass(Duration.ofMillis(10));
            Gap known = new Gap(Ticks.EXCHANGE, "BTCUSDT", 5, 8);
            Gap unknown = new Gap(Ticks.EXCHANGE, "BTCUSDT", 10, 11);
            List<List<NamedGap>> past = new ArrayList<>();
            other.turn(() -> {
                other.hub().gap(known);
                other.hub().gap(unknown);
                past.add(other.hub().gaps().past(0).entries());
            });
            FakeResponse client = loop.opened(BITCOIN);
            loop.turn(() -> loop.hub().gap(known));
            loop.turn(() -> loop.hub().gaps().catchUp(past.get(0)));
            assertThat(gaps(client)).containsExactly("5-8", "10-11");
            assertThat(gaps(back(BITCOIN, id))).containsExactly("5-8", "10-11");
            time.pass(Duration.ofMinutes(10));
            loop.turn(() -> loop.hub().gaps().expire());
            loop.turn(() -> loop.hub().gaps().catchUp(past.get(0)));
            assertThat(gaps(client)).as("older than a cursor may be").containsExactly("5-8", "10-11");
        }
    }
}
