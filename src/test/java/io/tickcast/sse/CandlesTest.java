package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Gap;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.sse.admission.StreamLease;
import io.tickcast.sse.candle.CandleSelection;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.FakeCandles;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Candles on the streams of a hub. */
class CandlesTest {
    private static final long MINUTE = Candles.MINUTE;
    /** Open time of the minute that the clock is in at first. Candles are numbered from it. */
    private static final long NOW = Candles.DAY + 100 * MINUTE;
    /** Pages of minutes end here. */
    private static final long PAGE_END = (NOW / (250 * MINUTE) + 1) * 250 * MINUTE;

    private static final Subscription BITCOIN = subscription(0);
    private static final CandleSelection MINUTES = selection(OptionalLong.empty(), Interval.MINUTES_1);

    private final FakeCandles kept = new FakeCandles();
    private final SetTime time = new SetTime(NOW);
    private final HubLoop loop = new HubLoop(kept, new NodeClock(time, 0));

    @AfterEach
    void close() {
        loop.close();
    }

    private static Subscription subscription(long interval) {
        return new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(Set.of("BTCUSDT")), HubLoop.JSON, interval);
    }

    private static CandleSelection selection(OptionalLong from, Interval... intervals) {
        return new CandleSelection(List.of(Ticks.EXCHANGE), Set.of(intervals), from);
    }

    private static CandleSelection since(long minute) {
        return selection(OptionalLong.of(NOW + minute * MINUTE), Interval.MINUTES_1);
    }

    private static CandleBuilder builder(String symbol, long minute, int price) {
        String text = Integer.toString(price);
        return new CandleBuilder(new CandleKey(Ticks.EXCHANGE, symbol, Interval.MINUTES_1), NOW + minute * MINUTE)
                .prices(text, text, text, text)
                .volume(text);
    }

    private static Candle open(long minute, int price) {
        return builder("BTCUSDT", minute, price).build();
    }

    private static Candle closed(long minute, int price) {
        return builder("BTCUSDT", minute, price).closed(true).build();
    }

    private FakeResponse opened(Subscription subscription, CandleSelection candles) {
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> client[0] = loop.open(subscription, candles, Optional.empty()));
        Await.until("the candles are followed", () -> kept.isFollowed(Interval.MINUTES_1));
        return client[0];
    }

    private static void await(FakeResponse client, String... candles) {
        Await.until("there is " + List.of(candles), () -> candles(client).size() >= candles.length);
        assertThat(candles(client)).containsExactly(candles);
    }

    /** Each candle that was written, with the number of its minute and its price, and whether it is closed. */
    private static List<String> candles(FakeResponse client) {
        return client.events().stream()
                .filter(event -> event.name().equals("candle"))
                .map(CandlesTest::text)
                .toList();
    }

    private static String text(SseEvent event) {
        long minute = (event.json().getLong("time") - NOW) / MINUTE;
        return minute + "=" + event.raw("close") + (event.json().getBoolean("closed") ? " closed" : "");
    }

    @Test
    void aStreamBeginsWithTheOpenCandleAndGetsEachChangeAndEachEnd() {
        kept.put(closed(-1, 5));
        kept.put(open(0, 10));
        FakeResponse client = opened(BITCOIN, MINUTES);
        await(client, "0=10");

        loop.turn(() -> kept.change(open(0, 11)));
        await(client, "0=10", "0=11");
        loop.turn(() -> kept.change(closed(0, 12), open(1, 13)));

        await(client, "0=10", "0=11", "0=12 closed", "1=13");
        assertThat(client.text())
                .contains(
                        "event: candle\ndata: {\"symbol\": \"BTCUSDT\", \"interval\": \"1m\", \"time\": " + NOW
                                + ", \"open\": 12, \"high\": 12, \"low\": 12, \"close\": 12, \"volume\": 12, \"closed\": true}\n\n");
    }

    @Test
    void aSymbolThatAStreamTakesUpBeginsWithItsOpenCandle() {
        kept.put(open(0, 10));
        kept.put(builder("ETHUSDT", 0, 20).build());
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        SideEvents besides = new SideEvents(Optional.empty(), Optional.of(MINUTES));
        loop.turn(() -> stream[0] = loop.hub()
                .open(client.asConnection(), BITCOIN, besides, Map.of(), Optional.empty(), StreamLease.FREE)
                .orElseThrow());
        await(client, "0=10");

        loop.turn(() -> stream[0].whenLive(() -> stream[0].change(SymbolSelection.of(Set.of("ETHUSDT")), 0, () -> {})));
        await(client, "0=10", "0=20");
        loop.turn(() -> kept.change(open(0, 11), builder("ETHUSDT", 0, 21).build()));

        await(client, "0=10", "0=20", "0=21");
    }

    @Test
    void aSymbolThatAStreamTakesUpBeginsWithItsPastWhereThatWasAskedFor() {
        kept.put(closed(-1, 5));
        kept.put(open(0, 10));
        kept.put(builder("ETHUSDT", -1, 15).closed(true).build());
        kept.put(builder("ETHUSDT", 0, 20).build());
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        SideEvents besides = new SideEvents(Optional.empty(), Optional.of(since(-1)));
        loop.turn(() -> stream[0] = loop.hub()
                .open(client.asConnection(), BITCOIN, besides, Map.of(), Optional.empty(), StreamLease.FREE)
                .orElseThrow());
        await(client, "-1=5 closed", "0=10");

        loop.turn(() -> stream[0].whenLive(
                () -> stream[0].change(SymbolSelection.of(Set.of("BTCUSDT", "ETHUSDT")), 0, () -> {})));
        await(client, "-1=5 closed", "0=10", "-1=15 closed", "0=20");
        loop.turn(() -> kept.change(builder("ETHUSDT", 0, 21).build()));

        await(client, "-1=5 closed", "0=10", "-1=15 closed", "0=20", "0=21");
        assertThat(loop.candleStats().getInteger("waiting")).isZero();
    }

    /** Within a turn: opens a stream that can be changed. */
    private OpenStream open(FakeResponse client, Subscription subscription, CandleSelection candles) {
        SideEvents besides = new SideEvents(Optional.empty(), Optional.of(candles));
        return loop.hub()
                .open(client.asConnection(), subscription, besides, Map.of(), Optional.empty(), StreamLease.FREE)
                .orElseThrow();
    }

    /** Within a turn. */
    private static void change(OpenStream stream, long interval, String... symbols) {
        assertThat(stream.whenLive(() -> stream.change(SymbolSelection.of(Set.of(symbols)), interval, () -> {})))
                .isTrue();
    }

    @Test
    void whatTheOldIntervalHeldBackComesWithTheNewOne() {
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        loop.turn(() -> stream[0] = open(client, subscription(3_600_000), MINUTES));
        Await.until("the candles are followed", () -> kept.isFollowed(Interval.MINUTES_1));
        loop.turn(() -> kept.change(open(0, 10)));
        await(client, "0=10");
        loop.turn(() -> kept.change(open(0, 11)));

        loop.turn(() -> change(stream[0], 0, "BTCUSDT"));
        await(client, "0=10", "0=11");
        loop.turn(() -> kept.change(open(0, 12)));
        await(client, "0=10", "0=11", "0=12");
    }

    @Test
    void aCandleThatClosesJustBeforeANewIntervalIsNotLost() {
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        loop.turn(() -> stream[0] = open(client, subscription(3_600_000), MINUTES));
        Await.until("the candles are followed", () -> kept.isFollowed(Interval.MINUTES_1));

        loop.turn(() -> {
            kept.change(closed(0, 10), open(1, 11));
            change(stream[0], 0, "BTCUSDT");
        });
        await(client, "0=10 closed", "1=11");
        loop.turn(() -> kept.change(open(1, 12)));
        await(client, "0=10 closed", "1=11", "1=12");
    }

    @Test
    void aStreamWhoseIntervalChangesDuringAWalkGetsWhatTheWalkBrings() {
        FakeResponse first = new FakeResponse();
        FakeResponse second = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        loop.turn(() -> {
            open(first, subscription(3_600_000), MINUTES);
            stream[0] = open(second, subscription(3_600_000), MINUTES);
        });
        Await.until("the candles are followed", () -> kept.isFollowed(Interval.MINUTES_1));
        loop.turn(() -> {
            first.onWrite(() -> {
                first.onWrite(() -> {});
                change(stream[0], 0, "BTCUSDT");
            });
            kept.change(closed(0, 10));
        });
        await(first, "0=10 closed");
        loop.turn(() -> kept.change(closed(1, 11)));
        await(second, "0=10 closed", "1=11 closed");
    }

    @Test
    void aSymbolThatGoesBeforeItsCandlesAreKnownBringsNone() {
        kept.put(open(0, 10));
        kept.put(builder("ETHUSDT", 0, 20).build());
        FakeResponse client = new FakeResponse();
        loop.turn(() -> {
            OpenStream stream = open(client, BITCOIN, MINUTES);
            change(stream, 0, "BTCUSDT", "ETHUSDT");
            change(stream, 0, "BTCUSDT");
        });
        await(client, "0=10");
        loop.turn(() -> kept.change(open(0, 11)));
        await(client, "0=10", "0=11");
    }

    @Test
    void aPastThatCannotBeReadIsNamedForTheSymbolsThatTheStreamStillHas() {
        kept.put(open(0, 10));
        kept.put(builder("ETHUSDT", 0, 20).build());
        kept.hold();
        kept.fail();
        FakeResponse client = new FakeResponse();
        OpenStream[] stream = new OpenStream[1];
        loop.turn(() -> {
            stream[0] = open(client, BITCOIN, since(-5));
            change(stream[0], 0, "BTCUSDT", "ETHUSDT");
        });
        Await.until("the past is asked for", () -> kept.reads() > 0);
        loop.turn(() -> change(stream[0], 0, "BTCUSDT"));
        loop.turn(kept::answer);
        await(client, "0=10");
        loop.turn(() -> kept.change(open(0, 11)));
        await(client, "0=10", "0=11");
        assertThat(client.events().stream().filter(event -> event.name().equals("gap")))
                .singleElement()
                .satisfies(gap -> assertThat(gap.json().getString("symbol")).isEqualTo("BTCUSDT"));
        assertThat(loop.candleStats().getInteger("waiting")).isZero();
    }

    @Test
    void theNextStreamBeginsWithThemAtOnce() {
        kept.put(open(0, 10));
        await(opened(BITCOIN, MINUTES), "0=10");

        FakeResponse next = opened(BITCOIN, MINUTES);

        assertThat(next.text(0)).contains("\"close\": 10");
        assertThat(loop.candleStats().getInteger("streams")).isEqualTo(2);
        loop.turn(() -> kept.change(open(0, 11)));
        await(next, "0=10", "0=11");
    }

    @Test
    void otherSymbolsAndIntervalsAreNotItsOwn() {
        FakeResponse client = opened(BITCOIN, MINUTES);

        loop.turn(() -> kept.change(builder("ETHUSDT", 0, 3).build(), open(0, 10)));

        await(client, "0=10");
        assertThat(kept.isFollowed(Interval.HOURS_1)).isFalse();
    }

    @Test
    void whatNoStreamWantsAnyMoreIsNotFollowed() {
        FakeResponse first = opened(BITCOIN, MINUTES);
        FakeResponse second = opened(subscription(100), MINUTES);

        loop.turn(first::breakOff);
        assertThat(kept.isFollowed(Interval.MINUTES_1)).isTrue();
        loop.turn(second::breakOff);

        Await.until("nobody follows", () -> !kept.isFollowed(Interval.MINUTES_1));
        assertThat(loop.candleStats().getInteger("streams")).isZero();
    }

    @Test
    void withAnIntervalTheNewestStateOfTheOpenCandleLeavesAndTheEndAtOnce() {
        FakeResponse client = opened(subscription(3_600_000), MINUTES);
        loop.turn(() -> kept.change(open(0, 10)));
        await(client, "0=10");

        loop.turn(() -> kept.change(open(0, 11)));
        loop.turn(() -> kept.change(open(0, 12)));
        loop.turn(() -> kept.change(closed(0, 13)));
        loop.turn(() -> kept.change(open(1, 14)));
        loop.turn(() -> kept.change(closed(1, 15)));

        await(client, "0=10", "0=13 closed", "1=15 closed");
    }

    @Test
    void aCandleThatAnIntervalHeldBackLeavesAtItsEnd() {
        FakeResponse client = opened(subscription(50), MINUTES);
        loop.turn(() -> kept.change(open(0, 10)));
        loop.turn(() -> kept.change(open(0, 11)));
        loop.turn(() -> kept.change(open(0, 12)));

        Await.until("the newest is there", () -> candles(client).contains("0=12"));
    }

    @Test
    void aSlowClientGetsTheNewestOpenCandleAndAllThatClosed() {
        FakeResponse client = opened(BITCOIN, MINUTES);
        loop.turn(client::fill);
        missed(open(0, 10));
        missed(open(0, 11));
        missed(closed(0, 12), open(1, 13));
        missed(open(1, 14));
        assertThat(candles(client)).isEmpty();

        loop.turn(client::drain);

        await(client, "0=12 closed", "1=14");
        loop.turn(() -> kept.change(open(1, 15)));
        await(client, "0=12 closed", "1=14", "1=15");
    }

    /** Publishes, and returns when a slow client has missed it. */
    private void missed(Candle... changed) {
        long before = loop.candleStats().getLong("conflated");
        loop.turn(() -> kept.change(changed));
        Await.until("it is missed", () -> loop.candleStats().getLong("conflated") == before + changed.length);
    }

    @Test
    void aClientThatIsTooSlowForTheEndsOfCandlesIsCut() {
        FakeResponse client = opened(BITCOIN, MINUTES);
        loop.turn(client::fill);

        for (int minute = 0; minute < 20; minute++) {
            int number = minute;
            loop.turn(() -> kept.change(closed(number, 1)));
        }

        Await.until("it is cut", client::isCut);
        assertThat(loop.stats().getLong("cut_for_slowness")).isEqualTo(1);
    }

    @Test
    void aClientThatComesBackGetsWhatHasClosedSinceBeforeItsNextId() {
        kept.put(closed(-30, 1));
        kept.put(closed(-2, 2));
        kept.put(closed(-1, 3));
        kept.put(open(0, 4));
        await(opened(BITCOIN, MINUTES), "0=4");
        String[] id = new String[1];
        FakeResponse[] back = new FakeResponse[1];
        loop.turn(() -> {
            loop.hub().tick(Ticks.tick("BTCUSDT", 1, "1"));
            id[0] = Long.toString(loop.hub().reached().cursor());
            loop.hub().tick(Ticks.tick("BTCUSDT", 2, "2"));
        });

        loop.turn(() -> back[0] = loop.open(BITCOIN, MINUTES, Optional.of(id[0])));

        await(back[0], "-2=2 closed", "-1=3 closed", "0=4");
        assertThat(back[0].text()).doesNotContain("event: reset");
    }

    @Test
    void candlesThatHaveBeenFollowedForLongEnoughAreInFrontOfTheNextId() {
        kept.put(open(0, 4));
        await(opened(BITCOIN, MINUTES), "0=4");
        time.pass(Duration.ofMinutes(5));
        FakeResponse[] back = new FakeResponse[1];
        loop.turn(() -> {
            kept.change(closed(0, 4), closed(4, 5), open(5, 6));
            loop.hub().tick(Ticks.tick("BTCUSDT", 1, "1"));
            String id = Long.toString(loop.hub().reached().cursor());
            back[0] = loop.open(BITCOIN, MINUTES, Optional.of(id));
        });

        assertThat(candles(back[0])).containsExactly("4=5 closed", "5=6");
        assertThat(back[0].text(0)).contains("event: candle").doesNotContain("\nid: ");
        assertThat(kept.reads()).isZero();
    }

    @Test
    void aSymbolThatIsListedWhileThePastIsReadIsLive() {
        Subscription all = new Subscription(BITCOIN.exchanges(), SymbolSelection.ALL, HubLoop.JSON, 0);
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> {
            kept.hold();
            client[0] = loop.open(all, since(-1), Optional.empty());
        });
        Await.until("the past is asked for", () -> kept.reads() > 0);

        loop.turn(() -> kept.change(builder("NEWUSDT", 0, 3).build()));

        await(client[0], "0=3");
    }

    @Test
    void aStreamWithFromGetsThePastOldestFirstAndThenWhatIsNew() {
        IntStream.range(-600, 0).forEach(minute -> kept.put(closed(minute, 1_000 + minute)));
        kept.put(open(0, 7));

        FakeResponse client = opened(BITCOIN, since(-550));

        Await.until("the past is there", () -> candles(client).size() >= 551);
        assertThat(candles(client)).hasSize(551).startsWith("-550=450 closed", "-549=451 closed");
        assertThat(candles(client)).endsWith("-1=999 closed", "0=7");
        loop.turn(() -> kept.change(open(0, 8)));
        Await.until("it is live", () -> candles(client).size() >= 552);
        assertThat(candles(client)).endsWith("0=7", "0=8");
        assertThat(loop.candleStats().getInteger("waiting")).isZero();
    }

    @Test
    void thePastHasAtMostAThousandCandlesOfASeries() {
        IntStream.range(-1_100, 0).forEach(minute -> kept.put(closed(minute, 2_000 + minute)));
        kept.put(open(0, 7));

        FakeResponse client = opened(BITCOIN, selection(OptionalLong.of(0), Interval.MINUTES_1));

        Await.until("the past is there", () -> candles(client).contains("0=7"));
        assertThat(candles(client)).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void changesThatComeWhileThePastIsReadAreNeitherLostNorInFrontOfIt() {
        kept.put(closed(-1, 5));
        kept.put(open(0, 10));
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> {
            kept.hold();
            client[0] = loop.open(BITCOIN, since(-1), Optional.empty());
        });
        Await.until("the past is asked for", () -> kept.reads() == 1);
        loop.turn(() -> kept.change(open(0, 11)));
        loop.turn(() -> kept.change(closed(0, 12), open(1, 13)));
        assertThat(candles(client[0])).isEmpty();

        loop.turn(() -> {
            kept.answer();
            Vertx.currentContext().runOnContext(v -> kept.change(open(1, 14)));
        });

        await(client[0], "-1=5 closed", "0=12 closed", "1=13", "1=14");
    }

    @Test
    void aCandleThatClosesLateAtTheEndOfAPageIsNotLost() {
        int last = (int) ((PAGE_END - NOW) / MINUTE) - 1;
        time.pass(Duration.ofMinutes(last + 1));
        IntStream.range(last - 300, last).forEach(minute -> kept.put(closed(minute, 5)));
        kept.put(open(last, 10));
        Candle[] ends = {closed(last, 11), open(last + 1, 12)};
        FakeResponse[] opened = new FakeResponse[1];
        loop.turn(() -> {
            FakeResponse client = loop.open(BITCOIN, since(last - 300), Optional.empty());
            opened[0] = client;
            client.onWrite(() -> {
                if (candles(client).contains(last + "=10")) {
                    client.onWrite(() -> {});
                    Vertx.currentContext().runOnContext(v -> kept.change(ends));
                }
            });
        });
        FakeResponse client = opened[0];

        Await.until("the next one is there", () -> candles(client).contains((last + 1) + "=12"));

        assertThat(candles(client)).contains(last + "=11 closed");
    }

    @Test
    void whatIsMissingInThePastIsNamedAlsoAcrossPages() {
        IntStream.range(-900, -700).forEach(minute -> kept.put(closed(minute, 1)));
        IntStream.range(-100, 0).forEach(minute -> kept.put(closed(minute, 1)));
        kept.miss(new Gap(Gap.Kind.CANDLES, Ticks.EXCHANGE, "BTCUSDT", NOW - 950 * MINUTE, NOW - 901 * MINUTE));
        kept.miss(new Gap(Gap.Kind.CANDLES, Ticks.EXCHANGE, "BTCUSDT", NOW - 700 * MINUTE, NOW - 101 * MINUTE));
        FakeResponse client = opened(BITCOIN, since(-950));

        Await.until("the past is there", () -> candles(client).size() >= 300);
        loop.turn(() -> {});
        List<JsonObject> gaps = client.events().stream()
                .filter(event -> event.name().equals("gap"))
                .map(SseEvent::json)
                .toList();
        // What is before the first candle may be before the exchange's own.
        long next = -700;
        for (JsonObject gap : gaps) {
            assertThat(gap.getString("interval")).isEqualTo("1m");
            assertThat((gap.getLong("from") - NOW) / MINUTE).isEqualTo(next);
            next = (gap.getLong("to") - NOW) / MINUTE + 1;
        }
        assertThat(next).isEqualTo(-100);
    }

    @Test
    void streamsThatAskForTheSamePastShareItsReading() {
        IntStream.range(-10, 0).forEach(minute -> kept.put(closed(minute, 100 + minute)));
        FakeResponse[] clients = new FakeResponse[20];
        loop.turn(() -> {
            kept.hold();
            for (int i = 0; i < clients.length; i++) {
                clients[i] = loop.open(BITCOIN, since(-10), Optional.empty());
            }
        });
        Await.until("the past is asked for", () -> kept.reads() > 0);
        loop.turn(kept::answer);

        for (FakeResponse client : clients) {
            Await.until("it has the past", () -> candles(client).size() >= 10);
        }
        assertThat(kept.reads()).isLessThanOrEqualTo(3);
    }

    @Test
    void aClientThatDoesNotTakeAPageGetsNoOther() {
        IntStream.range(-600, 0).forEach(minute -> kept.put(closed(minute, 1_000 + minute)));
        FakeResponse[] client = new FakeResponse[1];
        loop.turn(() -> {
            client[0] = loop.open(BITCOIN, since(-600), Optional.empty());
            client[0].fill();
        });
        loop.turn(() -> kept.change(closed(0, 1)));
        assertThat(candles(client[0])).isEmpty();
        assertThat(kept.reads()).isZero();

        client[0].onWrite(client[0]::fill);
        loop.turn(client[0]::drain);
        Await.until("a page is there", () -> !candles(client[0]).isEmpty());
        assertThat(candles(client[0])).hasSizeLessThanOrEqualTo(250);

        client[0].onWrite(() -> {});
        loop.turn(client[0]::drain);
        Await.until("all are there", () -> candles(client[0]).contains("0=1 closed"));
        assertThat(candles(client[0])).hasSize(601).doesNotHaveDuplicates();
    }

    @Test
    void aPastThatCannotBeReadIsNamedAndTheStreamGoesOn() {
        kept.put(closed(-1, 5));
        kept.put(open(0, 10));
        kept.fail();

        FakeResponse client = opened(BITCOIN, since(-500));

        Await.until("it has begun", () -> candles(client).contains("0=10"));
        assertThat(client.text())
                .contains(
                        "event: gap\ndata: {\"exchange\": \"binance\", \"symbol\": \"BTCUSDT\", \"kind\": \"candles\", "
                                + "\"from\": " + (NOW - 500 * MINUTE));
        loop.turn(() -> kept.change(open(0, 11)));
        Await.until("it goes on", () -> candles(client).contains("0=11"));
        assertThat(client.text()).contains("\"interval\": \"1m\"}\n\n");
        assertThat(loop.candleStats().getLong("unread")).isEqualTo(1);
    }

    @Test
    void aStreamThatNamesItsExchangesNamesThemInCandles() {
        Subscription named = new Subscription(
                BITCOIN.exchanges(), BITCOIN.symbols(), HubLoop.JSON.withExchange(), 0, BITCOIN.encoding());
        FakeResponse client = opened(named, MINUTES);
        FakeResponse other = opened(BITCOIN, MINUTES);

        loop.turn(() -> kept.change(open(0, 10)));

        await(client, "0=10");
        await(other, "0=10");
        assertThat(client.text()).contains("{\"symbol\": \"BTCUSDT\", \"exchange\": \"binance\", \"interval\": \"1m\"");
        assertThat(other.text()).contains("{\"symbol\": \"BTCUSDT\", \"interval\": \"1m\"");
    }
}
