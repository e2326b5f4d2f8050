package io.tickcast.feed;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trades that arrive while others before them are missing. What happens in one step is in one turn of the loop. */
class TradeGapsTest {
    private static final String BTC = "BTCUSDT";
    private static final long TIME = 1_700_000_000_000L;
    /** By which the exchange counts more than it has trades. */
    private static final long NUMBERS = 7_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final LatestPrices latestPrices = new LatestPrices();
    /** Each trade by its id, a ticker with a T before it, a trade of the past with a P. */
    private final List<String> published = Collections.synchronizedList(new ArrayList<>());

    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());
    private final Set<Tick> tickers = ConcurrentHashMap.newKeySet();
    /** The last trade that another line has brought. */
    private final AtomicLong heard = new AtomicLong();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private final class Recorded implements TradeGaps.Outlet {
        @Override
        public boolean publish(Tick tick) {
            return put(tick, tickers.contains(tick) ? "T" : "");
        }

        @Override
        public void publishPast(Tick tick) {
            put(tick, "P");
        }

        private boolean put(Tick tick, String lead) {
            boolean isNews = latestPrices.accept(tick);
            if (isNews) {
                published.add(lead + tick.tradeId());
            }
            return isNews;
        }

        @Override
        public void lost(String symbol, long from, long to, String why) {
            lost.add(from + " to " + to);
        }
    }

    private TradeGaps gaps(Optional<PastTrades> source) {
        return gaps(source, false);
    }

    private TradeGaps gaps(Optional<PastTrades> source, boolean hasOtherLines) {
        return new TradeGaps(
                vertx, source, symbol -> Future.succeededFuture(heard.get()), hasOtherLines, new Recorded());
    }

    private static Optional<PastTrades> answering(Supplier<Future<List<Arrival>>> answer) {
        return Optional.of((symbol, number, most) -> answer.get());
    }

    private static Arrival trade(long id) {
        return new Arrival(builder(BTC, TIME + id, "95000.10").tradeId(id).build(), id, NUMBERS + id);
    }

    private void ticker(TradeGaps gaps, long last) {
        Tick ticker = builder(BTC, TIME + last + 500, "95000.10").tradeId(last).build();
        tickers.add(ticker);
        gaps.take(ticker, last, 0);
    }

    private static void trades(TradeGaps gaps, long... ids) {
        for (long id : ids) {
            Arrival arrival = trade(id);
            gaps.take(arrival.tick(), arrival.first(), arrival.number());
        }
    }

    /** In one turn of the loop, so no timer comes in between. */
    private void step(Runnable step) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(v -> {
            step.run();
            done.complete();
        });
        Await.result(done.future());
    }

    private void stepAfterGrace(Runnable step) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(v -> vertx.setTimer(200, timer -> {
            step.run();
            done.complete();
        }));
        Await.result(done.future());
    }

    private void awaitPublished(String last) {
        Await.until("the last one is published", () -> published.contains(last));
    }

    @Test
    void tradesBehindAMissingOneAreAllPublishedWhenRestIsRefused() {
        TradeGaps gaps = gaps(answering(() -> Future.failedFuture("429")));
        step(() -> {
            trades(gaps, 1);
            ticker(gaps, 7);
            trades(gaps, 2, 4, 5, 7, 8);
        });
        awaitPublished("8");
        assertThat(published).containsExactly("1", "2", "4", "5", "7", "T7", "8");
        assertThat(lost).containsExactly("3 to 3", "6 to 6");
    }

    @Test
    void tradesBehindAMissingOneAreAllPublishedWithoutRest() {
        TradeGaps gaps = gaps(Optional.empty());
        step(() -> {
            trades(gaps, 1);
            ticker(gaps, 5);
            trades(gaps, 4, 5, 6);
        });
        awaitPublished("6");
        assertThat(published).containsExactly("1", "4", "5", "T5", "6");
        assertThat(lost).containsExactly("2 to 3");
    }

    @Test
    void whatRestBringsComesBetweenTheTradesInHand() {
        TradeGaps gaps = gaps(answering(() -> Future.succeededFuture(
                LongStream.rangeClosed(2, 8).mapToObj(TradeGapsTest::trade).toList())));
        step(() -> {
            trades(gaps, 1);
            ticker(gaps, 7);
            trades(gaps, 2, 4, 5, 7, 8);
        });
        awaitPublished("8");
        assertThat(published).containsExactly("1", "2", "P3", "4", "5", "P6", "7", "T7", "8");
        assertThat(lost).isEmpty();
    }

    @Test
    void anAnswerThatIsTooLateIsNamedAndNotPublished() {
        Promise<List<Arrival>> late = Promise.promise();
        TradeGaps gaps = gaps(answering(late::future));
        step(() -> trades(gaps, 1, 3, 4, 6));
        awaitPublished("6");
        step(() -> late.complete(List.of(trade(2), trade(5))));
        step(() -> trades(gaps, 7));
        assertThat(published).containsExactly("1", "3", "4", "6", "7");
        assertThat(lost).containsExactly("2 to 2", "5 to 5");
    }

    @Test
    void whatAnotherLineHasBroughtIsNotNamed() {
        TradeGaps gaps = gaps(answering(() -> Future.failedFuture("429")));
        step(() -> trades(gaps, 1, 2_000));
        heard.set(1_997);
        awaitPublished("2000");
        assertThat(published).containsExactly("1", "2000");
        assertThat(lost).containsExactly("1998 to 1999");
    }

    @Test
    void aFeedThatStopsNamesWhatNoLineHasBrought() {
        TradeGaps gaps = gaps(answering(Promise.<List<Arrival>>promise()::future));
        step(() -> trades(gaps, 1, 5));
        heard.set(3);
        step(gaps::stop);
        awaitPublished("5");
        assertThat(lost).containsExactly("4 to 4");
    }

    @Test
    void whatAnotherLineHasBroughtIsNotFetched() {
        List<OptionalLong> asked = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(Optional.of((symbol, number, most) -> {
            asked.add(number);
            return Future.succeededFuture(List.of(trade(1_998), trade(1_999)));
        }));
        step(() -> {
            heard.set(1_997);
            trades(gaps, 1, 2_000);
        });
        awaitPublished("2000");
        assertThat(published).containsExactly("1", "P1998", "P1999", "2000");
        assertThat(asked).containsExactly(OptionalLong.of(NUMBERS + 1_998));
        assertThat(lost).isEmpty();
    }

    @Test
    void whatIsRefusedToOneLineMayBeFetchedByTheOther() {
        TradeGaps gaps = gaps(answering(() -> Future.failedFuture("429")), true);
        step(() -> trades(gaps, 1, 4, 5));
        stepAfterGrace(() -> {
            assertThat(published).containsExactly("1");
            heard.set(3);
        });
        awaitPublished("5");
        assertThat(published).containsExactly("1", "4", "5");
        assertThat(lost).isEmpty();
    }

    @Test
    void whatNoLineCanFetchIsNamed() {
        TradeGaps gaps = gaps(answering(() -> Future.failedFuture("429")), true);
        step(() -> trades(gaps, 1, 4));
        awaitPublished("4");
        assertThat(lost).containsExactly("2 to 3");
    }

    /** One aggregate of the exchange may be many trades: by their ids alone these would be too many. */
    @Test
    void whatAnotherLineHasBroughtLeavesTheRestToBeFetched() {
        Arrival first = new Arrival(builder(BTC, TIME, "95000.10").tradeId(1).build(), 1, 100);
        Arrival missing =
                new Arrival(builder(BTC, TIME + 1, "95000.20").tradeId(20_000).build(), 11, 102);
        Arrival last =
                new Arrival(builder(BTC, TIME + 2, "95000.30").tradeId(20_001).build(), 20_001, 103);
        List<OptionalLong> asked = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(Optional.of((symbol, number, most) -> {
            asked.add(number);
            return Future.succeededFuture(List.of(missing));
        }));
        step(() -> {
            heard.set(10);
            gaps.take(first.tick(), first.first(), first.number());
            gaps.take(last.tick(), last.first(), last.number());
        });
        awaitPublished("20001");
        assertThat(published).containsExactly("1", "P20000", "20001");
        assertThat(asked).containsExactly(OptionalLong.of(101));
        assertThat(lost).isEmpty();
    }

    @Test
    void oneAnswerClosesAllGapsThatItCovers() {
        AtomicLong requests = new AtomicLong();
        Promise<List<Arrival>> late = Promise.promise();
        TradeGaps gaps = gaps(answering(() -> {
            requests.incrementAndGet();
            return late.future();
        }));
        step(() -> trades(gaps, 1, 3, 4, 6, 7, 9));
        stepAfterGrace(() -> late.complete(
                LongStream.rangeClosed(2, 9).mapToObj(TradeGapsTest::trade).toList()));
        awaitPublished("9");
        assertThat(published).containsExactly("1", "P2", "3", "4", "P5", "6", "7", "P8", "9");
        assertThat(requests).hasValue(1);
        assertThat(lost).isEmpty();
    }

    @Test
    void withoutRestATickerWaitsForItsTrades() {
        TradeGaps gaps = gaps(Optional.empty());
        step(() -> {
            trades(gaps, 1);
            ticker(gaps, 4);
        });
        stepAfterGrace(() -> trades(gaps, 2, 3));
        awaitPublished("T4");
        assertThat(published).containsExactly("1", "2", "3", "T4");
        assertThat(lost).isEmpty();
    }

    /** As an exchange answers that has the trades from 2 to the last one, a page at a time. */
    private Optional<PastTrades> paging(long last, List<Long> asked) {
        return Optional.of((symbol, number, most) -> {
            long from = number.orElse(NUMBERS + last - most + 1) - NUMBERS;
            asked.add(from);
            return Future.succeededFuture(LongStream.rangeClosed(Math.max(2, from), Math.min(last, from + most - 1))
                    .mapToObj(TradeGapsTest::trade)
                    .toList());
        });
    }

    private static List<String> past(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(id -> "P" + id).toList();
    }

    @Test
    void moreThanOneRequestBringsAreFetchedInSeveral() {
        List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(paging(1_501, asked));
        step(() -> trades(gaps, 1, 1_502));
        awaitPublished("1502");
        assertThat(asked).containsExactly(2L, 1_002L);
        assertThat(published.subList(1, 1_501)).containsExactlyElementsOf(past(2, 1_501));
        assertThat(lost).isEmpty();
    }

    @Test
    void thePagesOfALongGapAreAskedForAtOnceAndTakenInTheirOrder() {
        List<Promise<List<Arrival>>> pages = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(Optional.of((symbol, number, most) -> {
            Promise<List<Arrival>> page = Promise.promise();
            pages.add(page);
            return page.future();
        }));
        step(() -> trades(gaps, 1, 1_502));
        Await.until("both are asked for", () -> pages.size() == 2);
        step(() -> pages.get(1)
                .complete(LongStream.rangeClosed(1_002, 1_501)
                        .mapToObj(TradeGapsTest::trade)
                        .toList()));
        step(() -> pages.get(0)
                .complete(LongStream.rangeClosed(2, 1_001)
                        .mapToObj(TradeGapsTest::trade)
                        .toList()));
        awaitPublished("1502");
        assertThat(published.subList(1, 1_501)).containsExactlyElementsOf(past(2, 1_501));
        assertThat(lost).isEmpty();
    }

    @Test
    void ofALongGapTheEarliestAreNamedAndTheRestFetched() {
        List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(paging(7_001, asked));
        step(() -> trades(gaps, 1, 7_002));
        awaitPublished("7002");
        assertThat(asked).containsExactly(2_002L, 3_002L, 4_002L, 5_002L, 6_002L);
        assertThat(published.subList(1, 5_001)).containsExactlyElementsOf(past(2_002, 7_001));
        assertThat(lost).containsExactly("2 to 2001");
    }

    @Test
    void aTickerThatTellsOfALongGapGetsTheEarliestOfIt() {
        List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(paging(7_001, asked));
        step(() -> {
            trades(gaps, 1);
            ticker(gaps, 7_001);
        });
        awaitPublished("P5001");
        step(() -> trades(gaps, 7_002));
        awaitPublished("7002");
        assertThat(asked).containsExactly(2L, 1_002L, 2_002L, 3_002L, 4_002L);
        assertThat(lost).containsExactly("5002 to 7000");
    }

    @Test
    void anExchangeThatAlwaysTellsTheSameIsNotAskedWithoutEnd() {
        AtomicLong asked = new AtomicLong();
        TradeGaps gaps = gaps(answering(() -> {
            asked.incrementAndGet();
            return Future.succeededFuture(LongStream.rangeClosed(2, 1_001)
                    .mapToObj(TradeGapsTest::trade)
                    .toList());
        }));
        step(() -> trades(gaps, 1, 2_000));
        awaitPublished("2000");
        assertThat(asked).hasValue(5);
        assertThat(lost).containsExactly("1002 to 1999");
    }

    @Test
    void aPastTradeThatCannotBeOneOfTheGapDoesNotSilenceTheNextOnes() {
        Arrival absurd = new Arrival(
                builder(BTC, TIME + 2, "95000.10").tradeId(900_000_000).build(), 2, NUMBERS + 2);
        TradeGaps gaps = gaps(answering(() -> Future.succeededFuture(List.of(absurd))));
        step(() -> trades(gaps, 1, 4));
        awaitPublished("4");
        step(() -> trades(gaps, 5, 6));
        assertThat(published).containsExactly("1", "4", "5", "6");
        assertThat(lost).containsExactly("2 to 3");
    }

    @Test
    void aPastTradeWithAnAbsurdNumberDoesNotHideTheNextGap() {
        Arrival absurd =
                new Arrival(builder(BTC, TIME + 1, "95000.10").tradeId(1).build(), 1, Long.MAX_VALUE);
        List<Long> asked = Collections.synchronizedList(new ArrayList<>());
        TradeGaps gaps = gaps(Optional.of((symbol, number, most) -> {
            asked.add(number.orElse(0) - NUMBERS);
            return Future.succeededFuture(List.of(absurd, trade(2), trade(5)));
        }));
        step(() -> trades(gaps, 1, 3));
        awaitPublished("3");
        step(() -> trades(gaps, 4, 6));
        awaitPublished("6");
        assertThat(published).containsExactly("1", "P2", "3", "4", "P5", "6");
        assertThat(asked).containsExactly(2L, 5L);
        assertThat(lost).isEmpty();
    }

    @Test
    void oneTradeOfAllTheMissingIdsClosesTheGap() {
        TradeGaps gaps = gaps(Optional.empty());
        step(() -> {
            trades(gaps, 1);
            ticker(gaps, 4);
            gaps.take(trade(6).tick(), 2, NUMBERS + 2);
            gaps.take(trade(9).tick(), 8, NUMBERS + 3);
        });
        awaitPublished("9");
        assertThat(published).containsExactly("1", "6", "9");
        assertThat(lost).isEmpty();
    }

    @Test
    void whateverIsMissingAllElseIsPublishedInItsOrder() {
        Random random = new Random(17);
        TradeGaps gaps = gaps(answering(() -> Future.failedFuture("451")));
        TreeSet<Long> arrived = new TreeSet<>();
        step(() -> {
            trades(gaps, 1);
            List<Long> ids = new ArrayList<>();
            for (long id = 2; id < 40; id++) {
                if (random.nextInt(4) > 0) {
                    ids.add(id);
                }
            }
            arrived.addAll(ids);
            Collections.shuffle(ids, random);
            ids.forEach(id -> trades(gaps, id));
            trades(gaps, 40);
        });
        arrived.add(1L);
        arrived.add(40L);
        awaitPublished("40");
        assertThat(published)
                .containsExactlyElementsOf(arrived.stream().map(String::valueOf).toList());
        TreeSet<Long> named = new TreeSet<>();
        for (String range : lost) {
            String[] ends = range.split(" to ");
            LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[1]))
                    .forEach(named::add);
        }
        TreeSet<Long> missing =
                new TreeSet<>(LongStream.rangeClosed(1, 40).boxed().toList());
        missing.removeAll(arrived);
        assertThat(named).isEqualTo(missing);
    }
}
