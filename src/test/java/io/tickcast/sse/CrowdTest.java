package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.testing.Await;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More streams than one shard holds. */
@Tag("slow")
class CrowdTest {
    private static final int MANY = 3 * StreamShard.MAX_STREAMS;
    private static final Subscription ONE = new Subscription(
            ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of("BTCUSDT")), HubLoop.JSON, 0);
    private static final List<Subscription> KINDS =
            List.of(HubLoop.ALL, ONE, HubLoop.ALL.in(Encoding.GZIP), ONE.in(Encoding.GZIP));

    private HubLoop loop = new HubLoop();
    private long ticks;

    @AfterEach
    void close() {
        loop.close();
    }

    private void tickAndPass() {
        loop.turn(this::nextTick);
    }

    private void nextTick() {
        ticks++;
        loop.hub().tick(tick("BTCUSDT", ticks, Long.toString(ticks)));
    }

    private List<FakeResponse> opened(int count) {
        List<FakeResponse> clients = new ArrayList<>();
        loop.turn(() -> IntStream.range(0, count).forEach(i -> clients.add(loop.open(KINDS.get(i % KINDS.size())))));
        return clients;
    }

    private void awaitPrice(FakeResponse client, String price) {
        Await.until("the price arrives", () -> onLoop(() -> client.prices().contains(price)));
    }

    private boolean onLoop(BooleanSupplier question) {
        boolean[] answer = new boolean[1];
        loop.turn(() -> answer[0] = question.getAsBoolean());
        return answer[0];
    }

    @Test
    void everyOneOfThemGetsEveryTick() {
        List<FakeResponse> clients = opened(MANY);
        tickAndPass();
        tickAndPass();
        clients.forEach(client -> awaitPrice(client, "BTCUSDT=2"));
        assertThat(clients).allSatisfy(client -> assertThat(client.prices()).containsExactly("BTCUSDT=1", "BTCUSDT=2"));
        assertThat(loop.stats().getLong("frames"))
                .as("one for each flush at most")
                .isBetween((long) MANY, 2L * MANY);
    }

    @Test
    void withAnIntervalEveryOneOfThemGetsTheLastPriceOfABurstWithAllOfItsShard() {
        List<Subscription> paced = Stream.of(HubLoop.ALL, ONE)
                .map(kind -> new Subscription(kind.exchanges(), kind.symbols(), kind.json(), 100))
                .toList();
        List<FakeResponse> clients = new ArrayList<>();
        loop.turn(() -> IntStream.range(0, MANY).forEach(i -> clients.add(loop.open(paced.get(i % paced.size())))));
        for (int i = 0; i < 100; i++) {
            tickAndPass();
        }
        clients.forEach(client -> awaitPrice(client, "BTCUSDT=100"));
        for (int shard = 0; shard < MANY; shard += StreamShard.MAX_STREAMS) {
            assertThat(clients.subList(shard, shard + StreamShard.MAX_STREAMS).stream()
                            .map(FakeResponse::pricesPerWrite)
                            .distinct())
                    .as("all of a shard get the same, one price a write")
                    .singleElement()
                    .satisfies(writes -> assertThat(writes).allMatch(prices -> prices.size() == 1));
        }
        assertThat(loop.stats().getLong("frames"))
                .isEqualTo(clients.stream()
                        .mapToLong(client -> client.prices().size())
                        .sum());
    }

    @Test
    void everyOneOfThemIsToldOfTheFeed() {
        List<FakeResponse> clients = opened(MANY);
        loop.turn(() -> loop.hub().feedState(HubLoop.report(State.LIVE)));
        clients.forEach(client -> Await.until(
                "it is told", () -> onLoop(() -> !client.writesSinceGreeting().isEmpty())));
        assertThat(clients).allSatisfy(client -> assertThat(client.text(1)).startsWith("event: feed\n"));
    }

    @ParameterizedTest
    @CsvSource({"1,0ms", "2,0ms", "3,3ms", "4,3ms", "5,auto", "6,auto"})
    void whoeverComesAndGoesNobodyGetsATickTwiceOrNotAtAll(long seed, String window) {
        loop.close();
        loop = new HubLoop(Map.of("TICKCAST_STREAM_FLUSH_WINDOW", window));
        Random random = new Random(seed);
        Map<FakeResponse, Long> from = new HashMap<>();
        List<FakeResponse> open = new ArrayList<>();
        List<FakeResponse> gone = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            int changes = random.nextInt(round < 20 ? 300 : 20);
            loop.turn(() -> {
                for (int i = 0; i < changes; i++) {
                    if (open.isEmpty() || random.nextInt(9) > 3) {
                        FakeResponse client = loop.open(KINDS.get(random.nextInt(KINDS.size())));
                        from.put(client, Math.max(1, ticks));
                        open.add(client);
                    } else {
                        FakeResponse leaves = open.remove(random.nextInt(open.size()));
                        leaves.breakOff();
                        gone.add(leaves);
                    }
                    if (random.nextInt(10) == 0) {
                        nextTick();
                    }
                }
                nextTick();
            });
        }
        String last = "BTCUSDT=" + ticks;
        open.forEach(client -> awaitPrice(client, last));
        assertThat(open).hasSizeGreaterThan(StreamShard.MAX_STREAMS);
        assertThat(open)
                .allSatisfy(client -> assertThat(client.prices())
                        .containsExactlyElementsOf(LongStream.rangeClosed(from.get(client), ticks)
                                .mapToObj(n -> "BTCUSDT=" + n)
                                .toList()));
        assertThat(gone).hasSizeGreaterThan(100).allSatisfy(client -> {
            List<String> prices = client.prices();
            assertThat(prices)
                    .containsExactlyElementsOf(LongStream.range(0, prices.size())
                            .mapToObj(n -> "BTCUSDT=" + (from.get(client) + n))
                            .toList());
        });
    }
}
