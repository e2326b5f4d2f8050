package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.lease.LeasePeers;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.Line;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.tickcast.testing.LogLines;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Lock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that share one event bus and its locks. */
@Tag("cluster")
class LineLeasesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = new LogLines("io.tickcast.feed");
    private final Map<String, LineLeases> nodes = new HashMap<>();
    private final Map<String, String> deployments = new HashMap<>();
    private final Set<String> members = new ConcurrentSkipListSet<>();
    /** By the id of its node, and each once it runs. */
    private final Map<String, FakeFeed> feeds = new ConcurrentHashMap<>();

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();
    private final Heard<FeedState> reports = new Heard<>();
    private final Heard<String> farewells = new Heard<>();
    private volatile State stateAtFirst = State.LIVE;
    private Duration overdue = LONG;

    @BeforeEach
    void listen() {
        Await.result(vertx.eventBus()
                .<JsonObject>consumer(BusAddresses.FEED_STATE, message -> reports.add(FeedState.of(message.body())))
                .completion());
        Await.result(vertx.eventBus()
                .<JsonObject>consumer(
                        BusAddresses.FEED_HANDOVER,
                        message -> farewells.add(message.body().getString("holder")))
                .completion());
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
        log.close();
    }

    /** Reports what the test wants it to. */
    private final class FakeFeed extends VerticleBase {
        final Line line;
        volatile State state = stateAtFirst;

        FakeFeed(Line line) {
            this.line = line;
        }

        @Override
        public Future<?> start() {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Future.failedFuture("no luck");
            }
            starts.incrementAndGet();
            feeds.put(line.holder(), this);
            report();
            vertx.setPeriodic(50, timer -> report());
            return Future.succeededFuture();
        }

        void report() {
            say(line, state);
        }

        @Override
        public Future<?> stop() {
            feeds.remove(line.holder());
            return Future.succeededFuture();
        }
    }

    private void say(Line line, State state) {
        vertx.eventBus()
                .publish(
                        BusAddresses.FEED_STATE,
                        new FeedState("binance", line, state, Instant.now(), 0, new JsonObject()).toJson());
    }

    private void start(int count, String... ids) {
        for (String id : ids) {
            members.add(id);
            LineLeases lines = new LineLeases(
                    "binance",
                    count,
                    id,
                    "same name",
                    new LeasePeers(() -> others(id), overdue),
                    new Liveness(),
                    FakeFeed::new);
            nodes.put(id, lines);
            deployments.put(id, Await.result(vertx.deployVerticle(lines)));
        }
    }

    private Set<String> others(String id) {
        return members.stream().filter(member -> !member.equals(id)).collect(Collectors.toSet());
    }

    /** Returns when the next reports were heard; whoever hears them too had its turn by then, all but surely. */
    private void reportsOf(String id, State state, int count) {
        for (int i = 0; i < count; i++) {
            reports.next(report -> report.line().holder().equals(id) && report.state() == state);
        }
    }

    private void awaitFeeds(int count) {
        Await.until(
                count + " feeds run, and their nodes know it",
                () -> feeds.size() == count
                        && log.containing("this node has line").size() == starts.get());
    }

    private String onlyFeed() {
        awaitFeeds(1);
        return feeds.keySet().iterator().next();
    }

    private Future<Void> handOver(String id) {
        return nodes.get(id).handOver(LONG);
    }

    private Lock lock(int number) {
        return Await.result(vertx.sharedData().getLockWithTimeout("feed.binance.line." + number, 20_000));
    }

    @Test
    void oneOfAllNodesFeedsAndTheNextWhenItIsGone() {
        start(1, "a", "b", "c");
        for (int left = 3; left > 1; left--) {
            String id = onlyFeed();
            members.remove(id);
            Await.result(vertx.undeploy(deployments.get(id)));
            Await.until("another feeds", () -> feeds.size() == 1 && !feeds.containsKey(id));
        }
    }

    @Test
    void twoLinesAreOfTwoNodes() {
        start(2, "a", "b", "c");
        awaitFeeds(2);
        assertThat(feeds.values()).extracting(feed -> feed.line.number()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void aNodeHasOneLineEvenWhenMoreAreFree() {
        start(3, "a");
        onlyFeed();
        int free = 0;
        for (int number = 1; number <= 3; number++) {
            free += Await.result(vertx.sharedData()
                    .getLockWithTimeout("feed.binance.line." + number, 500)
                    .map(1)
                    .otherwise(0));
        }
        assertThat(free).isEqualTo(2);
    }

    @Test
    void aLineThatSomebodyIsHeardToHaveIsNotAskedFor() {
        members.add("mute");
        long pulse = vertx.setPeriodic(0, 50, timer -> say(new Line(1, "mute", "other"), State.DOWN));
        start(2, "a");
        Await.until("the other line is taken", () -> feeds.containsKey("a"));
        assertThat(feeds.get("a").line.number()).isEqualTo(2);
        start(2, "b");
        Await.result(handOver("a"));
        Await.until("again the other line", () -> feeds.containsKey("b"));
        assertThat(feeds.get("b").line.number()).isEqualTo(2);
        start(2, "c");
        vertx.cancelTimer(pulse);
        members.remove("mute");
        Await.until("the line of a dead member is taken", () -> feeds.containsKey("c"));
        assertThat(feeds.get("c").line.number()).isEqualTo(1);
    }

    @Test
    void aNodeThatStopsFeedsOnUntilAnotherIsLive() {
        start(1, "a", "b", "c");
        String first = onlyFeed();
        stateAtFirst = State.STALE;
        Future<Void> handedOver = handOver(first);
        awaitFeeds(2);
        String next = feeds.keySet().stream()
                .filter(id -> !id.equals(first))
                .findFirst()
                .orElseThrow();
        reportsOf(next, State.STALE, 3);
        assertThat(handedOver.isComplete()).isFalse();
        feeds.get(next).state = State.LIVE;
        Await.result(handedOver);
        assertThat(feeds).containsOnlyKeys(next);
    }

    @Test
    void anotherLineThatIsLiveIsEnough() {
        start(2, "a", "b");
        awaitFeeds(2);
        Await.result(handOver("a"));
        assertThat(feeds).containsOnlyKeys("b");
    }

    @Test
    void whoIsLeavingItselfIsNoneToLeaveItTo() {
        stateAtFirst = State.DOWN;
        start(2, "a", "b");
        awaitFeeds(2);
        Future<Void> a = handOver("a");
        Future<Void> b = handOver("b");
        for (int times = 0; times < 2; times++) {
            farewells.next("a"::equals);
            farewells.next("b"::equals);
        }
        feeds.values().forEach(feed -> feed.state = State.LIVE);
        reportsOf("a", State.LIVE, 3);
        reportsOf("b", State.LIVE, 3);
        assertThat(a.isComplete() || b.isComplete()).isFalse();
        stateAtFirst = State.LIVE;
        start(2, "c");
        Await.result(a);
        Await.result(b);
        assertThat(feeds).containsOnlyKeys("c");
    }

    @Test
    void theOnlyMemberDoesNotWait() {
        start(1, "a");
        onlyFeed();
        Await.result(handOver("a"));
        assertThat(feeds).isEmpty();
        assertThat(handOver("a").isComplete()).as("again").isTrue();
    }

    @Test
    void aNodeWithoutALineDoesNotWaitAndTakesNoneAnyMore() {
        start(1, "a", "b");
        String first = onlyFeed();
        String other = first.equals("a") ? "b" : "a";
        Await.result(handOver(other));
        Await.result(nodes.get(first).handOver(Duration.ofMillis(500)));
        assertThat(feeds).isEmpty();
        lock(1).release();
    }

    @Test
    void patienceEnds() {
        members.add("one that never feeds");
        start(1, "a");
        onlyFeed();
        Await.result(nodes.get("a").handOver(Duration.ofMillis(1)));
        assertThat(feeds).isEmpty();
    }

    @Test
    void aFeedThatCannotStartLeavesTheLineToOthersAndIsTriedAgain() {
        failures.set(1);
        start(1, "a");
        Await.until("it runs after all", () -> feeds.containsKey("a"));
        assertThat(log.all())
                .filteredOn(line -> line.contains("could not be started"))
                .singleElement()
                .asString()
                .contains("binance", "no luck");
    }

    @Test
    void ofTwoThatHaveOneLineTheLargerIdGivesWayAndTriesForAnother() {
        start(2, "b");
        awaitFeeds(1);
        Line double1 = new Line(feeds.get("b").line.number(), "a", "twin");
        members.add("a");
        vertx.setPeriodic(0, 50, timer -> say(double1, State.LIVE));
        Await.until(
                "it gave way",
                () -> feeds.containsKey("b") && feeds.get("b").line.number() != double1.number());
        assertThat(log.all())
                .filteredOn(line -> line.contains("releases it"))
                .singleElement()
                .asString()
                .contains("twin has line " + double1.number());
        // The line is free again, but a node that reports the line keeps it.
        lock(double1.number()).release();
    }

    /** As one that hangs or is cut off does, for as long as the cluster lists it. */
    @Test
    void aLineWhoseHolderIsNotHeardIsRunWithoutItsLock() {
        Await.result(vertx.sharedData().getLock("feed.binance.line.1"));
        members.add("id-hangs");
        overdue = Duration.ofMillis(500);
        start(1, "id-a");
        assertThat(onlyFeed()).isEqualTo("id-a");
        assertThat(log.containing(
                        "one node has the lock of line 1, and does not answer: this node runs it without the lock"))
                .hasSize(1);
    }

    @Test
    void whatIsNoFarewellIsDroppedAndLoggedNowAndThen() {
        start(1, "id-a");
        for (int i = 0; i < 50; i++) {
            vertx.eventBus()
                    .publish(
                            BusAddresses.FEED_HANDOVER,
                            new JsonObject().put("exchange", i).put("holder", "x"));
        }
        log.awaitLine("Dropped a message that is not a farewell on \"feed.handover\" (32 so far)");
        assertThat(log.containing("Dropped a message that is not a farewell")).hasSize(6);
    }
}
