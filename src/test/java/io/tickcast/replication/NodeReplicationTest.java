package io.tickcast.replication;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.StoredJson;
import io.tickcast.cluster.PeerTracker;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.sse.Hub;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeChannel;
import io.tickcast.testing.Firings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node of two event loops beside one that has kept ticks. */
@Tag("cluster")
class NodeReplicationTest {
    private static final Duration BEAT = Duration.ofMillis(200);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    private final PeerTracker peers = new PeerTracker(
            vertx,
            BEAT,
            Duration.ofSeconds(15),
            () -> Set.of(Replicas.OTHER_ID),
            "id-a",
            "a",
            new FakeChannel(),
            () -> {});
    private final NodeReplication replication = new NodeReplication(vertx, Optional.of(peers), BEAT, false, 2);
    private final HistorySync other = new HistorySync(vertx, new NodeHubs(vertx), false);
    private Loop there;
    private List<Loop> loops;

    private final class Loop {
        private final Context context = vertx.getOrCreateContext();
        private final Hub hub = turn(() -> Replicas.hub(vertx));

        <T> T turn(Supplier<T> action) {
            return await(() -> Future.succeededFuture(action.get()));
        }

        <T> T await(Supplier<Future<T>> action) {
            Promise<T> done = Promise.promise();
            context.runOnContext(v -> action.get().onComplete(done));
            return Await.result(done.future());
        }

        List<Long> times() {
            return turn(() -> hub.past(0, Integer.MAX_VALUE).entries().stream()
                    .map(Tick::eventTime)
                    .toList());
        }
    }

    @BeforeEach
    void start() {
        vertx.eventBus().registerDefaultCodec(Tick.class, new TickCodec());
        Await.result(peers.start(new Liveness()));
        there = new Loop();
        there.await(() -> Future.all(other.answer(there.hub, () -> {}).stream()
                .map(MessageConsumer::completion)
                .toList()));
        loops = List.of(new Loop(), new Loop());
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private void otherSays() {
        Replicas.otherSays(vertx, other.address());
    }

    private void ticksThere(long... times) {
        there.turn(() -> {
            for (long time : times) {
                there.hub.tick(tick("BTCUSDT", time, "1"));
            }
            return null;
        });
    }

    private List<BusConsumers> join() {
        otherSays();
        Await.until("it is heard", () -> !peers.heard().isEmpty());
        List<BusConsumers> consumers = loops.stream()
                .map(loop -> loop.turn(() -> replication.add(loop.hub)))
                .toList();
        Future<Void> first = loops.get(0).turn(() -> replication.join(consumers.get(0)));
        assertThat(first.isComplete()).as("before the other loop listens").isFalse();
        loops.get(1).await(() -> replication.join(consumers.get(1)));
        Await.result(first);
        replication.tell(consumers.get(0), () -> 0, () -> true);
        replication.tell(consumers.get(1), () -> 0, () -> true);
        return consumers;
    }

    private static FeedState report(String holder) {
        return new FeedState(
                "binance",
                new FeedState.Line(1, holder, "b"),
                FeedState.State.LIVE,
                Instant.now(),
                0,
                new JsonObject());
    }

    private List<Boolean> turnedAway(List<BusConsumers> consumers) {
        return List.of(0, 1).stream()
                .map(n -> loops.get(n).turn(() -> {
                    consumers.get(n).check();
                    return loops.get(n).hub.turnsAway();
                }))
                .toList();
    }

    @Test
    void allLoopsHaveTheHistoryBeforeOneOfThemListens() {
        ticksThere(1, 2, 3);
        join();
        assertThat(replication.hasPrices()).isTrue();
        assertThat(loops).extracting(Loop::times).containsExactly(List.of(1L, 2L, 3L), List.of(1L, 2L, 3L));
    }

    private void alert(String id) {
        vertx.eventBus()
                .publish(
                        BusAddresses.ALERTS,
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("firing", StoredJson.json(Firings.firing(id, "ann", "100000.10")))));
    }

    @Test
    void anAlertReachesEachLoopOnce() {
        join();
        alert("one");
        vertx.eventBus().publish(BusAddresses.ALERTS, "no list");
        alert("two");
        for (Loop loop : loops) {
            Await.until(
                    "both are heard",
                    () -> loop.turn(() -> loop.hub.signals().state().heard() >= 2));
            assertThat(loop.turn(() -> loop.hub.signals().state().heard())).isEqualTo(2);
            assertThat(loop.turn(() -> loop.hub.signals().past(0).entries()))
                    .extracting(Signal::verticle)
                    .containsExactly("one", "two");
        }
    }

    @Test
    void allLoopsTurnClientsAwayAndTakeThemAgainTogether() {
        ticksThere(1);
        List<BusConsumers> consumers = join();
        loops.get(0).turn(() -> {
            consumers.get(0).feedState(report("id-b"));
            return null;
        });
        Await.until(
                "no line reports",
                () -> loops.get(0).turn(() -> {
                    consumers.get(0).check();
                    return replication.suspects();
                }));
        assertThat(turnedAway(consumers)).containsExactly(false, false);
        ticksThere(2, 3);

        boolean away = loops.get(0).turn(() -> {
            consumers.get(0).checkTick();
            return loops.get(0).hub.turnsAway();
        });
        assertThat(away).as("before the tick is taken").isTrue();
        assertThat(replication.turnsAway()).isTrue();
        assertThat(turnedAway(consumers)).containsExactly(true, true);

        // Not before this: own heartbeats with an address are what others are told then.
        Await.until("it tells where it answers", () -> !peers.own().past().isEmpty());
        otherSays();
        Await.until("it has caught up", () -> !replication.turnsAway());
        assertThat(loops).extracting(Loop::times).containsExactly(List.of(1L, 2L, 3L), List.of(1L, 2L, 3L));
        assertThat(turnedAway(consumers)).containsExactly(false, false);
    }
}
