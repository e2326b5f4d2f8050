package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.market.Field;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.Frames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamShardTest {
    private static final long MILLI = 1_000_000;
    private static final Frames FRAMES = new Frames(UnpooledByteBufAllocator.DEFAULT);

    private final HubLoop loop = new HubLoop();
    private final SlowConsumers slowConsumers = loop.slowConsumers(FRAMES, Duration.ofMinutes(1));
    private final EncoderRegistry encoders = new EncoderRegistry();
    private final AdaptiveBatchWindow window = new AdaptiveBatchWindow(Optional.of(Duration.ofMillis(20)));
    private final StreamShard shard = Shards.shard(window, encoders);
    private long sequence;

    @AfterEach
    void close() {
        loop.close();
    }

    private void arrive(long nowNanos) {
        shard.arrive(Arrivals.of(tick("A", sequence + 1, "1"), sequence++, 0), nowNanos);
    }

    private PriceStream joined(Subscription subscription) {
        return shard.add(new FakeResponse().asConnection(), subscription);
    }

    @Test
    void itWaitsForAPassOnceSomethingArrives() {
        assertThat(shard.isWaiting()).isFalse();
        arrive(0);
        assertThat(shard.isWaiting()).isTrue();
        shard.flush(FRAMES, slowConsumers, 0, Arrivals.HERE);
        assertThat(shard.isWaiting()).isFalse();
    }

    @Test
    void theFirstPassWaitsForNothing() {
        arrive(5 * MILLI);
        assertThat(shard.remaining(5 * MILLI)).isLessThanOrEqualTo(0);
    }

    @Test
    void theNextIsAWindowAfterTheStartOfTheLast() {
        arrive(0);
        shard.flush(FRAMES, slowConsumers, 0, Arrivals.HERE);
        arrive(3 * MILLI);
        assertThat(shard.remaining(5 * MILLI)).isEqualTo(15 * MILLI);
        assertThat(shard.remaining(21 * MILLI)).isLessThanOrEqualTo(0);
    }

    @Test
    void theLongerItCouldHaveHadItsPassTheFurtherInFrontItIs() {
        StreamShard other = Shards.shard(window, encoders);
        arrive(0);
        other.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 0);
        shard.flush(FRAMES, slowConsumers, 0, Arrivals.HERE);
        other.flush(FRAMES, slowConsumers, 4 * MILLI, Arrivals.HERE);
        arrive(5 * MILLI);
        other.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), 5 * MILLI);
        assertThat(shard.remaining(50 * MILLI)).isLessThan(other.remaining(50 * MILLI));
    }

    @Test
    void wherePassesAreDearTheFirstTickWaitsForOthers() {
        AdaptiveBatchWindow auto = new AdaptiveBatchWindow(Optional.empty());
        auto.roundGrew(MILLI);
        StreamShard gathering = Shards.shard(auto, encoders);
        gathering.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 100 * MILLI);
        gathering.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), 100 * MILLI + 300_000);
        assertThat(gathering.remaining(100 * MILLI + 300_000)).isEqualTo(700_000);
    }

    @Test
    void whatIsLateForTheFirstPassAfterARestNeedNotWaitAWindow() {
        AdaptiveBatchWindow auto = new AdaptiveBatchWindow(Optional.empty());
        StreamShard resting = Shards.shard(auto, encoders);
        auto.roundGrew(10 * MILLI);
        long now = System.nanoTime();
        resting.flush(FRAMES, slowConsumers, now, Arrivals.HERE);
        resting.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), now);
        assertThat(resting.remaining(now)).isEqualTo(auto.gatherNanos());
        resting.flush(FRAMES, slowConsumers, now + auto.gatherNanos(), Arrivals.HERE);
        resting.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), now + auto.gatherNanos());
        assertThat(resting.remaining(now + auto.gatherNanos())).isCloseTo(auto.nanos(), Offset.offset(MILLI));
    }

    @Test
    void aShardThatIsGoneNoLongerCountsInTheWindow() {
        AdaptiveBatchWindow auto = new AdaptiveBatchWindow(Optional.empty());
        StreamShard busy = Shards.shard(auto, encoders);
        busy.add(new FakeResponse().asConnection(), HubLoop.ALL);
        busy.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 0);
        // A pass that began an hour ago has taken long.
        busy.flush(
                FRAMES, slowConsumers, System.nanoTime() - Duration.ofHours(1).toNanos(), Arrivals.HERE);
        assertThat(auto.nanos()).isPositive();
        busy.leave();
        assertThat(auto.nanos()).isZero();
    }

    @Test
    void itHasRoomForSomeStreamsOnly() {
        List<PriceStream> streams = IntStream.range(0, StreamShard.MAX_STREAMS)
                .mapToObj(i -> joined(HubLoop.ALL))
                .toList();
        assertThat(shard.hasRoom()).isFalse();
        shard.remove(streams.get(7));
        assertThat(shard.hasRoom()).isTrue();
        assertThat(shard.isEmpty()).isFalse();
    }

    @Test
    void streamsThatAskForTheSameShareAGroupAndItsEndIsThatOfTheLast() {
        TickJson other = new TickJson(List.of(Field.PRICE));
        PriceStream one = joined(HubLoop.ALL);
        PriceStream two = joined(HubLoop.ALL);
        PriceStream third = joined(new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, other, 0));
        assertThat(one.group()).isSameAs(two.group()).isNotSameAs(third.group());
        assertThat(encoders.size()).isEqualTo(2);
        shard.remove(third);
        shard.remove(one);
        assertThat(encoders.size()).isEqualTo(1);
        shard.remove(two);
        assertThat(encoders.size()).isZero();
        assertThat(shard.isEmpty()).isTrue();
    }

    @Test
    void anEventIsMadeOnceForAllShards() {
        SequencedTick arrival = Arrivals.of(tick("A", 1, "1"), 0, 0);
        TickEventEncoder events = encoders.claim(HubLoop.ALL);
        TickEventEncoder others = encoders.claim(
                new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, new TickJson(List.of(Field.PRICE)), 0));
        byte[] bytes = arrival.data(events);
        assertThat(arrival.data(others)).isNotEqualTo(bytes);
        events.data(tick("A", 2, "2"));
        assertThat(arrival.data(events)).isSameAs(bytes);
    }
}
