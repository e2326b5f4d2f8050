package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWalkTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long QUARTER = 900_000;

    private static List<String> payloads(RandomWalk walk, long from, int count, long step) {
        return LongStream.range(0, count)
                .mapToObj(i -> walk.next(from + i * step).toJson())
                .toList();
    }

    @Test
    void theWalksOfOneMarketStayNearOneAnother() {
        DemoMarket market = new DemoMarket(7);
        RandomWalk first = market.walk("BTCUSDT", "binance", NOW);
        RandomWalk second = market.walk("BTCUSDT", "okx", NOW);
        int apart = 0;

        for (int i = 1; i <= 5_000; i++) {
            long one = first.next(NOW + i * 1_000L).last();
            long other = second.next(NOW + i * 1_000L).last();
            assertThat(Math.abs(one - other)).isLessThan(one / 200);
            apart += one == other ? 0 : 1;
        }

        assertThat(apart).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BTCUSDT",
                "ETHUSDT",
                "BNBUSDT",
                "SOLUSDT",
                "XRPUSDT",
                "ADAUSDT",
                "DOGEUSDT",
                "AVAXUSDT",
                "DOTUSDT",
                "POLUSDT",
                "LINKUSDT",
                "ATOMUSDT",
                "UNIUSDT",
                "LTCUSDT",
                "BCHUSDT",
                "FILUSDT",
                "PEPEUSDT",
                "币安人生USDT"
            })
    void everyPayloadIsLikeARealOne(String symbol) {
        TickerCheck.check(payloads(new RandomWalk(symbol, 7, NOW), NOW, 500, 1000));
    }

    @Test
    void soIsThatOfAnySymbol() {
        IntStream.range(0, 500)
                .forEach(i -> TickerCheck.check(payloads(new RandomWalk("S" + i, i, NOW), NOW, 3, 1000)));
    }

    @Test
    void soItStaysWhileTheWindowMovesOnForDays() {
        TickerCheck.check(payloads(new RandomWalk("BTCUSDT", 7, NOW), NOW, 1_000, 599_000));
    }

    @Test
    void andAfterASleepOfAWeek() {
        RandomWalk walk = new RandomWalk("BTCUSDT", 7, NOW);
        List<String> before = payloads(walk, NOW, 10, 1000);
        List<String> after = payloads(walk, NOW + 7 * 86_400_000L, 1_000, 1000);

        TickerCheck.check(List.of(before.get(9), after.get(20), after.get(999)));
    }

    @Test
    void theCheckHoldsForRecordedFrames() {
        TickerCheck.check(Recording.rvn().frames());
    }

    @Test
    void theSameSeedGivesTheSamePayloads() {
        assertThat(payloads(new RandomWalk("BTCUSDT", 3, NOW), NOW, 100, 1000))
                .isEqualTo(payloads(new RandomWalk("BTCUSDT", 3, NOW), NOW, 100, 1000))
                .isNotEqualTo(payloads(new RandomWalk("BTCUSDT", 4, NOW), NOW, 100, 1000));
    }

    @Test
    void tradesAreCountedAndTheTickerKnowsThem() {
        RandomWalk walk = new RandomWalk("BTCUSDT", 3, NOW);
        Ticker before = walk.ticker(NOW);
        List<AggTrade> trades = new ArrayList<>();
        for (long time = NOW + 250; time < NOW + 100_000; time += 250) {
            trades.addAll(walk.trades(time));
        }
        Ticker after = walk.ticker(NOW + 100_000);

        TickerCheck.check(List.of(before.toJson(), after.toJson()));
        assertThat(trades.get(0).first()).isEqualTo(before.lastTrade() + 1);
        assertThat(trades.get(trades.size() - 1).last()).isEqualTo(after.lastTrade());
        assertThat(new BigDecimal(trades.get(trades.size() - 1).price()))
                .isEqualTo(BigDecimal.valueOf(after.last(), Ticker.SCALE));
        int shared = 0;
        for (int i = 1; i < trades.size(); i++) {
            AggTrade last = trades.get(i - 1);
            AggTrade next = trades.get(i);
            assertThat(next.number()).isEqualTo(last.number() + 1);
            assertThat(next.first()).isEqualTo(last.last() + 1);
            assertThat(next.last()).isGreaterThanOrEqualTo(next.first());
            assertThat(next.time()).isGreaterThanOrEqualTo(last.time());
            shared += next.time() == last.time() && !next.price().equals(last.price()) ? 1 : 0;
        }
        assertThat(trades).hasSizeGreaterThan(400);
        assertThat(shared).as("of one ms and different prices").isGreaterThan(50);
    }

    @Test
    void timesNeverGoBackWhenTheClockDoes() {
        RandomWalk walk = new RandomWalk("BTCUSDT", 3, NOW);

        TickerCheck.check(LongStream.range(0, 500)
                .mapToObj(i -> walk.next(NOW - i * QUARTER).toJson())
                .toList());
    }

    @Test
    void someFramesDifferInTheEventTimeOnly() {
        Set<String> different = new HashSet<>();
        payloads(new RandomWalk("BTCUSDT", 3, NOW), NOW, 10_000, 1000)
                .forEach(payload -> different.add(payload.replaceFirst("\"E\":\\d+", "")));

        assertThat(different.size()).isBetween(7_500, 7_900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTCUSDT", "DOGEUSDT", "AVAXUSDT"})
    void thePriceMovesAndStaysPlausible(String symbol) {
        BigDecimal start = BigDecimal.valueOf(Coin.of(symbol).price(), Ticker.SCALE);
        List<BigDecimal> prices = payloads(new RandomWalk(symbol, 5, NOW), NOW, 20_000, 1000).stream()
                .map(payload -> new BigDecimal(new JsonObject(payload).getString("c")))
                .toList();

        assertThat(Set.copyOf(prices)).hasSizeGreaterThan(20);
        assertThat(prices)
                .allMatch(price -> price.compareTo(start.multiply(new BigDecimal("0.6"))) > 0
                        && price.compareTo(start.multiply(new BigDecimal("1.6"))) < 0);
    }
}
