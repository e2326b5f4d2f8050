package io.tickcast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeChannel;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that share one event bus, and members as the test lists them. */
class PeerTrackerTest {
    private static final Duration BEAT = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> listed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private final List<String> heardAgain = new CopyOnWriteArrayList<>();
    private final AtomicInteger subscriptionsLost = new AtomicInteger();
    private final FakeChannel channel = new FakeChannel();
    private final PeerTracker peers = new PeerTracker(
            vertx, BEAT, BEAT.multipliedBy(15), () -> listed, "id-a", "a", channel, lost::incrementAndGet);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private void start() {
        peers.onHeardAgain(peer -> heardAgain.add(peer.heartbeat().node()));
        peers.onSubscriptionsLost(subscriptionsLost::incrementAndGet);
        Await.result(peers.start(new Liveness()));
    }

    private void says(String node, long coversFrom) {
        listed.add("id-" + node);
        vertx.eventBus()
                .publish(
                        BusAddresses.BUS_HEARTBEAT,
                        new Heartbeat("id-" + node, node, 7, true, "past of " + node, coversFrom).toJson());
    }

    private List<String> heard() {
        return peers.heard().stream()
                .map(peer -> peer.heartbeat().node())
                .sorted()
                .toList();
    }

    @Test
    void hearsTheOthersAndNotItself() {
        start();
        says("b", 5);
        says("c", 5);
        Await.until("both are heard", () -> heard().equals(List.of("b", "c")));
        listed.add("id-silent");
        Await.until("all members are known", () -> peers.members() == 4);
        assertThat(peers.heard())
                .allSatisfy(peer -> assertThat(peer.heartbeat().clients()).isEqualTo(7));
    }

    @Test
    void saysWhatItIsToldToSay() {
        start();
        List<JsonObject> said = new CopyOnWriteArrayList<>();
        Await.result(vertx.eventBus()
                .<JsonObject>consumer(BusAddresses.BUS_HEARTBEAT, m -> {
                    JsonObject body = m.body().copy();
                    assertThat(((JsonObject) body.remove("clock")).fieldNames())
                            .containsExactly("era", "age_ms", "micros");
                    said.add(body);
                })
                .completion());
        peers.say(3, true, "there", 99);
        Await.until(
                "it is said",
                () -> said.contains(new JsonObject()
                        .put("id", "id-a")
                        .put("node", "a")
                        .put("clients", 3)
                        .put("ready", true)
                        .put("past", "there")
                        .put("covers_from", 99)));
    }

    @Test
    void thoseWhoRememberLongestComeFirst() {
        start();
        says("b", 500);
        says("c", 100);
        assertThat(Await.result(peers.remembering()))
                .extracting(peer -> peer.heartbeat().node())
                .containsExactly("c", "b");
    }

    @Test
    void aMemberThatSaysNothingIsNotWaitedForLong() {
        start();
        listed.add("id-mute");
        says("b", 1);
        assertThat(Await.result(peers.remembering()))
                .extracting(peer -> peer.heartbeat().node())
                .containsExactly("b");
    }

    @Test
    void whatSaysTooLittleIsNoPeer() {
        start();
        JsonObject whole = new Heartbeat("id-odd", "odd", 7, true, "past", 1).toJson();
        for (String left : whole.fieldNames()) {
            JsonObject message = whole.copy();
            message.remove(left);
            vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, message);
        }
        says("b", 1);
        assertThat(Await.result(peers.remembering()))
                .extracting(peer -> peer.heartbeat().node())
                .containsExactly("b");
    }

    @Test
    void theBusIsNotIsolatedBeforeADeadNodeIsNoLongerListed() {
        Duration second = Duration.ofSeconds(1);
        assertThat(Cluster.isolatedAfter(second, Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(15));
        assertThat(Cluster.isolatedAfter(second, Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(65));
        assertThat(Cluster.isolatedAfter(second.multipliedBy(3), Duration.ofSeconds(10)))
                .isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void whoAsksForThemGetsThemWhereItIs() {
        start();
        says("b", 1);
        Context caller = vertx.getOrCreateContext();
        Promise<Context> heard = Promise.promise();
        caller.runOnContext(v -> peers.remembering().onSuccess(all -> heard.complete(Vertx.currentContext())));
        assertThat(Await.result(heard.future())).isSameAs(caller);
    }

    @Test
    void whoHasNothingYetIsNotAsked() {
        start();
        listed.add("id-new");
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, new Heartbeat("id-new", "new", 0, false, "", 0).toJson());
        assertThat(Await.result(peers.remembering())).isEmpty();
    }

    @Test
    void oneThatWasSilentForAWhileIsHeardAgain() {
        start();
        says("b", 1);
        Await.until("it is heard", () -> heard().equals(List.of("b")));
        Await.until(
                "it was silent for three beats",
                () -> peers.heard().iterator().next().silentNanos(System.nanoTime()) > 4 * BEAT.toNanos());
        says("b", 1);
        Await.until("it is told", () -> heardAgain.equals(List.of("b")));
    }

    @Test
    void oneThatWasForgottenInASplitIsHeardAgain() {
        start();
        says("b", 1);
        Await.until("it is heard", () -> heard().equals(List.of("b")));
        listed.clear();
        Await.until("it is forgotten", () -> heard().isEmpty());
        peers.say(0, true, "own past", 1);
        says("b", 1);
        Await.until("it is told", () -> heardAgain.equals(List.of("b")));
    }

    @Test
    void oneThatStartsIsNotHeardAgain() {
        start();
        peers.say(0, true, "own past", 1);
        listed.add("id-new");
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, new Heartbeat("id-new", "new", 0, false, "", 0).toJson());
        says("new", 5);
        Await.until(
                "it has something to give",
                () -> !Await.result(peers.remembering()).isEmpty());
        assertThat(heardAgain).isEmpty();
    }

    @Test
    void anIsolatedBusIsLoggedAndRecoversWithTheNextMessage() {
        start();
        says("b", 1);
        channel.lives("id-b", "id-a");
        Await.until("it is isolated", peers::isIsolated);
        Await.until("it is told", () -> subscriptionsLost.get() > 0);
        says("b", 1);
        Await.until("it hears", () -> !peers.isIsolated());
        assertThat(lost).hasValue(0);
    }

    @Test
    void aBusThatStaysIsolatedIsLost() {
        start();
        says("b", 1);
        channel.lives("id-b", "id-a");
        Await.until("it gives up", () -> lost.get() > 0);
        assertThat(subscriptionsLost).hasPositiveValue();
    }

    @Test
    void oneThatCannotHearTwoOthersWhichHearEachOtherIsLost() {
        start();
        says("b", 1);
        says("c", 1);
        channel.lives("id-b", "id-c");
        channel.lives("id-c", "id-b");
        Await.until("it gives up", () -> lost.get() > 0);
    }

    @Test
    void aNewcomerThatHearsNobodyIsLost() {
        listed.add("id-b");
        channel.elder("id-b");
        channel.lives("id-b");
        start();
        Await.until("it gives up", () -> lost.get() > 0);
        assertThat(peers.isIsolated()).isTrue();
    }

    @Test
    void aNewcomerThatNobodyHearsIsLost() {
        channel.elder("id-b");
        channel.lives("id-b");
        start();
        vertx.setPeriodic(BEAT.toMillis(), timer -> says("b", 1));
        Await.until("it gives up", () -> lost.get() > 0);
    }

    @Test
    void aNewcomerThatIsHeardStays() {
        channel.elder("id-b");
        channel.lives("id-b", "id-a");
        start();
        vertx.setPeriodic(BEAT.toMillis(), timer -> says("b", 1));
        awaitBeats(50);
        assertThat(peers.isIsolated()).isFalse();
        assertThat(lost).hasValue(0);
    }

    /** So many reports of this node: longer than it takes to give up. */
    private void awaitBeats(int count) {
        int from = channel.reported().size();
        Await.until(count + " beats", () -> channel.reported().size() >= from + count);
    }

    @Test
    void aMemberThatWasNeverHeardIsNotMissed() {
        start();
        listed.add("id-b");
        channel.lives("id-b");
        awaitBeats(50);
        assertThat(peers.silent()).containsExactly("the node id-b");
        assertThat(peers.isIsolated()).isFalse();
        assertThat(lost).hasValue(0);
    }

    @Test
    void aPeerThatHangsIsNotMissed() {
        start();
        says("b", 1);
        Await.until("it is heard", () -> heard().equals(List.of("b")));
        awaitBeats(50);
        assertThat(peers.silent()).containsExactly("the node id-b");
        assertThat(peers.isIsolated()).isFalse();
        assertThat(lost).hasValue(0);
    }

    @Test
    void whereNoNodeHearsAnotherEachServesOn() {
        start();
        says("b", 1);
        channel.lives("id-b");
        awaitBeats(50);
        Await.until("consumers are registered anew, which may help", () -> subscriptionsLost.get() > 0);
        assertThat(peers.isIsolated()).isFalse();
        assertThat(lost).hasValue(0);
    }

    @Test
    void whatTheClusterForgotOfThisNodeIsRegisteredAnew() {
        AtomicBoolean forgotten = new AtomicBoolean();
        vertx.eventBus().addInboundInterceptor(delivery -> {
            if (!forgotten.get()) {
                delivery.next();
            }
        });
        start();
        assertThat(peers.hearsItself()).isTrue();
        forgotten.set(true);
        Await.until("it is registered anew until it helps", () -> subscriptionsLost.get() > 1);
        assertThat(peers.hearsItself()).isFalse();
        forgotten.set(false);
        Await.until("it hears itself", peers::hearsItself);
        assertThat(peers.isIsolated()).as("there is nobody else to hear").isFalse();
    }

    @Test
    void whatIsNoHeartbeatHarmsNobody() {
        start();
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, new JsonObject().put("id", 5));
        says("b", 1);
        Await.until("the next is heard", () -> heard().equals(List.of("b")));
    }

    @Test
    void aForgedHeartbeatNeitherOverflowsNorSteersATerminal() {
        start();
        JsonObject forged = new Heartbeat("id-forged", "a\u001b[2J\u0085b\u202e", 7, true, "past", 1).toJson();
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, forged.copy().put("clients", Integer.MAX_VALUE));
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, forged.copy().put("clients", -1));
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, forged.copy().put("past", "x".repeat(1_000)));
        Await.until("all are dropped", () -> peers.malformed() == 3);
        assertThat(peers.heard()).isEmpty();
        listed.add("id-forged");
        vertx.eventBus().publish(BusAddresses.BUS_HEARTBEAT, forged);
        Await.until("it is heard, its name without control characters", () -> heard().equals(List.of("a?[2J?b?")));
    }
}
