package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Frames;
import io.tickcast.testing.Await;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.SseEvent;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flushes that come too late, and clients that lose their connection among them. */
class OverloadTest {
    private static final long MILLI = 1_000_000;
    private static final Duration AFTER = Duration.ofMillis(500);
    private static final long LATE = AFTER.toNanos() + 1;
    private static final Frames FRAMES = new Frames(UnpooledByteBufAllocator.DEFAULT);
    private static final String BITCOIN = "BTCUSDT";
    private static final String ETHER = "ETHUSDT";
    private static final String SOLANA = "SOLUSDT";
    private static final Subscription SECONDLY =
            new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, HubLoop.JSON, 1_000);

    private final SetTime time = new SetTime(1_704_868_500_123L);
    private final NodeClock clock = new NodeClock(time, 0);
    private final HubLoop loop = new HubLoop(
            Map.of("TICKCAST_STREAM_REPLAY", "60s", "TICKCAST_STREAM_OVERLOAD_AFTER", "50ms"), Duration.ZERO, clock);
    private final SlowConsumers slowConsumers = loop.slowConsumers(FRAMES, Duration.ofMinutes(1));
    private final StreamStats stats = Shards.stats();
    private final StreamShard shard =
            Shards.shard(new AdaptiveBatchWindow(Optional.of(Duration.ZERO)), new EncoderRegistry(), AFTER, stats);
    private long sequence;

    @AfterEach
    void close() {
        loop.close();
    }

    private FakeResponse joined(Subscription subscription) {
        FakeResponse client = new FakeResponse();
        shard.add(client.asConnection(), subscription).joined(sequence);
        return client;
    }

    private static Subscription fields(long interval, Field... fields) {
        return new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, new TickJson(List.of(fields)), interval);
    }

    /** Ticks of A are those of symbol 0, of B those of symbol 1. */
    private void arrive(String symbol, String price) {
        arrive(symbol, price, 0);
    }

    private void arrive(String symbol, String price, long nowNanos) {
        int number = symbol.charAt(0) - 'A';
        shard.arrive(Arrivals.of(tick(symbol, sequence + 1, price), sequence++, number), nowNanos);
    }

    private void flush(long nowNanos) {
        shard.flush(FRAMES, slowConsumers, nowNanos, Arrivals.HERE);
    }

    private long conflated() {
        return stats.overload().toJson().getLong("conflated_ticks");
    }

    @Test
    void aFlushInTimeCarriesEveryTick() {
        FakeResponse client = joined(HubLoop.ALL);
        arrive("A", "1");
        arrive("A", "2");
        flush(AFTER.toNanos());
        assertThat(client.prices()).containsExactly("A=1", "A=2");
        assertThat(conflated()).isZero();
    }

    @Test
    void aLateFlushCarriesTheNewestTickOfEachSymbolAndCountsTheOthersForEachStream() {
        List<FakeResponse> clients = List.of(joined(HubLoop.ALL), joined(HubLoop.ALL));
        joined(new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.of(Set.of("A")), HubLoop.JSON, 0));
        arrive("A", "1");
        arrive("B", "2");
        arrive("A", "3");
        arrive("A", "4");
        arrive("B", "5");
        flush(LATE);
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.prices()).containsExactly("A=4", "B=5");
            assertThat(client.writes()).hasSize(1);
        });
        assertThat(conflated()).isEqualTo(2 * 3 + 2);
        arrive("A", "6");
        arrive("A", "7");
        flush(0);
        assertThat(clients.get(0).prices()).endsWith("A=6", "A=7");
    }

    @Test
    void aStreamThatIsReplayingLacksNoTickThatIsLeftOut() {
        joined(HubLoop.ALL);
        shard.add(new FakeResponse().asConnection(), HubLoop.ALL).leave();
        arrive("A", "1");
        arrive("A", "2");
        flush(LATE);
        assertThat(conflated()).isEqualTo(1);
    }

    @Test
    void ticksThatAreTooManyForOneFlushAreConflatedWithoutAnOverload() {
        FakeResponse client = joined(HubLoop.ALL);
        int many = 8_193;
        for (int i = 1; i <= many; i++) {
            arrive("A", Integer.toString(i));
        }
        flush(0);
        assertThat(client.prices()).containsExactly("A=" + many);
        assertThat(stats.toJson().getLong("conflated_ticks")).isEqualTo(many - 1);
        assertThat(conflated()).isZero();
    }

    @Test
    void theNewestStandsForTheExtremesOfThoseThatItReplaces() {
        FakeResponse client =
                joined(fields(0, Field.SYMBOL, Field.PRICE, Field.WINDOW_LOW, Field.WINDOW_HIGH, Field.WINDOW_COUNT));
        arrive("A", "5");
        arrive("A", "9");
        arrive("A", "2");
        arrive("A", "6");
        flush(LATE);
        SseEvent price = client.events().get(0);
        assertThat(client.events()).hasSize(1);
        assertThat(price.raw("price")).isEqualTo("6");
        assertThat(price.raw("window_low")).isEqualTo("2");
        assertThat(price.raw("window_high")).isEqualTo("9");
        assertThat(price.raw("window_count")).isEqualTo("4");
    }

    @Test
    void aTestIsNeverLeftOut() {
        FakeResponse client = joined(HubLoop.ALL);
        shard.arrive(Arrivals.of(builder("A", 1, "77").test().build(), sequence++, 0), 0);
        arrive("A", "1");
        arrive("A", "2");
        flush(LATE);
        assertThat(client.prices()).containsExactly("A=77", "A=2");
    }

    @Test
    void aStreamThatJoinedMeanwhileGetsWhatItsSnapshotLacks() {
        joined(HubLoop.ALL);
        arrive("A", "1");
        arrive("B", "2");
        FakeResponse late = joined(HubLoop.ALL);
        arrive("A", "3");
        arrive("A", "4");
        flush(LATE);
        assertThat(late.prices()).containsExactly("A=4");
    }

    @Test
    void aPriceThatAnIntervalHeldBackIsLateFromTheEndOfThatOn() {
        FakeResponse paced = joined(SECONDLY);
        FakeResponse all = joined(HubLoop.ALL);
        arrive("A", "1");
        flush(0);
        arrive("A", "2");
        flush(0);
        long inTime = 1_000 * MILLI + AFTER.toNanos();
        arrive("A", "3", inTime);
        arrive("A", "4", inTime);
        flush(inTime);
        assertThat(all.prices()).containsExactly("A=1", "A=2", "A=3", "A=4");
        arrive("A", "5", 1_600 * MILLI);
        flush(1_600 * MILLI);
        long late = 2_000 * MILLI + LATE;
        arrive("A", "6", late);
        arrive("A", "7", late);
        flush(late);
        assertThat(all.prices()).endsWith("A=4", "A=5", "A=7");
        assertThat(paced.prices()).containsExactly("A=1", "A=4", "A=7");
    }

    @Test
    void flushesThatAreLateGetAsMuchOfTheLoopAsAllElse() {
        assertThat(FlushScheduler.sliceNanos(false, 7 * MILLI)).isEqualTo(MILLI);
        assertThat(FlushScheduler.sliceNanos(true, 70 * MILLI)).isEqualTo(70 * MILLI);
        assertThat(FlushScheduler.sliceNanos(true, 10)).as("at least").isEqualTo(MILLI);
        assertThat(FlushScheduler.sliceNanos(true, 900 * MILLI)).as("at most").isEqualTo(100 * MILLI);
    }

    /** Within a turn: a tick that was received just now. */
    private void hear(String symbol) {
        sequence++;
        loop.hub()
                .tick(builder(symbol, sequence, Long.toString(sequence))
                        .receivedAt(clock.micros())
                        .build());
    }

    /** Ticks of one turn, a ms apart, that are flushed when they have waited for too long. */
    private void lateTurn(String... symbols) {
        loop.turn(() -> {
            for (String symbol : symbols) {
                time.pass(Duration.ofMillis(1));
                hear(symbol);
            }
            long end = System.nanoTime() + 51 * MILLI;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        });
    }

    private FakeResponse back(String id) {
        return back(HubLoop.ALL, id);
    }

    private FakeResponse back(Subscription subscription, String id) {
        FakeResponse[] back = new FakeResponse[1];
        loop.turn(() -> back[0] = loop.reopen(subscription, id));
        Await.until("the replay is there", () -> {
            loop.turn(() -> {});
            return loop.stats().getInteger("replaying") == 0;
        });
        assertThat(back[0].text()).doesNotContain("event: reset", "event: gap");
        return back[0];
    }

    @Test
    void whoeverResumesAfterALateFlushGetsNothingAgainThatWasLeftOut() {
        FakeResponse client = loop.opened(HubLoop.ALL);
        lateTurn(BITCOIN, ETHER, BITCOIN, ETHER, BITCOIN);
        assertThat(client.prices()).containsExactly("ETHUSDT=4", "BTCUSDT=5");
        loop.turn(client::breakOff);
        assertThat(back(client.lastEventId()).prices()).isSubsetOf("BTCUSDT=5");
    }

    @Test
    void whoeverBreaksOffAmidALateFlushLacksNoNewestPrice() {
        FakeResponse client = loop.opened(HubLoop.ALL);
        lateTurn(ETHER, BITCOIN, ETHER, BITCOIN, BITCOIN);
        List<SseEvent> events = client.events().stream()
                .filter(event -> event.name().equals("price"))
                .toList();
        assertThat(client.prices()).containsExactly("ETHUSDT=3", "BTCUSDT=5");
        loop.turn(client::breakOff);
        FakeResponse back = back(events.get(0).id());
        Map<String, String> newest = new HashMap<>();
        back.events().stream()
                .filter(event -> event.name().equals("price"))
                .forEach(event -> newest.put(event.json().getString("symbol"), event.raw("price")));
        assertThat(newest).containsEntry(BITCOIN, "5");
        assertThat(back.prices()).isSubsetOf("ETHUSDT=3", "BTCUSDT=4", "BTCUSDT=5");
    }

    @Test
    void whoeverBreaksOffAmidALateFlushLacksNoExtreme() {
        Subscription windows = fields(0, Field.SYMBOL, Field.PRICE, Field.WINDOW_LOW);
        FakeResponse client = loop.opened(windows);
        String before = client.lastEventId();
        lateTurn(BITCOIN, ETHER, BITCOIN);
        List<SseEvent> late = client.events().stream()
                .filter(event -> event.name().equals("price"))
                .toList();
        assertThat(client.prices()).containsExactly("ETHUSDT=2", "BTCUSDT=3");
        assertThat(late.get(1).raw("window_low")).isEqualTo("1");
        assertThat(late.get(0).id()).isEqualTo(before);
        loop.turn(client::breakOff);
        assertThat(back(windows, late.get(1).id()).prices()).isSubsetOf("BTCUSDT=3");
    }

    @Test
    void aHeartbeatLeavesOutNoPriceThatStillWaitsForItsFlush() {
        FakeResponse client = loop.opened(SECONDLY);
        loop.turn(() -> hear(SOLANA));
        loop.turn(() -> {
            hear(BITCOIN);
            time.pass(Duration.ofSeconds(6));
            hear(ETHER);
            loop.hub().heartbeat();
            client.breakOff();
        });
        assertThat(client.prices()).containsExactly("SOLUSDT=1");
        assertThat(back(SECONDLY, client.lastEventId()).prices()).contains("BTCUSDT=2");
    }

    @Test
    void aPriceThatAnIntervalHeldBackComesAlsoWhenTheCursorLeaptAhead() {
        FakeResponse client = loop.opened(SECONDLY);
        loop.turn(() -> hear(BITCOIN));
        loop.turn(() -> {
            hear(BITCOIN);
            time.pass(Duration.ofSeconds(4));
            hear(ETHER);
        });
        loop.turn(client::breakOff);
        assertThat(client.prices()).contains("BTCUSDT=1", "ETHUSDT=3");
        List<String> prices = new ArrayList<>(client.prices());
        prices.addAll(back(SECONDLY, client.lastEventId()).prices());
        assertThat(prices).contains("BTCUSDT=2");
    }

    @Test
    void aSlowClientGetsTheNewestOfWhatItMissedAndCountsAsSlow() {
        FakeResponse slow = loop.opened(HubLoop.ALL);
        loop.turn(slow::fill);
        lateTurn(BITCOIN, BITCOIN, ETHER);
        lateTurn(BITCOIN, ETHER);
        loop.turnAndLook(slow::drain);
        assertThat(slow.prices()).containsExactly("BTCUSDT=4", "ETHUSDT=5");
        assertThat(loop.stats().getLong("conflated_ticks")).isEqualTo(5);
    }
}
