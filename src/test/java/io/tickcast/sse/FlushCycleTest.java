package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.wire.Frames;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ticks of a flush that each stream gets. */
class FlushCycleTest {
    private static final Frames FRAMES = new Frames(UnpooledByteBufAllocator.DEFAULT);

    private final HubLoop loop = new HubLoop();
    private final SlowConsumers slowConsumers = loop.slowConsumers(FRAMES, Duration.ofMinutes(1));
    private final SubscriptionGroup group = kept(HubLoop.ALL);
    private final Map<PriceStream, FakeResponse> clients = new HashMap<>();
    private long sequence;

    @AfterEach
    void close() {
        loop.close();
    }

    /** With a stream that stays, so that the group does, and that no flush is for. */
    private static SubscriptionGroup kept(Subscription subscription) {
        PriceStream stream = Shards.shard().add(new FakeResponse().asConnection(), subscription);
        stream.leave();
        return stream.group();
    }

    /** A stream whose snapshot holds all that has arrived. */
    private PriceStream joined(SubscriptionGroup to) {
        FakeResponse client = new FakeResponse();
        PriceStream stream = to.shard().add(client.asConnection(), to.subscription());
        clients.put(stream, client);
        stream.joined(sequence);
        return stream;
    }

    private List<String> prices(PriceStream stream) {
        return clients.get(stream).prices();
    }

    private void arrive(SubscriptionGroup at) {
        at.collect(Arrivals.of(tick("A", sequence + 1, Long.toString(sequence + 1)), sequence, 0));
        sequence++;
    }

    private FlushCycle flush() {
        FlushCycle cycle = new FlushCycle(FRAMES, slowConsumers, Arrivals.HERE);
        cycle.give(group, group.takeCollected());
        return cycle;
    }

    @Test
    void aHeartbeatThatFailsLeavesNoFrameBehind() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        FakeResponse client = new FakeResponse();
        client.onWrite(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        group.shard().add(client.asConnection(), HubLoop.ALL).joined(sequence);
        loop.turn(() -> {
            Vertx vertx = Vertx.currentContext().owner();
            FlushScheduler scheduler = new FlushScheduler(
                    vertx,
                    new CooperativeScheduler(vertx),
                    Shards.overload(Duration.ofHours(1), Shards.stats()),
                    new Frames(allocator),
                    slowConsumers,
                    () -> Arrivals.HERE,
                    shard -> {});
            scheduler.add(group.shard());
            assertThatThrownBy(() -> scheduler.heartbeat(false)).hasMessage("a fault of ours");
        });
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void eachStreamGetsAllOfItInOneWrite() {
        List<PriceStream> streams =
                IntStream.range(0, 100).mapToObj(i -> joined(group)).toList();
        arrive(group);
        arrive(group);
        FlushCycle cycle = flush();
        assertThat(streams).allSatisfy(stream -> {
            assertThat(prices(stream)).containsExactly("A=1", "A=2");
            assertThat(clients.get(stream).writes()).hasSize(1);
        });
        assertThat(cycle.totals().frames()).isEqualTo(100);
        assertThat(cycle.totals().conflated()).isZero();
    }

    @Test
    void whoIsFoundClosedByItsWriteCostsNobodyTheirs() {
        List<PriceStream> streams =
                IntStream.range(0, 9).mapToObj(i -> joined(group)).toList();
        for (int i = 0; i < 9; i += 2) {
            PriceStream gone = streams.get(i);
            clients.get(gone).onWrite(() -> gone.group().shard().remove(gone));
        }
        arrive(group);
        flush();
        arrive(group);
        flush();
        for (int i = 0; i < 9; i++) {
            assertThat(prices(streams.get(i)))
                    .containsExactlyElementsOf(i % 2 == 0 ? List.of("A=1") : List.of("A=1", "A=2"));
        }
    }

    @Test
    void aStreamThatJoinsBetweenTickAndPassGetsEachTickOnce() {
        arrive(group);
        arrive(group);
        PriceStream late = joined(group);
        arrive(group);
        flush();
        assertThat(prices(late)).containsExactly("A=3");
    }

    @Test
    void aStreamThatJoinsAfterAllTicksOfAPassIsWrittenNothing() {
        arrive(group);
        PriceStream late = joined(group);
        FlushCycle cycle = flush();
        assertThat(clients.get(late).writes()).isEmpty();
        assertThat(cycle.totals().frames()).isZero();
    }

    @Test
    void aTestIsForAllWhoAreThere() {
        group.collect(Arrivals.of(builder("A", 1, "77").test().build(), sequence++, -1));
        arrive(group);
        PriceStream late = joined(group);
        PriceStream returning = joined(group);
        returning.leave();
        flush();
        assertThat(prices(late)).containsExactly("A=77");
        assertThat(prices(returning)).containsExactly("A=77");
    }

    @Test
    void ofAnIntervalsTicksAStreamGetsThoseThatItsSnapshotLacks() {
        SubscriptionGroup paced = kept(new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, HubLoop.JSON, 1));
        StreamShard shard = paced.shard();
        shard.arrive(Arrivals.of(tick("A", 1, "1"), sequence++, 0), 0);
        shard.arrive(Arrivals.of(tick("B", 1, "1"), sequence++, 1), 0);
        shard.flush(FRAMES, slowConsumers, 0, Arrivals.HERE);
        // Both wait; A goes on after B, and after a stream joined.
        shard.arrive(Arrivals.of(tick("A", 2, "2"), sequence++, 0), 0);
        shard.arrive(Arrivals.of(tick("B", 2, "2"), sequence++, 1), 0);
        PriceStream late = joined(paced);
        shard.arrive(Arrivals.of(tick("A", 3, "3"), sequence++, 0), 0);
        shard.flush(FRAMES, slowConsumers, 1_000_000, Arrivals.HERE);
        assertThat(prices(late)).containsExactly("A=3");
    }
}
