package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.signal.SignalNames;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.testing.Await;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.tickcast.time.NodeClock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and their cursors while the clocks of the machines are set, and without ticks. */
@Tag("slow")
class ClockStepsTest {
    private static final long START = 1_704_868_500_123L;
    private static final Duration TOLERANCE = Duration.ofSeconds(2);
    private static final int TICKS_BEFORE = 40;
    private static final int TICKS_AFTER = 20;

    private final List<Machine> machines = new ArrayList<>();
    private int published;

    /** A machine of its own with a node. */
    private static final class Machine {
        final SetTime time;
        final NodeClock clock;
        final HubLoop loop;

        Machine(long wallMillis, long era, Duration tolerance) {
            time = new SetTime(wallMillis);
            clock = new NodeClock(time, era);
            loop = new HubLoop(Map.of("TICKCAST_STREAM_REPLAY", "60s"), tolerance, clock);
        }
    }

    @AfterEach
    void close() {
        machines.forEach(machine -> machine.loop.close());
    }

    private static Stream<Long> steps() {
        return Stream.of(1L, -1L, 30L, -30L, 3_600L, -3_600L, 28_800L, -28_800L);
    }

    private Machine start(long wallMillis, Duration tolerance) {
        Machine machine = new Machine(wallMillis, 1_000L * machines.size(), tolerance);
        machines.add(machine);
        heartbeats();
        return machine;
    }

    /** Sends the clock readings of the nodes to each other. */
    private void heartbeats() {
        for (Machine from : machines) {
            machines.stream().filter(to -> to != from).forEach(to -> to.clock.heard(from.clock.reading()));
        }
    }

    private void pass(Duration time) {
        machines.forEach(machine -> machine.time.pass(time));
    }

    /** So many ticks and signals, each ms 500 after the last: the first node has the feed, and all hear it at once. */
    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            pass(Duration.ofMillis(500));
            published++;
            NodeClock feed = machines.get(0).clock;
            var tick = builder("BTCUSDT", published, Integer.toString(published))
                    .receivedAt(feed.micros())
                    .build();
            var signal = new Signal(
                    "a",
                    Integer.toString(published),
                    machines.get(0).time.wallMicros() / 1_000,
                    "node",
                    "test.js",
                    feed.millis());
            machines.forEach(machine -> machine.loop.turn(() -> {
                machine.loop.hub().tick(tick);
                machine.loop.hub().signals().hear(signal);
            }));
            heartbeats();
        }
    }

    private FakeResponse prices(Machine at, Optional<String> id) {
        FakeResponse client = new FakeResponse();
        at.loop.turn(() ->
                at.loop.hub().open(client.asRequest(), HubLoop.ALL, SideEvents.NONE, Map.of(), id, StreamLease.FREE));
        return client;
    }

    private FakeResponse signals(Machine at, Optional<String> id) {
        FakeResponse client = new FakeResponse();
        at.loop.turn(() -> at.loop
                .hub()
                .signals()
                .open(client.asRequest(), SignalNames.ALL, Encoding.IDENTITY, Map.of(), id, StreamLease.FREE));
        return client;
    }

    /** The id of a client that has everything. */
    private String lastId(FakeResponse client) {
        Await.until("it has the last", () -> numbers(client).contains(published));
        return client.lastEventId();
    }

    private static List<Integer> numbers(FakeResponse client) {
        return client.events().stream()
                .map(SseEvent::data)
                .filter(data -> data.matches("(\\{\"symbol\".*\"price\": )?\\d+}?"))
                .map(data -> Integer.parseInt(data.replaceAll(".*?(\\d+)}?$", "$1")))
                .toList();
    }

    private void assertGoesOn(FakeResponse back, int had) {
        Await.until("it has the last of " + numbers(back), () -> numbers(back).contains(published));
        assertThat(back.text()).doesNotContain("event: reset");
        List<Integer> got = numbers(back);
        assertThat(got)
                .as("in order and without a gap")
                .containsExactlyElementsOf(
                        Stream.iterate(got.get(0), n -> n + 1).limit(got.size()).toList());
        assertThat(got.get(0))
                .as("repeats are of the tolerance of clocks at most")
                .isBetween(had - (int) TOLERANCE.toMillis() / 500 - 3, had + 1);
    }

    private void assertStepIsSurvived(List<Machine> at, Duration step, List<Machine> stepped) {
        for (Machine from : at) {
            for (Machine to : at) {
                FakeResponse prices = prices(from, Optional.empty());
                FakeResponse signals = signals(from, Optional.empty());
                publish(TICKS_BEFORE);
                int had = published;
                String priceId = lastId(prices);
                String signalId = lastId(signals);
                stepped.forEach(machine -> machine.time.set(step));
                publish(TICKS_AFTER);
                assertGoesOn(prices(to, Optional.of(priceId)), had);
                assertGoesOn(signals(to, Optional.of(signalId)), had);
                // And a client that was there through the step.
                String later = lastId(prices);
                String laterSignal = lastId(signals);
                int hadLater = published;
                publish(TICKS_AFTER);
                assertGoesOn(prices(to, Optional.of(later)), hadLater);
                assertGoesOn(signals(to, Optional.of(laterSignal)), hadLater);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void nothingIsMissingOnOneNode(long seconds) {
        Machine node = start(START, Duration.ZERO);
        assertStepIsSurvived(List.of(node), Duration.ofSeconds(seconds), List.of(node));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void nothingIsMissingAcrossNodesWhicheverIsSet(long seconds) {
        List<Machine> all = List.of(start(START, TOLERANCE), start(START + 7, TOLERANCE));
        publish(10);
        for (List<Machine> stepped : List.of(all, all.subList(0, 1), all.subList(1, 2))) {
            assertStepIsSurvived(all, Duration.ofSeconds(seconds), stepped);
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aNodeThatStartsWithAnotherClockTakesTheOthersAndTheirClients(long seconds) {
        Machine first = start(START, TOLERANCE);
        publish(TICKS_BEFORE);
        FakeResponse prices = prices(first, Optional.empty());
        FakeResponse signals = signals(first, Optional.empty());
        publish(TICKS_BEFORE);
        int had = published;
        Await.until(
                "it has them",
                () -> numbers(prices).contains(published) && numbers(signals).contains(published));
        Machine second = start(first.time.wallMicros() / 1_000 + 1_000 * seconds, TOLERANCE);
        assertTakesOver(first, second, prices);
        assertThat(had).isLessThan(published);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aNodeThatHearsTicksBeforeItHearsOfTheClockTakesClientsToo(long seconds) {
        Machine first = start(START, TOLERANCE);
        publish(TICKS_BEFORE);
        FakeResponse prices = prices(first, Optional.empty());
        publish(TICKS_BEFORE);
        Await.until("it has them", () -> numbers(prices).contains(published));
        Machine second = new Machine(first.time.wallMicros() / 1_000 + 1_000 * seconds, 1_000, TOLERANCE);
        machines.add(second);
        publish(1);
        assertTakesOver(first, second, prices);
    }

    @Test
    void aNodeThatWasSuspendedAndHearsAnotherFirstCountsItOnce() {
        Machine first = start(START, TOLERANCE);
        Machine second = start(START + 7, TOLERANCE);
        FakeResponse prices = prices(first, Optional.empty());
        publish(TICKS_BEFORE);
        Await.until("it has them", () -> numbers(prices).contains(published));
        int had = published;
        first.time.pass(Duration.ofSeconds(50));
        second.time.suspend(Duration.ofSeconds(50));
        heartbeats();
        publish(TICKS_AFTER);
        assertThat(first.clock.millis()).isEqualTo(first.time.wallMicros() / 1_000);
        assertThat(second.clock.millis()).isEqualTo(first.clock.millis());
        assertGoesOn(prices(second, Optional.of(lastId(prices))), published);
        assertThat(had).isLessThan(published);
    }

    /** The second, which joins, gives a client of the first what it missed. */
    private void assertTakesOver(Machine first, Machine second, FakeResponse prices) {
        second.loop.turn(() -> {});
        AtomicReference<HistoryPage<Tick>> past = new AtomicReference<>();
        AtomicReference<HistoryPage<Signal>> pastSignals = new AtomicReference<>();
        first.loop.turn(() -> {
            past.set(first.loop.hub().past(0, 10_000));
            pastSignals.set(first.loop.hub().signals().past(0));
        });
        second.loop.turn(() -> {
            second.loop.hub().catchUp(past.get().entries(), past.get().coversFrom());
            second.loop
                    .hub()
                    .signals()
                    .catchUp(pastSignals.get().entries(), pastSignals.get().coversFrom());
        });
        publish(TICKS_AFTER);
        assertGoesOn(prices(second, Optional.of(lastId(prices))), published);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void anIdOfTheRunBeforeIsNeverTakenForOneOfThis(long seconds) {
        Machine before = start(START, Duration.ZERO);
        FakeResponse prices = prices(before, Optional.empty());
        FakeResponse signals = signals(before, Optional.empty());
        publish(TICKS_BEFORE);
        String priceId = lastId(prices);
        String signalId = lastId(signals);
        machines.clear();
        before.loop.close();
        machines.add(
                new Machine(before.time.wallMicros() / 1_000 + 1_000 * seconds, 77_000_000_000_000L, Duration.ZERO));
        // Its clock passes where the other one was.
        publish(2 * 30 + TICKS_AFTER);
        assertThat(prices(machines.get(0), Optional.of(priceId)).text()).contains("event: reset");
        assertThat(signals(machines.get(0), Optional.of(signalId)).text()).contains("event: reset");
    }

    @Test
    void aSilentSymbolHasItsAgeWhateverTheWallClockSays() {
        for (long seconds : steps().toList()) {
            Machine node = start(START, Duration.ZERO);
            publish(1);
            node.time.set(Duration.ofSeconds(seconds));
            node.time.pass(Duration.ofSeconds(40));
            assertThat(prices(node, Optional.empty()).text()).contains("\"age_ms\": 40000}");
            machines.clear();
            node.loop.close();
        }
    }

    /**
     * A client of a quiet symbol, and one that asks for little, cut at each second of two minutes and back 60 s later.
     */
    @ParameterizedTest
    @MethodSource("quiet")
    void nothingIsMissingAfterACutAtAnySecondOfTheQuiet(long interval, boolean busyMarket) {
        Machine node = start(START, Duration.ZERO);
        Subscription quiet = new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of("QUIET")), HubLoop.JSON, interval);
        FakeResponse client = new FakeResponse();
        node.loop.turn(() -> {
            node.loop
                    .hub()
                    .tick(builder("QUIET", 1, "1")
                            .receivedAt(node.clock.micros())
                            .build());
            node.loop
                    .hub()
                    .open(client.asRequest(), quiet, SideEvents.NONE, Map.of(), Optional.empty(), StreamLease.FREE);
        });
        List<String> ids = new ArrayList<>();
        List<Integer> had = new ArrayList<>();
        int prices = 1;
        for (int second = 1; second <= 180; second++) {
            node.time.pass(Duration.ofSeconds(1));
            int now = second;
            boolean ticks = second == 70 || second == 100 || second == 150;
            int price = ticks ? ++prices : prices;
            node.loop.turn(() -> {
                if (busyMarket) {
                    node.loop
                            .hub()
                            .tick(builder("BUSY", now, "1")
                                    .receivedAt(node.clock.micros())
                                    .build());
                }
                if (ticks) {
                    node.loop
                            .hub()
                            .tick(builder("QUIET", price, "" + price)
                                    .receivedAt(node.clock.micros())
                                    .build());
                }
                node.loop
                        .hub()
                        .feedState(new FeedState(
                                Ticks.EXCHANGE,
                                new FeedState.Line(1, "id", "line"),
                                State.LIVE,
                                Instant.EPOCH,
                                0,
                                node.clock.micros(),
                                new JsonObject()));
                if (now % 15 == 0) {
                    node.loop.hub().heartbeat();
                }
            });
            ids.add(client.lastEventId());
            had.add(prices);
            if (second > 60) {
                int cut = second - 61;
                FakeResponse[] back = new FakeResponse[1];
                node.loop.turn(() -> {
                    back[0] = new FakeResponse();
                    node.loop
                            .hub()
                            .open(
                                    back[0].asRequest(),
                                    quiet,
                                    SideEvents.NONE,
                                    Map.of(),
                                    Optional.of(ids.get(cut)),
                                    StreamLease.FREE);
                });
                Await.until("it is live again", () -> !back[0].lastEventId().isEmpty());
                assertThat(back[0].text()).as("cut after %s s", cut + 1).doesNotContain("event: reset");
                // An interval that is longer than the cut leaves the newest alone.
                int first = interval == 0 ? had.get(cut) + 1 : Math.max(prices, had.get(cut) + 1);
                List<String> missed = Stream.iterate(first, n -> n + 1)
                        .limit(prices - first + 1)
                        .map(n -> "QUIET=" + n)
                        .toList();
                assertThat(back[0].prices()).as("cut after %s s", cut + 1).containsAll(missed);
                node.loop.turn(back[0]::breakOff);
            }
        }
    }

    @Test
    void aNodeWhoseClockIsFarAheadOfTheClustersMovesNoCursor() {
        Machine first = start(START, TOLERANCE);
        Machine second = start(START + 7, TOLERANCE);
        FakeResponse prices = prices(first, Optional.empty());
        publish(TICKS_BEFORE);
        String id = lastId(prices);
        int had = published;
        long ahead = first.clock.micros() + Duration.ofDays(400).toNanos() / 1_000;
        Tick live = builder("AHEAD", 1, "0.5").receivedAt(ahead).build();
        Tick kept = builder("AHEAD", 2, "0.5").receivedAt(Long.MAX_VALUE).build();
        Tick test = builder("AHEAD", 3, "0.5").receivedAt(Long.MAX_VALUE).test().build();
        machines.forEach(machine -> machine.loop.turn(() -> {
            Hub hub = machine.loop.hub();
            hub.tick(live);
            hub.feedState(new FeedState(
                    Ticks.EXCHANGE,
                    new FeedState.Line(1, "id", "line"),
                    State.LIVE,
                    Instant.EPOCH,
                    0,
                    ahead,
                    new JsonObject()));
            hub.catchUp(List.of(kept), ahead / 1_000);
            hub.tick(test);
            assertThat(hub.timesAhead()).isEqualTo(5);
            assertThat(hub.missing(List.of(
                            kept,
                            builder("LACKED", 1, "1").receivedAt(Long.MAX_VALUE).build())))
                    .extracting(Tick::symbol)
                    .containsExactly("LACKED");
        }));
        publish(TICKS_AFTER);
        pass(Duration.ofSeconds(1));
        assertThat(Long.parseLong(lastId(prices)) - first.clock.era())
                .isLessThanOrEqualTo(first.clock.millis() + TOLERANCE.toMillis());
        assertGoesOn(prices(first, Optional.of(id)), had);
        assertGoesOn(prices(second, Optional.of(id)), had);
        assertThat(prices(second, Optional.empty()).text())
                .as("its age goes on")
                .contains("{\"symbol\": \"AHEAD\", \"price\": 0.5, \"age_ms\": 11000}");
    }

    /** A node with a feed of its own meets a cluster, whose ticks come before its clock is taken over. */
    @ParameterizedTest
    @ValueSource(longs = {30, -30, 3_600, -3_600, 28_800, -28_800})
    void aTickKeepsItsAgeWhenTheClockOfAClusterIsTakenOver(long seconds) {
        Machine node = start(START, TOLERANCE);
        SetTime there =
                new SetTime(START + 1_000 * seconds - Duration.ofMinutes(5).toMillis());
        NodeClock cluster = new NodeClock(there, 77);
        // It is older than this node.
        there.pass(Duration.ofMinutes(5));
        FakeResponse prices = prices(node, Optional.empty());
        node.loop.turn(() -> {
            Hub hub = node.loop.hub();
            hub.tick(builder("QUIET", 1, "0.1").receivedAt(node.clock.micros()).build());
            for (SetTime time : List.of(node.time, there)) {
                time.pass(Duration.ofSeconds(20));
            }
            hub.tick(builder("THEIRS", 1, "0.2").receivedAt(cluster.micros()).build());
            Tick onItsWay =
                    builder("OURS", 1, "0.3").receivedAt(node.clock.micros()).build();
            node.clock.heard(cluster.reading());
            hub.tick(builder("NEXT", 1, "0.4").receivedAt(node.clock.micros()).build());
            hub.tick(onItsWay);
            assertThat(node.clock.era()).isEqualTo(77);
        });
        Await.until("it has them", () -> prices.text().contains("\"OURS\""));
        assertThat(Long.parseLong(prices.lastEventId())).isBetween(node.clock.millis(), node.clock.millis() + 78);
        node.time.pass(Duration.ofSeconds(20));
        String snapshot = prices(node, Optional.empty()).text();
        assertThat(snapshot)
                .contains(
                        "\"QUIET\", \"price\": 0.1, \"age_ms\": 40000}",
                        "\"THEIRS\", \"price\": 0.2, \"age_ms\": 20000}",
                        "\"OURS\", \"price\": 0.3, \"age_ms\": 20000}",
                        "\"NEXT\", \"price\": 0.4, \"age_ms\": 20000}");
        node.loop.turn(() -> node.loop
                .hub()
                .tick(builder("LATER", 1, "0.5").receivedAt(node.clock.micros()).build()));
        Await.until("it has it", () -> prices.text().contains("\"LATER\""));
        assertThat(prices(node, Optional.of(prices.lastEventId())).text()).doesNotContain("event: reset");
    }

    private static Stream<Arguments> quiet() {
        return Stream.of(Arguments.of(0L, true), Arguments.of(0L, false), Arguments.of(300_000L, true));
    }
}
