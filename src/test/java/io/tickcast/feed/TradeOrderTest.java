package io.tickcast.feed;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Trades of many symbols that come late, twice, in any order or not at all, beside a REST that answers at any moment:
 * each one is published once and in its order, or named in a gap.
 */
class TradeOrderTest {
    private static final int SYMBOLS = 60;
    private static final long LAST = 80;
    private static final long TIME = 1_700_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final LatestPrices latestPrices = new LatestPrices();
    private final Map<String, Market> markets = new HashMap<>();
    private final TradeGaps gaps =
            new TradeGaps(vertx, Optional.of(this::past), symbol -> Future.succeededFuture(0L), false, new Recorded());

    /** A symbol, and what became of its trades. Belongs to the loop. */
    private static final class Market {
        private final Random random;
        /** The trades that have happened: REST may tell them. */
        private long newest;

        private final List<Long> published = new ArrayList<>();
        private final List<Long> named = new ArrayList<>();

        Market(int seed) {
            random = new Random(seed);
        }
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private Market market(String symbol) {
        return markets.computeIfAbsent(symbol, first -> new Market(first.hashCode()));
    }

    private final class Recorded implements TradeGaps.Outlet {
        @Override
        public boolean publish(Tick tick) {
            boolean isNews = latestPrices.accept(tick);
            if (isNews) {
                market(tick.symbol()).published.add(tick.tradeId());
            }
            return isNews;
        }

        @Override
        public void publishPast(Tick tick) {
            publish(tick);
        }

        @Override
        public void lost(String symbol, long from, long to, String why) {
            LongStream.rangeClosed(from, to).forEach(market(symbol).named::add);
        }
    }

    private static Arrival trade(String symbol, long id) {
        return new Arrival(builder(symbol, TIME + id / 3, "1.10").tradeId(id).build(), id, id);
    }

    /** Soon or late, with all that has happened by then or with less of it; at times it refuses. */
    private Future<List<Arrival>> past(String symbol, OptionalLong number, int most) {
        Market market = market(symbol);
        return vertx.timer(1 + market.random.nextInt(150), TimeUnit.MILLISECONDS)
                .compose(asked -> {
                    if (market.random.nextInt(20) == 0) {
                        return Future.failedFuture("429");
                    }
                    long to = market.newest - market.random.nextInt(3);
                    return Future.succeededFuture(LongStream.rangeClosed(Math.max(1, number.orElse(1)), to)
                            .limit(most)
                            .mapToObj(id -> trade(symbol, id))
                            .toList());
                });
    }

    /** The next trades happen, of which the line brings some, at times in another order or once more. */
    private void happen(String symbol) {
        Market market = market(symbol);
        long from = market.newest + 1;
        long to = Math.min(LAST, from + market.random.nextInt(5));
        market.newest = to;
        List<Long> ids = new ArrayList<>();
        LongStream.rangeClosed(from, to)
                .filter(id -> id == LAST || id == 1 || market.random.nextInt(4) > 0)
                .forEach(ids::add);
        if (from > 1 && market.random.nextInt(3) == 0) {
            Collections.shuffle(ids, market.random);
        }
        if (market.random.nextInt(4) == 0) {
            ids.add(Math.max(1, from - 1 - market.random.nextInt(8)));
        }
        ids.forEach(id -> gaps.take(trade(symbol, id).tick(), id, id));
        if (to < LAST) {
            vertx.setTimer(1 + market.random.nextInt(120), timer -> happen(symbol));
        }
    }

    @Test
    void eachTradeIsPublishedOnceAndInItsOrderOrNamed() {
        loop.runOnContext(v -> {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                happen("S" + symbol + "USDT");
            }
        });
        Await.until("all symbols have their last trade", () -> Await.result(ask()));

        for (Market market : markets.values()) {
            assertThat(market.published).isSorted();
            List<Long> all = new ArrayList<>(market.published);
            all.addAll(market.named);
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, LAST).boxed().toList());
        }
    }

    private Future<Boolean> ask() {
        return Future.future(answer -> loop.runOnContext(v -> answer.complete(markets.size() == SYMBOLS
                && markets.values().stream().allMatch(market -> market.published.contains(LAST)))));
    }
}
