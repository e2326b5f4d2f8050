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

/** Who gets what of a pass. */
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

    /** With a stream that stays, so that the group does, and that no pass is for. */
    private static SubscriptionGroup kept(Subscription subscription) {
        PriceStream stream = Cohorts.cohort().add(new FakeResponse().asOutlet(), subscription);
        stream.leave();
        return stream.group();
    }

    /** A stream whose snapshot holds all that has arrived. */
    private PriceStream joined(SubscriptionGroup to) {
        FakeResponse client = new FakeResponse();
        PriceStream stream = to.cohort().add(client.asOutlet(), to.subscription());
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

    private FlushCycle pass() {
        return pass(group, 0);
    }

    private FlushCycle pass(SubscriptionGroup of, long nowNanos) {
        FlushCycle pass = new FlushCycle(FRAMES, slowConsumers, Arrivals.HERE);
        pass.give(of, of.due(nowNanos));
        return pass;
    }

    @Test
    void aHeartbeatThatFailsLeavesNoFrameBehind() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        FakeResponse client = new FakeResponse();
        client.onWrite(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        group.cohort().add(client.asOutlet(), HubLoop.ALL).joined(sequence);
        loop.turn(() -> {
            Vertx vertx = Vertx.currentContext().owner();
            FlushScheduler scheduler = new FlushScheduler(
                    vertx, new CooperativeScheduler(vertx), new Frames(allocator), slowConsumers, () -> Arrivals.HERE);
            scheduler.add(group.cohort());
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
        FlushCycle pass = pass();
        assertThat(streams).allSatisfy(stream -> {
            assertThat(prices(stream)).containsExactly("A=1", "A=2");
            assertThat(clients.get(stream).writes()).hasSize(1);
        });
        assertThat(pass.totals().frames()).isEqualTo(100);
        assertThat(pass.totals().conflated()).isZero();
    }

    @Test
    void whoIsFoundClosedByItsWriteCostsNobodyTheirs() {
        List<PriceStream> streams =
                IntStream.range(0, 9).mapToObj(i -> joined(group)).toList();
        for (int i = 0; i < 9; i += 2) {
            PriceStream gone = streams.get(i);
            clients.get(gone).onWrite(() -> gone.group().cohort().remove(gone));
        }
        arrive(group);
        pass();
        arrive(group);
        pass();
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
        pass();
        assertThat(prices(late)).containsExactly("A=3");
    }

    @Test
    void aStreamThatJoinsAfterAllTicksOfAPassIsWrittenNothing() {
        arrive(group);
        PriceStream late = joined(group);
        FlushCycle pass = pass();
        assertThat(clients.get(late).writes()).isEmpty();
        assertThat(pass.totals().frames()).isZero();
    }

    @Test
    void aTestIsForAllWhoAreThere() {
        group.collect(Arrivals.of(builder("A", 1, "77").test().build(), sequence++, -1));
        arrive(group);
        PriceStream late = joined(group);
        PriceStream returning = joined(group);
        returning.leave();
        pass();
        assertThat(prices(late)).containsExactly("A=77");
        assertThat(prices(returning)).containsExactly("A=77");
    }

    @Test
    void ofAnIntervalsTicksAStreamGetsThoseThatItsSnapshotLacks() {
        SubscriptionGroup paced = kept(new Subscription(HubLoop.ALL.exchange(), SymbolSelection.ALL, HubLoop.JSON, 1));
        paced.collect(Arrivals.of(tick("A", 1, "1"), sequence++, 0));
        paced.collect(Arrivals.of(tick("B", 1, "1"), sequence++, 1));
        pass(paced, 0);
        // Both wait; A goes on after B, and after a stream joined.
        paced.collect(Arrivals.of(tick("A", 2, "2"), sequence++, 0));
        paced.collect(Arrivals.of(tick("B", 2, "2"), sequence++, 1));
        PriceStream late = joined(paced);
        paced.collect(Arrivals.of(tick("A", 3, "3"), sequence++, 0));
        pass(paced, 1_000_000);
        assertThat(prices(late)).containsExactly("A=3");
    }
}
