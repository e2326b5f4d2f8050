package io.tickcast.sse;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.Frames;
import io.tickcast.testing.Ticks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events of a stream that was behind, and the time of its end. */
class SlowConsumersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final TickJson WINDOWS =
            new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.WINDOW_HIGH, Field.WINDOW_LOW, Field.WINDOW_COUNT));

    private final HubLoop loop = new HubLoop();
    private final Frames frames = new Frames(UnpooledByteBufAllocator.DEFAULT);
    private final SlowConsumers slowConsumers = loop.slowConsumers(frames, TIMEOUT);
    private final FakeResponse client = new FakeResponse();
    private long sequence;

    @AfterEach
    void close() {
        loop.close();
    }

    private PriceStream slow(TickJson json) {
        PriceStream stream = Shards.shard()
                .add(
                        client.asConnection(),
                        new Subscription(ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.ALL, json, 0));
        client.fill();
        return stream;
    }

    private SequencedTick arrival(Tick tick) {
        return Arrivals.of(tick, sequence++, tick.symbol().charAt(0) - 'A');
    }

    private SequencedTick arrival(String symbol, String price) {
        return arrival(tick(symbol, sequence + 1, price));
    }

    private String caughtUp(PriceStream stream) {
        client.drain();
        slowConsumers.catchUp(stream);
        assertThat(slowConsumers.isEmpty()).isTrue();
        assertThat(loop.stats().getInteger("behind")).isZero();
        assertThat(client.writes()).hasSize(1);
        return client.text(0);
    }

    @Test
    void whileItTakesNothingItIsWrittenNothing() {
        PriceStream stream = slow(HubLoop.JSON);
        slowConsumers.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
        slowConsumers.catchUp(stream);
        assertThat(client.writes()).isEmpty();
        assertThat(stream.isBehind()).isTrue();
        assertThat(slowConsumers.size()).isEqualTo(1);
        assertThat(loop.stats().getInteger("behind")).isEqualTo(1);
    }

    @Test
    void itGetsTheNewestOfEachSymbolInTheOrderOfTheirArrival() {
        PriceStream stream = slow(HubLoop.JSON);
        slowConsumers.miss(stream, List.of(arrival("A", "1"), arrival("C", "2"), arrival("B", "3")), Arrivals.HERE);
        slowConsumers.miss(stream, List.of(arrival("A", "4")), Arrivals.HERE);
        caughtUp(stream);
        assertThat(client.prices()).containsExactly("C=2", "B=3", "A=4");
    }

    @Test
    void itKeepsUpAgainThen() {
        PriceStream stream = slow(HubLoop.JSON);
        slowConsumers.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
        client.drain();
        assertThat(stream.keepsUp()).as("before what it missed").isFalse();
        slowConsumers.catchUp(stream);
        assertThat(stream.keepsUp()).isTrue();
        assertThat(stream.isBehind()).isFalse();
    }

    @Test
    void whatAWaitingPassHasForItIsStillItsOwn() {
        PriceStream stream = slow(HubLoop.JSON);
        slowConsumers.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
        stream.group().collect(arrival("B", "2"));
        stream.group().collect(arrival("A", "3"));
        caughtUp(stream);
        new FlushCycle(frames, slowConsumers, Arrivals.HERE)
                .give(stream.group(), stream.group().takeCollected());
        assertThat(client.prices()).containsExactly("A=1", "B=2", "A=3");
    }

    @Test
    void aStreamThatIsBeingGivenWhatItMissedStaysOutOfThePasses() {
        PriceStream stream = slow(HubLoop.JSON);
        stream.leave();
        slowConsumers.miss(stream, List.of(arrival(builder("A", 1, "77").test().build())), Arrivals.HERE);
        caughtUp(stream);
        stream.group().collect(arrival("A", "2"));
        new FlushCycle(frames, slowConsumers, Arrivals.HERE)
                .give(stream.group(), stream.group().takeCollected());
        assertThat(client.prices()).containsExactly("A=77");
    }

    @Test
    void theExtremesOfAllThatItMissedAreKeptDigitForDigit() {
        PriceStream stream = slow(WINDOWS);
        slowConsumers.miss(
                stream, List.of(arrival("A", "100.00"), arrival("A", "99.9"), arrival("B", "7")), Arrivals.HERE);
        slowConsumers.miss(stream, List.of(arrival("A", "100.50")), Arrivals.HERE);
        slowConsumers.miss(stream, List.of(arrival("A", "100.1")), Arrivals.HERE);
        assertThat(caughtUp(stream))
                .contains(
                        "{\"symbol\": \"A\", \"price\": 100.1, \"window_high\": 100.50, \"window_low\": 99.9, \"window_count\": 4}",
                        "{\"symbol\": \"B\", \"price\": 7, \"window_high\": 7, \"window_low\": 7, \"window_count\": 1}");
    }

    @Test
    void whatAnIntervalHadMergedCountsInFull() {
        PriceStream stream = slow(WINDOWS);
        SequencedTick merged = arrival("A", "5").mergedInto(arrival("A", "1")).mergedInto(arrival("A", "3"));
        slowConsumers.miss(stream, List.of(merged), Arrivals.HERE);
        slowConsumers.miss(stream, List.of(arrival("A", "4")), Arrivals.HERE);
        assertThat(caughtUp(stream))
                .contains("\"price\": 4, \"window_high\": 5, \"window_low\": 1, \"window_count\": 4");
    }

    @Test
    void itIsToldHowTheFeedIsAndGetsTheLastTest() {
        PriceStream stream = slow(HubLoop.JSON);
        slowConsumers.missFeedState(stream, Ticks.EXCHANGE);
        slowConsumers.miss(stream, List.of(arrival(builder("A", 1, "77").test().build())), Arrivals.HERE);
        slowConsumers.miss(
                stream,
                List.of(arrival("A", "1"), arrival(builder("B", 1, "78").test().build())),
                Arrivals.HERE);
        assertThat(caughtUp(stream)).startsWith("event: feed\n").contains("\"price\": 78, \"test\": true");
        assertThat(client.prices()).containsExactly("A=1", "B=78");
    }

    @Test
    void howeverMuchItMissesOneEventOfASymbolIsKept() {
        ConflationBuffer conflation = new ConflationBuffer(true);
        for (int i = 0; i < 100_000; i++) {
            conflation.add(arrival(i % 2 == 0 ? "A" : "Z", Integer.toString(i + 1)));
        }
        assertThat(conflation.arrivals())
                .extracting(arrival -> arrival.tick().symbol())
                .containsExactly("A", "Z");
        assertThat(conflation.arrivals().get(0).window().count()).isEqualTo(50_000);
    }

    @Test
    void withoutWindowsNothingOfThePastIsKept() {
        ConflationBuffer conflation = new ConflationBuffer(false);
        conflation.add(arrival("A", "1"));
        conflation.add(arrival("A", "2"));
        assertThat(conflation.arrivals())
                .singleElement()
                .satisfies(arrival -> assertThat(arrival.merged()).isEmpty());
    }

    @Test
    void afterTheTimeoutItIsCutAndNotBefore() {
        FakeResponse stuck = loop.opened(HubLoop.ALL);
        PriceStream[] stream = new PriceStream[1];
        StreamShard shard = Shards.shard();
        loop.turn(() -> {
            stuck.fill();
            stream[0] = shard.add(stuck.asConnection(), HubLoop.ALL);
            slowConsumers.miss(stream[0], List.of(arrival("A", "1")), Arrivals.HERE);
            slowConsumers.cutLate(stream[0].behindSince + TIMEOUT.toNanos());
        });
        assertThat(stuck.isCut()).isFalse();
        loop.turn(() -> slowConsumers.cutLate(stream[0].behindSince + TIMEOUT.toNanos() + 1));
        assertThat(stuck.isCut()).isTrue();
        assertThat(slowConsumers.isEmpty()).isTrue();
        assertThat(shard.isEmpty()).isTrue();
        assertThat(loop.stats().getLong("cut_for_slowness")).isEqualTo(1);
    }

    @Test
    void oneThatHasRoomAfterTheTimeoutIsNotCut() {
        PriceStream stream = slow(HubLoop.JSON);
        slowConsumers.miss(stream, List.of(arrival("A", "1")), Arrivals.HERE);
        client.drain();
        slowConsumers.cutLate(stream.behindSince + TIMEOUT.toNanos() + 1);
        assertThat(client.isCut()).isFalse();
        assertThat(client.prices()).containsExactly("A=1");
    }
}
