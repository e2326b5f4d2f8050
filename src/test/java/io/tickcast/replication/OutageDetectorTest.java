package io.tickcast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.cluster.PeerTracker;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.sse.Hub;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeChannel;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A loop that really stands still, beside a node that does not. */
@Tag("cluster")
class OutageDetectorTest {
    private static final long SHORT_MILLIS = 1_000;
    private static final long LONG_MILLIS = 4_200;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final PeerTracker peers = new PeerTracker(
            vertx,
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            () -> Set.of(Replicas.OTHER_ID),
            "id-a",
            "a",
            new FakeChannel(),
            () -> {});
    private final List<String> heardAgain = new CopyOnWriteArrayList<>();
    private Hub hub;
    private OutageDetector outage;
    private BusConsumers consumers;

    @BeforeEach
    void start() {
        peers.onHeardAgain(peer -> heardAgain.add(peer.heartbeat().node()));
        Await.result(peers.start(new Liveness()));
        peers.say(0, true, "own past", 0);
        hub = onLoop(() -> Replicas.hub(vertx));
        NodeHubs hubs = new NodeHubs(vertx);
        HistorySync sync = new HistorySync(vertx, hubs, false);
        outage = new OutageDetector(
                vertx, hubs, peers, sync, Duration.ofSeconds(1), () -> consumers.followOutagesSoon());
        consumers = onLoop(() -> {
            hubs.add(hub);
            return new BusConsumers(vertx, context, hub, Optional.of(outage), sync, true, alerts -> {});
        });
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private <T> T onLoop(Supplier<T> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(v -> done.complete(action.get()));
        return Await.result(done.future());
    }

    private void otherSays() {
        Replicas.otherSays(vertx, "past of b");
    }

    private void otherIsHeard() {
        otherSays();
        Await.until("it is heard", () -> !peers.heard().isEmpty());
        // Until it has looked around.
        onLoop(() -> {
            consumers.check();
            return null;
        });
        heardAgain.clear();
    }

    /** @return whether clients are turned away in the first turn after the standstill */
    private boolean standStill(long millis) {
        return onLoop(() -> {
            long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            consumers.check();
            return hub.turnsAway();
        });
    }

    @Test
    void whoStoodStillTurnsClientsAwayAndAsksWhomeverItHearsNext() {
        otherIsHeard();
        assertThat(standStill(LONG_MILLIS)).isTrue();
        otherSays();
        Await.until("it is asked", () -> heardAgain.contains("b"));
    }

    @Test
    void aShortPauseIsNone() {
        otherIsHeard();
        assertThat(standStill(SHORT_MILLIS)).isFalse();
    }

    @Test
    void aNodeThatHeardNobodyHasNobodyToCatchUpWith() {
        assertThat(standStill(LONG_MILLIS)).isFalse();
    }

    private void reports(String holder) {
        onLoop(() -> {
            consumers.feedState(new FeedState(
                    "binance",
                    new FeedState.Line(1, holder, "b"),
                    FeedState.State.LIVE,
                    Instant.now(),
                    0,
                    new JsonObject()));
            return null;
        });
    }

    @Test
    void aLineOfAPublisherSaysNothingOfTheNode() {
        otherIsHeard();
        onLoop(() -> {
            consumers.feedState(new FeedState(
                    "desk",
                    new FeedState.Line(1, "id-b", "b"),
                    FeedState.State.LIVE,
                    Instant.now(),
                    0,
                    1,
                    new JsonObject(),
                    true));
            return null;
        });
        // Its end, when the publisher is gone, is no reason to suspect that other ticks were missed.
        assertThat(outage.reporting()).isEmpty();
    }

    /** Until no line has reported for so long that ticks may have been lost; this node runs on. */
    private void cutOff() {
        Await.until(
                "all lines are silent",
                () -> onLoop(() -> {
                    consumers.check();
                    return outage.reporting().isEmpty();
                }));
        assertThat(onLoop(hub::turnsAway)).isFalse();
    }

    private boolean turnsAwayAfter(Runnable action) {
        return onLoop(() -> {
            action.run();
            return hub.turnsAway();
        });
    }

    @Test
    void whoHearsALineAgainThatFedAllTheWhileTurnsClientsAway() {
        otherIsHeard();
        reports("id-b");
        cutOff();
        reports("id-b");
        assertThat(turnsAwayAfter(consumers::check)).isTrue();
    }

    @Test
    void soDoesWhoHearsATickOfItFirst() {
        otherIsHeard();
        reports("id-b");
        cutOff();
        assertThat(turnsAwayAfter(consumers::checkTick)).isTrue();
    }

    @Test
    void whoIsAskedThenIsAskedOnce() {
        otherIsHeard();
        reports("id-b");
        cutOff();
        onLoop(() -> {
            consumers.checkTick();
            return null;
        });
        otherIsHeard();
        onLoop(() -> {
            consumers.checkTick();
            return null;
        });
        assertThat(peers.heard())
                .as("not forgotten with each tick until the line reports")
                .isNotEmpty();
    }

    @Test
    void theReportThatFollowsSuchATickIsNoSecondOutage() {
        otherIsHeard();
        reports("id-b");
        cutOff();
        onLoop(() -> {
            consumers.checkTick();
            // The next tick, and the timer, before the line's next report.
            consumers.checkTick();
            consumers.check();
            outage.admit();
            return null;
        });
        reports("id-b");
        assertThat(turnsAwayAfter(consumers::checkTick)).isFalse();
        assertThat(turnsAwayAfter(consumers::check)).isFalse();
    }

    @Test
    void whoDoesNotEvenHearItselfTurnsClientsAwayAndAsksWhenItDoes() {
        AtomicBoolean forgotten = new AtomicBoolean();
        vertx.eventBus().addInboundInterceptor(delivery -> {
            if (!forgotten.get()) {
                delivery.next();
            }
        });
        otherIsHeard();
        reports("id-a");
        forgotten.set(true);
        Await.until("clients are turned away", () -> onLoop(hub::turnsAway));
        assertThat(heardAgain).isEmpty();
        forgotten.set(false);
        Await.until("it hears itself", peers::hearsItself);
        otherSays();
        Await.until("the other is asked", () -> heardAgain.contains("b"));
        assertThat(onLoop(hub::turnsAway)).as("until the other has answered").isTrue();
    }

    @Test
    void aLineThatAnotherNodeTookOverHadNothingToMiss() {
        otherIsHeard();
        reports("id-b");
        cutOff();
        reports("id-c");
        assertThat(turnsAwayAfter(consumers::checkTick)).isFalse();
    }
}
