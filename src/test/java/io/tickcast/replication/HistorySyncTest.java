package io.tickcast.replication;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.cluster.Heartbeat;
import io.tickcast.cluster.Peer;
import io.tickcast.market.Gap;
import io.tickcast.market.Tick;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.NamedGap;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two hubs on one event bus. */
@Tag("cluster")
class HistorySyncTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Context context = vertx.getOrCreateContext();
    private final NodeHubs hubs = new NodeHubs(vertx);
    private Hub there;
    private Hub here;
    private HistorySync giving;
    private HistorySync taking;

    @BeforeEach
    void start() {
        there = onLoop(() -> Future.succeededFuture(hub()));
        here = onLoop(() -> Future.succeededFuture(hub()));
        giving = new HistorySync(vertx, new NodeHubs(vertx), false);
        taking = onLoop(() -> Future.succeededFuture(new HistorySync(vertx, hubs, false)));
        onLoop(() -> {
            hubs.add(here);
            return Future.all(giving.answer(there, () -> {}).stream()
                    .map(MessageConsumer::completion)
                    .toList());
        });
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private Hub hub() {
        return Replicas.hub(vertx);
    }

    private <T> T onLoop(Supplier<Future<T>> action) {
        return on(context, action);
    }

    private static <T> T on(Context loop, Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(v -> action.get().onComplete(done));
        return Await.result(done.future());
    }

    private static Peer peer(String name, String past) {
        return new Peer(new Heartbeat(name, name, 0, true, past, 0), 0);
    }

    private List<Long> times(Hub hub) {
        return times(onLoop(() -> Future.succeededFuture(hub.past(0, Integer.MAX_VALUE))));
    }

    private static List<Long> times(HistoryPage<Tick> past) {
        return past.entries().stream().map(Tick::eventTime).toList();
    }

    private void ticksThere(int count) {
        onLoop(() -> {
            IntStream.rangeClosed(1, count).forEach(n -> there.tick(tick("BTCUSDT", n, "1")));
            return Future.succeededFuture();
        });
    }

    @Test
    void takesAllHoweverManyPiecesThatIs() {
        ticksThere(7_001);
        onLoop(() -> taking.from(peer("b", giving.address())));
        assertThat(times(here)).hasSize(7_001).isEqualTo(times(there));
        assertThat(here.coversFrom()).isEqualTo(there.coversFrom());
    }

    @Test
    void asksOnceForAllHubsOfTheNode() {
        ticksThere(3_000);
        AtomicInteger asked = new AtomicInteger();
        vertx.eventBus().addInboundInterceptor(delivery -> {
            if (delivery.message().address().equals(giving.address())
                    && Long.valueOf(0).equals(delivery.body())) {
                asked.incrementAndGet();
            }
            delivery.next();
        });
        Context otherLoop = vertx.getOrCreateContext();
        Hub beside = on(otherLoop, () -> {
            Hub hub = hub();
            hubs.add(hub);
            return Future.succeededFuture(hub);
        });

        onLoop(() -> taking.from(peer("b", giving.address())));

        assertThat(times(here)).hasSize(3_000);
        assertThat(times(on(otherLoop, () -> Future.succeededFuture(beside.past(0, Integer.MAX_VALUE)))))
                .isEqualTo(times(here));
        assertThat(asked).hasValue(1);
    }

    @Test
    void goesOnUntilTicksArriveByThemselves() {
        ticksThere(100);
        int registered = 200;
        AtomicInteger last = new AtomicInteger(100);
        onLoop(() -> {
            vertx.setPeriodic(5, timer -> {
                int n = last.incrementAndGet();
                there.tick(tick("BTCUSDT", n, "1"));
                if (n > registered) {
                    here.tick(tick("BTCUSDT", n, "1"));
                }
            });
            return taking.from(peer("b", giving.address()));
        });
        Await.until("it hears what is new", () -> last.get() > registered + 10);
        // In one turn, since the ticks go on.
        List<HistoryPage<Tick>> both = onLoop(() ->
                Future.succeededFuture(List.of(here.past(0, Integer.MAX_VALUE), there.past(0, Integer.MAX_VALUE))));
        assertThat(times(both.get(0))).isEqualTo(times(both.get(1)));
    }

    @Test
    void takesTheGapsForClientsThatComeHere() {
        Gap gap = new Gap("binance", "BTCUSDT", 5, 8);
        onLoop(() -> {
            there.gap(gap);
            return Future.succeededFuture();
        });
        onLoop(() -> taking.from(peer("b", giving.address())));
        assertThat(onLoop(() -> Future.succeededFuture(here.gaps().past(0).entries())))
                .extracting(NamedGap::gap)
                .containsExactly(gap);
    }

    @Test
    void takesNothingFromOneThatHasNothing() {
        onLoop(() -> taking.from(peer("b", giving.address())));
        assertThat(times(here)).isEmpty();
        assertThat(here.latestPrices().isEmpty()).isTrue();
    }

    @Test
    void goesOnWithoutOneThatDoesNotAnswerAndSaysSo() {
        ticksThere(10);
        try (LogLines log = new LogLines(HistorySync.class.getName())) {
            onLoop(() -> taking.from(List.of(peer("gone", "nowhere"), peer("b", giving.address()))));
            assertThat(log.all()).singleElement().asString().contains("Could not get the ticks that gone has kept");
        }
        assertThat(times(here)).hasSize(10);
    }
}
