package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.HostileFrame;
import io.tickcast.demo.HostileFrames;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Gap;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trades through a whole feed. Each aggregate is of two trades, and two of them share a ms. */
@Tag("slow")
class FeedTradesTest extends WithFeed {
    private static final Map<String, String> TRADES = Map.of("BINANCE_CHANNELS", "ticker,trade");
    /** By which the exchange counts more aggregates than it has trades since the symbol was listed. */
    private static final long NUMBERS = 7_000_000;

    private final Heard<Gap> gaps = new Heard<>();
    private final Map<String, Object> heard = new ConcurrentHashMap<>();

    @BeforeEach
    void hearGaps() {
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.GAPS, message -> gaps.add(Gap.of(message.body())))
                .completion());
        Await.result(vertx.eventBus()
                .<String>localConsumer(
                        BusAddresses.HEARD_TRADES, request -> request.reply(new JsonObject(Map.copyOf(heard))))
                .completion());
    }

    private Connection connected() {
        Connection connection = Await.result(binance.nextConnection());
        Await.result(connection.subscribed(4));
        return connection;
    }

    private static long last(long n) {
        return 2 * n;
    }

    private static long time(long n) {
        return TIME + n / 2;
    }

    private void trade(long n) {
        Await.result(binance.trade(BTC, NUMBERS + n, last(n) - 1, last(n), time(n), "9500" + n % 10 + ".10"));
    }

    /** Happens without a connection to tell of it. */
    private void missedTrade(long n) {
        Await.result(binance.untoldTrade(BTC, NUMBERS + n, last(n) - 1, last(n), time(n), "9500" + n % 10 + ".10"));
    }

    private Tick await(long n) {
        return ticks.next(tick -> tick.tradeId() == last(n));
    }

    private void assertTicks(long... numbers) {
        assertThat(ticks.all())
                .extracting(Tick::tradeId)
                .containsExactlyElementsOf(
                        LongStream.of(numbers).map(FeedTradesTest::last).boxed().toList());
    }

    private List<String> questions() {
        return binance.restCalls().all().stream()
                .map(Attempt::uri)
                .filter(uri -> uri.contains("aggTrades"))
                .toList();
    }

    @Test
    void tradesOfOneMillisecondAllArriveWithTheFiguresOfTheTicker() {
        feed(TRADES);
        connected();
        Await.result(binance.publish(BTC, Frames.after(Frames.ticker(BTC, TIME - 1, "95000.00"), 0)));
        ticks.next(tick -> tick.eventTime() == TIME - 1);
        for (long n = 1; n <= 6; n++) {
            trade(n);
        }
        Tick newest = await(6);
        assertTicks(0, 1, 2, 3, 4, 5, 6);
        assertThat(newest.digits(DecimalField.PRICE)).isEqualTo("95006.10");
        assertThat(newest.has(DecimalField.CHANGE_24H)).isTrue();
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void whatHappenedDuringACutIsFetchedAndComesInOrder() {
        feed(TRADES);
        Connection first = connected();
        trade(1);
        trade(2);
        await(2);
        Await.result(first.reset());
        for (long n = 3; n <= 7; n++) {
            missedTrade(n);
        }
        connected();
        trade(8);
        trade(9);
        Tick ninth = await(9);
        assertTicks(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(ninth.isDemo()).isFalse();
        assertThat(questions()).containsExactly("/api/v3/aggTrades?symbol=BTCUSDT&limit=1000&fromId=" + (NUMBERS + 3));
        assertThat(gaps.all()).isEmpty();
        states.next(report -> report.details().getJsonObject("messages").getInteger("past_trades") == 5);
    }

    @Test
    void whatTheExchangeRefusesToTellIsNamedAndTradesGoOn() {
        binance.restAnswers().always(Answer.status(500));
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        missedTrade(2);
        missedTrade(3);
        trade(4);
        trade(5);
        await(5);
        assertTicks(1, 4, 5);
        assertThat(gaps.next(gap -> true)).isEqualTo(new Gap("binance", BTC, 3, 6));
        assertThat(gaps.all()).hasSize(1);
        assertThat(log.containing("BTCUSDT 3 to 6")).singleElement().asString().contains("trades could not be had");
        states.next(report -> report.details().getJsonObject("messages").getInteger("trade_gaps") == 1);
    }

    @Test
    void withoutRestAGapIsNamed() {
        feed(Map.of("BINANCE_CHANNELS", "ticker,trade", "BINANCE_REST", ""));
        connected();
        trade(1);
        await(1);
        trade(3);
        await(3);
        assertThat(gaps.next(gap -> true)).isEqualTo(new Gap("binance", BTC, 3, 4));
        assertTicks(1, 3);
    }

    @Test
    void halfAMinuteOfABusySymbolIsFetched() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        for (long n = 2; n <= 1_501; n++) {
            missedTrade(n);
        }
        trade(1_502);
        await(1_502);
        assertTicks(LongStream.rangeClosed(1, 1_502).toArray());
        assertThat(questions()).hasSize(2);
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void aGapThatIsTooLongIsNamedUpToWhereItIsFetched() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        // The exchange has forgotten those before.
        for (long n = 5_003; n <= 6_002; n++) {
            missedTrade(n);
        }
        trade(6_003);
        await(6_003);
        assertThat(gaps.next(gap -> true)).isEqualTo(new Gap("binance", BTC, 3, last(5_002)));
        assertThat(log.containing("BTCUSDT 3 to")).singleElement().asString().contains("more than 5000");
        assertTicks(LongStream.concat(LongStream.of(1), LongStream.rangeClosed(5_003, 6_003))
                .toArray());
        assertThat(gaps.all()).hasSize(1);
    }

    @Test
    void whatTheExchangeItselfLacksIsNamedAndTheRestFetched() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        missedTrade(2);
        missedTrade(4);
        trade(5);
        await(5);
        assertTicks(1, 2, 4, 5);
        assertThat(gaps.all()).containsExactly(new Gap("binance", BTC, 5, 6));
    }

    @Test
    void idsThatTheExchangeLeavesOutAreNoGap() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        Await.result(binance.trade(BTC, NUMBERS + 2, 100, 101, time(2), "95002.10"));
        ticks.next(tick -> tick.tradeId() == 101);
        assertThat(gaps.all()).isEmpty();
        assertThat(questions()).isEmpty();
    }

    @Test
    void aLineThatTakesOverGoesOnWhereTheNodeHasHeardTheOther() {
        heard.put(BTC, last(3));
        feed(TRADES);
        connected();
        for (long n = 1; n <= 6; n++) {
            missedTrade(n);
        }
        trade(7);
        await(7);
        assertTicks(4, 5, 6, 7);
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void whatAnotherLineBringsIsNotAskedFor() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        heard.put(BTC, last(4));
        trade(5);
        await(5);
        assertTicks(1, 5);
        assertThat(questions()).isEmpty();
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void aGapThatIsTooLongIsNoneWhereAnotherLineBringsIt() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        heard.put(BTC, last(1_002));
        trade(1_003);
        await(1_003);
        assertTicks(1, 1_003);
        assertThat(questions()).isEmpty();
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void manyThatWaitMakeNoGapOfWhatAnotherLineBrings() {
        binance.restAnswers().always(Answer.never());
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        missedTrade(2);
        trade(3);
        Await.result(binance.restCalls().first(call -> call.uri().contains("aggTrades")));
        heard.put(BTC, last(2));
        for (long n = 4; n <= 5_003; n++) {
            trade(n);
        }
        await(5_003);
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void tradesThatComeAfterTheirTickerAreNotHeldBackBehindIt() {
        binance.restAnswers().always(Answer.never());
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        Await.result(binance.publish(BTC, Frames.after(Frames.ticker(BTC, TIME + 1_000, "95003.10"), last(3))));
        Await.result(binance.publish(BTC, Frames.after(Frames.ticker(BTC, TIME + 2_000, "95003.10"), last(3))));
        trade(2);
        trade(3);
        ticks.next(tick -> tick.eventTime() == TIME + 2_000);
        assertTicks(1, 2, 3, 3);
        trade(4);
        await(4);
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void aTickerThatKnowsOfMoreTradesHasThemFetched() {
        feed(TRADES);
        connected();
        trade(1);
        await(1);
        missedTrade(2);
        missedTrade(3);
        // The first one waits for its trade; the next one does not.
        Await.result(binance.publish(BTC, Frames.after(Frames.ticker(BTC, TIME + 1_000, "95003.10"), last(3))));
        Await.result(binance.publish(BTC, Frames.after(Frames.ticker(BTC, TIME + 2_000, "95003.10"), last(3))));
        ticks.next(tick -> tick.eventTime() == TIME + 2_000);
        assertTicks(1, 2, 3, 3);
        trade(4);
        await(4);
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void aFeedThatStopsNamesWhatItHasNotFetched() {
        binance.restAnswers().always(Answer.never());
        String feed = feed(TRADES);
        connected();
        trade(1);
        await(1);
        missedTrade(2);
        trade(3);
        Await.result(binance.restCalls().first(call -> call.uri().contains("aggTrades")));
        stopFeed(feed);
        assertTicks(1, 3);
        assertThat(gaps.all()).containsExactly(new Gap("binance", BTC, 3, 4));
    }

    @Test
    void aFeedThatStopsDoesNotNameWhatAnotherLineHasBrought() {
        binance.restAnswers().always(Answer.never());
        String feed = feed(TRADES);
        connected();
        trade(1);
        await(1);
        missedTrade(2);
        trade(3);
        Await.result(binance.restCalls().first(call -> call.uri().contains("aggTrades")));
        heard.put(BTC, last(2));
        stopFeed(feed);
        assertTicks(1, 3);
        assertThat(gaps.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hostileTradesAndBooksBetweenGoodTradesDoNoHarm(boolean books) {
        feed(Map.of("BINANCE_CHANNELS", "ticker,trade,book"));
        Connection only = Await.result(binance.nextConnection());
        Await.result(only.subscribed(6));
        int count = 10_000;
        List<HostileFrame> hostile =
                books ? HostileFrames.againstBooks(ETH, count) : HostileFrames.againstTrades(ETH, count);
        long good = 0;
        for (int i = 0; i < count; i++) {
            only.send(hostile.get(i).text());
            if (i % 10 == 0) {
                good++;
                only.send(Frames.combined(
                        "btcusdt@aggTrade",
                        Frames.trade(BTC, NUMBERS + good, last(good) - 1, last(good), time(good), "95000.10")));
            }
        }
        // The other symbol is not silent afterwards. Its hostile frames have ids around 7,000 and the present time.
        long next = 90_000;
        long now = System.currentTimeMillis() + 2_000;
        only.send(Frames.combined("ethusdt@aggTrade", Frames.trade(ETH, 7_001, next, next, now, "3300.20")));

        ticks.next(tick -> tick.symbol().equals(ETH) && tick.tradeId() == next);
        assertThat(ticks.all())
                .filteredOn(tick -> tick.symbol().equals(BTC))
                .extracting(Tick::tradeId)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, good)
                        .map(FeedTradesTest::last)
                        .boxed()
                        .toList());
        assertThat(only.isOpen()).isTrue();
        assertThat(gaps.all())
                .allMatch(gap -> gap.symbol().equals(ETH) && gap.to() < TradeIds.MAX_JUMP, "a likely gap");
        assertThat(log.all()).hasSizeLessThanOrEqualTo(20);
        states.next(report -> report.details().getJsonObject("messages").getInteger("malformed") > 1_000);
    }
}
