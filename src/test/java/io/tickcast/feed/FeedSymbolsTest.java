package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Answer;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.Received;
import io.tickcast.demo.Reply;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All symbols are subscribed within the exchange's limits, and those that bring nothing are named. */
@Tag("slow")
class FeedSymbolsTest extends WithFeed {
    private static List<String> symbols(int count) {
        return IntStream.range(0, count).mapToObj(i -> "S" + i + "USDT").toList();
    }

    private FeedState awaitDetail(String name, Object value) {
        return states.next(state -> value.equals(state.details().getValue(name)));
    }

    private static JsonArray array(String... symbols) {
        return new JsonArray(List.of(symbols));
    }

    @Test
    void moreSymbolsThanAConnectionMayHaveAreSpreadOverConnections() {
        List<String> symbols = symbols(1_100);
        binance = exchange(symbols, Limits.REAL.withPings(Duration.ofSeconds(1), Duration.ofSeconds(20)));
        feed(symbols, Map.of("BINANCE_STREAMS_PER_CONNECTION", "800"));

        assertThat(Await.result(binance.subscribed(1_100))).contains("s0usdt@ticker", "s1099usdt@ticker");

        List<Connection> connections = binance.connections().all();
        assertThat(connections)
                .extracting(connection -> connection.streams().size())
                .containsExactlyInAnyOrder(800, 300);
        for (Connection connection : connections) {
            assertThat(connection.received().all())
                    .filteredOn(message -> message.kind() == Received.Kind.TEXT)
                    .extracting(message -> message.json().getJsonArray("params").size())
                    .allMatch(size -> size <= 200);
        }
        symbols.forEach(symbol -> binance.publish(symbol, Frames.ticker(symbol, TIME, "1.5")));
        assertThat(ticks.reached(1_100)).extracting(Tick::symbol).containsExactlyInAnyOrderElementsOf(symbols);
        FeedState live = await(State.LIVE);
        assertThat(live.details().getInteger("symbols")).isEqualTo(1_100);
        assertThat(live.details().getInteger("connections")).isEqualTo(2);
        assertThat(binance.closes()).as("connections that the exchange cut").isZero();
    }

    @Test
    void aConnectionWhoseSymbolsNeverSpeakIsNamedAndDoesNotTakeTheFeedDown() {
        feed(Map.of("BINANCE_STREAMS_PER_CONNECTION", "1", "FIRST_FRAME", "200ms"));
        Await.result(binance.subscribed(2));
        // News until the other symbol has had its time.
        AtomicLong time = new AtomicLong(TIME);
        long timer =
                vertx.setPeriodic(10, t -> binance.publish(BTC, Frames.ticker(BTC, time.incrementAndGet(), "1.5")));

        awaitDetail("silent_symbols", array(ETH));
        await(State.LIVE);

        log.awaitLine("silent for 200 ms: " + ETH);
        assertThat(binance.closes()).isZero();
        vertx.cancelTimer(timer);
    }

    @Test
    void aFeedWhoseOnlySymbolNeverSpeaksNamesItAndStaysDown() {
        binance = exchange(List.of(BTC));
        feed(List.of(ETH), Map.of("STALE_AFTER", "100ms", "DATA_TIMEOUT", "200ms", "FIRST_FRAME", "1h"));

        awaitDetail("silent_symbols", array(ETH));

        assertThat(course()).containsExactly(State.DOWN);
    }

    @Test
    void aFeedIsDownUntilAllItsConnectionsBringData() {
        feed(Map.of("BINANCE_STREAMS_PER_CONNECTION", "1"));
        Await.result(binance.subscribed(2));
        binance.publish(BTC, Frames.ticker(BTC, TIME, "95000.10"));
        ticks.reached(1);
        awaitDetail("connections", 2);
        assertThat(course()).containsExactly(State.DOWN);

        binance.publish(ETH, Frames.ticker(ETH, TIME, "3300.20"));

        await(State.LIVE);
    }

    @Test
    void aFeedIsStaleWhenNoneOfItsConnectionsHasNewsAndNotBefore() {
        feed(Map.of("BINANCE_STREAMS_PER_CONNECTION", "1", "STALE_AFTER", "500ms"));
        Await.result(binance.subscribed(2));
        AtomicLong time = new AtomicLong(TIME);
        long timer =
                vertx.setPeriodic(10, t -> binance.publish(BTC, Frames.ticker(BTC, time.incrementAndGet(), "1.5")));
        binance.publish(ETH, Frames.ticker(ETH, TIME, "3300.20"));
        FeedState live = await(State.LIVE);

        // By now one of two connections has been without news for long.
        states.next(state -> state.time() - live.time() > 1_500_000);
        vertx.cancelTimer(timer);
        await(State.STALE);

        assertThat(states.all())
                .filteredOn(report -> report.state() == State.STALE)
                .extracting(report -> report.time() - report.lastTick())
                .as("µs without any news")
                .allMatch(silence -> silence >= 500_000);
    }

    @Test
    void oneOfTwoConnectionsThatIsLostDoesNotTouchTheOther() {
        feed(Map.of("BINANCE_STREAMS_PER_CONNECTION", "1"));
        Await.result(binance.subscribed(2));
        tick();
        await(State.LIVE);
        List<Connection> both = binance.connections().all();
        both.get(0).reset();
        await(State.DOWN);

        Await.result(Await.result(binance.connections().reached(3)).get(2).subscribed(1));
        tick();

        await(State.LIVE);
        assertThat(both.get(1).isOpen()).isTrue();
    }

    @Test
    void anAcknowledgedSymbolThatStaysSilentIsNamedUntilItSpeaks() {
        List<String> symbols = List.of(BTC, ETH, "NOPEUSDT", "GONEUSDT");
        // No list says that two of them are unknown.
        binance.restAnswers().always(Answer.status(502));
        feed(symbols, Map.of("FIRST_FRAME", "1s"));
        Connection only = Await.result(binance.nextConnection());
        pump(20);

        awaitDetail("silent_symbols", array("GONEUSDT", "NOPEUSDT"));
        assertThat(log.containing("silent for")).singleElement().asString().contains("NOPEUSDT, GONEUSDT");

        vertx.setPeriodic(20, timer -> send(only, "GONEUSDT", System.currentTimeMillis()));
        awaitDetail("silent_symbols", array("NOPEUSDT"));
        assertThat(log.containing("no longer silent: GONEUSDT")).hasSize(1);
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
        assertThat(only.isOpen()).isTrue();
    }

    @Test
    void aSymbolThatFallsSilentIsNamedWhileTheOthersGoOn() {
        Connection only = live(Map.of("FIRST_FRAME", "500ms"));
        vertx.setPeriodic(20, timer -> send(only, BTC, System.currentTimeMillis()));

        awaitDetail("silent_symbols", array(ETH));

        assertThat(only.isOpen()).isTrue();
    }

    @Test
    void symbolsThatDoNotTradeAreNamedWithTheReason() {
        binance.list(ETH, "BREAK");
        feed(List.of(BTC, ETH, "NOPEUSDT"), Map.of());

        awaitDetail("not_trading", new JsonObject().put(ETH, "BREAK").put("NOPEUSDT", "unknown symbol"));

        assertThat(log.containing("not trading"))
                .singleElement()
                .asString()
                .contains("ETHUSDT=BREAK", "NOPEUSDT=unknown symbol");
        Connection only = Await.result(binance.nextConnection());
        Await.until(
                "what is not listed is no longer subscribed, and what is only halted is",
                () -> Set.copyOf(only.streams()).equals(Set.of("btcusdt@ticker", "ethusdt@ticker")));
        assertThat(awaitDetail("symbols", 2).details().getInteger("connections"))
                .isEqualTo(1);
    }

    @Test
    void aHaltedSymbolStaysSubscribedWhenItIsNamed() {
        binance = exchange(List.of(BTC, ETH, "BNBUSDT"));
        feed(List.of(ETH, "*USDT"), Map.of("SYMBOLS_INTERVAL", "100ms"));
        Connection only = Await.result(binance.nextConnection());
        Await.until("all are subscribed", () -> only.streams().size() == 3);

        binance.list(ETH, "HALT");
        binance.list("BNBUSDT", "HALT");

        awaitDetail("not_trading", new JsonObject().put(ETH, "HALT"));
        Await.until(
                "the one of the pattern is no longer subscribed",
                () -> Set.copyOf(only.streams()).equals(Set.of("ethusdt@ticker", "btcusdt@ticker")));
        binance.publish(ETH, Frames.ticker(ETH, TIME, "3300.20"));
        ticks.next(tick -> tick.symbol().equals(ETH));
        binance.list(ETH, "TRADING");
        awaitDetail("not_trading", new JsonObject());
        assertThat(only.streams()).contains("ethusdt@ticker");
        log.awaitLine("not trading: {ETHUSDT=HALT}");
        log.awaitLine("all symbols trade again");
    }

    @Test
    void patternsFollowWhatTheExchangeLists() {
        binance = exchange(List.of(BTC, ETH, "ETHBTC", "BNBUSDC"));
        binance.list("XRPUSDT", "BREAK");
        feed(List.of(BTC, "*USDT", "ETH*"), Map.of("SYMBOLS_INTERVAL", "100ms"));
        Connection only = Await.result(binance.nextConnection());
        awaitDetail("symbols", 3);
        Await.until(
                "all are subscribed",
                () -> Set.copyOf(only.streams()).equals(Set.of("btcusdt@ticker", "ethusdt@ticker", "ethbtc@ticker")));

        binance.list("XRPUSDT", "TRADING");
        binance.delist(ETH);

        Await.until(
                "the new one is subscribed, and the dead one is not",
                () -> Set.copyOf(only.streams()).equals(Set.of("btcusdt@ticker", "xrpusdt@ticker", "ethbtc@ticker")));
        assertThat(only.isOpen()).isTrue();
        log.awaitLine("follows 3 symbols; new: XRPUSDT; no longer: ETHUSDT: BTCUSDT, XRPUSDT, ETHBTC");
        binance.publish("XRPUSDT", Frames.ticker("XRPUSDT", TIME, "2.5"));
        ticks.next(tick -> tick.symbol().equals("XRPUSDT"));
    }

    @Test
    void aRankingFollowsTheHighestVolumes() {
        List<String> symbols = List.of(BTC, ETH, "BNBUSDT", "ETHUSDC");
        binance = exchange(symbols);
        symbols.forEach(symbol -> Await.result(binance.publish(symbol, volume(symbol, symbol.length() * 1_000L))));
        Await.result(binance.publish(BTC, volume(BTC, 5)));
        feed(List.of("top:2", "top:1:USDC"), Map.of());

        Connection only = Await.result(binance.nextConnection());
        assertThat(Await.result(only.subscribed(3)))
                .containsExactlyInAnyOrder("ethusdt@ticker", "bnbusdt@ticker", "ethusdc@ticker");
    }

    /** The list of instruments is answered, and the volumes are not. */
    private void refuseVolumes() {
        Answer refusal = Answer.status(500);
        binance.restAnswers()
                .always((request, proceed) ->
                        (request.path().endsWith("/24hr") ? refusal : Answer.accept()).give(request, proceed));
    }

    @Test
    void withoutVolumesPatternsFollowTheList() {
        binance = exchange(List.of(BTC, ETH, "ETHUSDC"));
        binance.list("XRPUSDT", "BREAK");
        refuseVolumes();
        feed(List.of(BTC, "XRPUSDT", "ETH*", "top:1:USDC"), Map.of());

        Connection only = Await.result(binance.nextConnection());
        Await.until(
                "the pattern is subscribed",
                () -> Set.copyOf(only.streams())
                        .equals(Set.of("btcusdt@ticker", "xrpusdt@ticker", "ethusdt@ticker", "ethusdc@ticker")));
        awaitDetail("not_trading", new JsonObject().put("XRPUSDT", "BREAK"));
        log.awaitLine("volumes are not known");
        assertThat(log.containing("none of the symbols")).isEmpty();
    }

    @Test
    void withoutVolumesARankingTakesNothingAtFirst() {
        binance = exchange(List.of(BTC, ETH));
        refuseVolumes();
        feed(List.of(BTC, "top:2"), Map.of());

        Connection only = Await.result(binance.nextConnection());
        log.awaitLine("volumes are not known");
        assertThat(Await.result(only.subscribed(1))).containsExactly("btcusdt@ticker");
        assertThat(log.containing("none of the symbols")).isEmpty();
    }

    @Test
    void aRankingKeepsItsOrderWhileVolumesAreRefused() {
        binance = exchange(List.of(BTC, ETH, "BNBUSDT"));
        Await.result(binance.publish(BTC, volume(BTC, 5)));
        Await.result(binance.publish(ETH, volume(ETH, 6)));
        Await.result(binance.publish("BNBUSDT", volume("BNBUSDT", 7)));
        feed(List.of("top:2", "XRP*"), Map.of("SYMBOLS_INTERVAL", "100ms"));
        Connection only = Await.result(binance.nextConnection());
        Await.until(
                "the highest are subscribed",
                () -> Set.copyOf(only.streams()).equals(Set.of("ethusdt@ticker", "bnbusdt@ticker")));

        refuseVolumes();
        log.awaitLine("volumes are not known");
        Await.result(binance.delist(ETH));
        Await.result(binance.list("XRPUSDT", "TRADING"));

        Await.until(
                "the next one of the ranking and the new one are subscribed",
                () -> Set.copyOf(only.streams()).equals(Set.of("bnbusdt@ticker", "btcusdt@ticker", "xrpusdt@ticker")));
    }

    private static String volume(String symbol, long quoteVolume) {
        return new JsonObject(Frames.ticker(symbol, TIME, "1.5"))
                .put("q", Long.toString(quoteVolume))
                .encode();
    }

    @Test
    void symbolsBeyondOneConnectionComeAndGoWithConnectionsOfTheirOwn() {
        binance = exchange(List.of(BTC, ETH, "BNBUSDT"));
        feed(List.of(BTC, "*USDT"), Map.of("BINANCE_STREAMS_PER_CONNECTION", "2", "SYMBOLS_INTERVAL", "100ms"));
        awaitDetail("connections", 2);
        assertThat(Await.result(binance.subscribed(3))).hasSize(3);

        binance.delist(ETH);
        binance.delist("BNBUSDT");

        awaitDetail("connections", 1);
        assertThat(Await.result(binance.open(1)).get(0).streams()).containsExactly("btcusdt@ticker");
    }

    @Test
    void symbolsOfWhichNoneIsListedStaySubscribed() {
        Await.result(binance.delist(BTC));
        Await.result(binance.delist(ETH));
        Await.result(binance.list("XRPUSDT", "TRADING"));
        feed();

        log.awaitLine("lists none of the symbols of the settings");
        nextLive();
    }

    @Test
    void aFeedNeedsNoAnswerFromRest() {
        binance.restAnswers().always(Answer.status(502));
        feed();

        nextLive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRefusedRequestIsCountedAndLoggedOnce(boolean flat) {
        List<String> symbols = symbols(601);
        binance = exchange(symbols);
        if (flat) {
            binance.flatErrors();
        }
        binance.replies().next(Reply.error(4, "Too many subscriptions"), Reply.error(2, "Invalid request"));
        feed(symbols, Map.of());

        FeedState state =
                states.next(report -> report.details().getJsonObject("messages").getInteger("acknowledged") == 1);

        assertThat(state.details().getJsonObject("messages").getInteger("refused_requests"))
                .isEqualTo(2);
        assertThat(log.containing("a request was refused"))
                .singleElement()
                .asString()
                .contains("code 4 Too many subscriptions");
    }

    @Test
    void anAliasIsSubscribedUnderTheNameThatTheExchangeHas() {
        feed(List.of("MATICUSDT", BTC), Map.of());

        assertThat(Await.result(Await.result(binance.nextConnection()).subscribed(2)))
                .containsExactly("polusdt@ticker", "btcusdt@ticker");
    }
}
