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
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamShardTest {
    private static final long MILLI = 1_000_000;
    private static final long INTERVAL = 250 * MILLI;
    private static final Subscription QUARTERLY = new Subscription(
            HubLoop.ALL.exchanges(),
            SymbolSelection.ALL,
            HubLoop.JSON,
            Duration.ofNanos(INTERVAL).toMillis());
    private static final Frames FRAMES = new Frames(UnpooledByteBufAllocator.DEFAULT);

    private final HubLoop loop = new HubLoop();
    private final SlowConsumers slowConsumers = loop.slowConsumers(FRAMES, Duration.ofMinutes(1));
    private final EncoderRegistry encoders = new EncoderRegistry();
    private final AdaptiveBatchWindow window = new AdaptiveBatchWindow(Optional.of(Duration.ofMillis(20)));
    private final StreamShard shard = withStream(Shards.shard(window, encoders));
    private long sequence;

    @AfterEach
    void close() {
        loop.close();
    }

    /** With a stream that gets every tick. */
    private static StreamShard withStream(StreamShard shard) {
        shard.add(new FakeResponse().asConnection(), HubLoop.ALL);
        return shard;
    }

    private void arrive(long nowNanos) {
        shard.arrive(Arrivals.of(tick("A", sequence + 1, "1"), sequence++, 0), nowNanos);
    }

    private static PriceStream joined(StreamShard to, Subscription subscription) {
        return to.add(new FakeResponse().asConnection(), subscription);
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
        StreamShard other = withStream(Shards.shard(window, encoders));
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
        StreamShard gathering = withStream(Shards.shard(auto, encoders));
        gathering.arrive(Arrivals.of(tick("A", 1, "1"), 0, 0), 100 * MILLI);
        gathering.arrive(Arrivals.of(tick("A", 2, "1"), 1, 0), 100 * MILLI + 300_000);
        assertThat(gathering.remaining(100 * MILLI + 300_000)).isEqualTo(700_000);
    }

    @Test
    void whatIsLateForTheFirstPassAfterARestNeedNotWaitAWindow() {
        AdaptiveBatchWindow auto = new AdaptiveBatchWindow(Optional.empty());
        StreamShard resting = withStream(Shards.shard(auto, encoders));
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
        StreamShard busy = withStream(Shards.shard(auto, encoders));
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
        StreamShard full = Shards.shard();
        List<PriceStream> streams = IntStream.range(0, StreamShard.MAX_STREAMS)
                .mapToObj(i -> joined(full, HubLoop.ALL))
                .toList();
        assertThat(full.hasRoom()).isFalse();
        full.remove(streams.get(7));
        assertThat(full.hasRoom()).isTrue();
        assertThat(full.isEmpty()).isFalse();
    }

    @Test
    void streamsThatAskForTheSameShareAGroupAndItsEndIsThatOfTheLast() {
        EncoderRegistry own = new EncoderRegistry();
        StreamShard empty = Shards.shard(window, own);
        TickJson other = new TickJson(List.of(Field.PRICE));
        PriceStream one = joined(empty, HubLoop.ALL);
        PriceStream two = joined(empty, HubLoop.ALL);
        PriceStream third = joined(empty, new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, other, 0));
        assertThat(one.group()).isSameAs(two.group()).isNotSameAs(third.group());
        assertThat(own.size()).isEqualTo(2);
        empty.remove(third);
        empty.remove(one);
        assertThat(own.size()).isEqualTo(1);
        empty.remove(two);
        assertThat(own.size()).isZero();
        assertThat(empty.isEmpty()).isTrue();
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

    /** A shard whose grid begins at 0, without a window. */
    private static StreamShard paced() {
        return Shards.shard(new AdaptiveBatchWindow(Optional.of(Duration.ZERO)), new EncoderRegistry());
    }

    private void arrive(StreamShard at, String symbol, int number, long nowNanos) {
        at.arrive(Arrivals.of(tick(symbol, sequence + 1, Long.toString(sequence + 1)), sequence++, number), nowNanos);
    }

    private void flush(StreamShard flushed, long nowNanos) {
        flushed.flush(FRAMES, slowConsumers, nowNanos, Arrivals.HERE);
    }

    @Test
    void aTickThatNobodyWantsWakesNobody() {
        StreamShard paced = paced();
        joined(paced, new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.of(Set.of("B")), HubLoop.JSON, 0));
        arrive(paced, "A", 7, 0);
        assertThat(paced.isWaiting()).isFalse();
    }

    @Test
    void whatAnIntervalHoldsBackWakesTheShardWhenItIsDue() {
        StreamShard paced = paced();
        FakeResponse client = new FakeResponse();
        paced.add(client.asConnection(), QUARTERLY);
        arrive(paced, "A", 0, 0);
        assertThat(paced.remaining(0)).isLessThanOrEqualTo(0);
        flush(paced, 0);
        assertThat(paced.isWaiting()).isFalse();
        arrive(paced, "A", 0, MILLI);
        assertThat(paced.isWaiting()).isTrue();
        assertThat(paced.remaining(MILLI)).isEqualTo(INTERVAL - MILLI);
        flush(paced, INTERVAL);
        assertThat(paced.isWaiting()).isFalse();
        assertThat(client.prices()).containsExactly("A=1", "A=2");
    }

    @Test
    void anotherFlushBeforeThatLeavesItHeldBack() {
        StreamShard paced = paced();
        FakeResponse client = new FakeResponse();
        FakeResponse all = new FakeResponse();
        paced.add(client.asConnection(), QUARTERLY);
        paced.add(all.asConnection(), HubLoop.ALL);
        arrive(paced, "A", 0, 0);
        flush(paced, 0);
        arrive(paced, "A", 0, MILLI);
        assertThat(paced.remaining(MILLI)).as("for the stream of every tick").isLessThanOrEqualTo(0);
        flush(paced, MILLI);
        assertThat(paced.remaining(2 * MILLI)).isEqualTo(INTERVAL - 2 * MILLI);
        assertThat(client.prices()).containsExactly("A=1");
        assertThat(all.prices()).containsExactly("A=1", "A=2");
    }

    @Test
    void groupsOfTheSameIntervalAreFlushedTogetherHoweverLateTheyCame() {
        StreamShard paced = paced();
        List<FakeResponse> clients = List.of(new FakeResponse(), new FakeResponse(), new FakeResponse());
        Subscription bitcoin = new Subscription(
                HubLoop.ALL.exchanges(), SymbolSelection.of(Set.of("A")), HubLoop.JSON, QUARTERLY.intervalMillis());
        paced.add(clients.get(0).asConnection(), QUARTERLY);
        arrive(paced, "A", 0, 0);
        flush(paced, 0);
        paced.add(clients.get(1).asConnection(), QUARTERLY).joined(sequence);
        paced.add(clients.get(2).asConnection(), bitcoin).joined(sequence);
        arrive(paced, "A", 0, MILLI);
        arrive(paced, "B", 1, MILLI);
        flush(paced, MILLI);
        arrive(paced, "A", 0, 2 * MILLI);
        arrive(paced, "B", 1, 2 * MILLI);
        flush(paced, INTERVAL);
        assertThat(clients.get(0).prices()).containsExactly("A=1", "B=3", "A=4");
        assertThat(clients.get(1).prices()).containsExactly("B=3", "A=4");
        assertThat(clients.get(2).prices()).containsExactly("A=4");
    }

    @Test
    void eachIntervalHasItsOwnTicks() {
        StreamShard paced = paced();
        FakeResponse twice = new FakeResponse();
        FakeResponse once = new FakeResponse();
        paced.add(twice.asConnection(), QUARTERLY);
        paced.add(
                once.asConnection(), new Subscription(HubLoop.ALL.exchanges(), SymbolSelection.ALL, HubLoop.JSON, 500));
        for (long now = 0; now <= 4 * INTERVAL; now += 10 * MILLI) {
            arrive(paced, "A", 0, now);
            if (paced.remaining(now) <= 0) {
                flush(paced, now);
            }
        }
        assertThat(twice.prices()).containsExactly("A=1", "A=26", "A=51", "A=76", "A=101");
        assertThat(once.prices()).containsExactly("A=1", "A=51", "A=101");
    }

    @Test
    void whatWaitsForStreamsThatAreGoneWakesTheShardOnceAtMost() {
        StreamShard paced = paced();
        PriceStream leaves = joined(paced, QUARTERLY);
        joined(paced, HubLoop.ALL);
        arrive(paced, "A", 0, 0);
        flush(paced, 0);
        arrive(paced, "A", 0, MILLI);
        flush(paced, MILLI);
        paced.remove(leaves);
        flush(paced, INTERVAL);
        assertThat(paced.isWaiting()).isFalse();
    }
}
