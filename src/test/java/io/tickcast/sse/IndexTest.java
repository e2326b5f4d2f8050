package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Field;
import io.tickcast.market.Instrument;
import io.tickcast.market.PriceIndex;
import io.tickcast.market.Tick;
import io.tickcast.market.TickJson;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.tickcast.time.Micros;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The index of a hub of three exchanges. */
class IndexTest {
    private static final TickJson JSON = new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.SOURCES));
    private static final Subscription INDEX =
            new Subscription(ExchangeSelection.of(PriceIndex.NAME), SymbolSelection.ALL, JSON, 0);

    private final HubLoop loop = new HubLoop(Map.of("TICKCAST_FEED_EXCHANGES", "binance,okx,kraken"));
    /** By a clock of its own, which the time that a test takes does not move. */
    private final long start = Micros.now();

    private long time;

    @AfterEach
    void close() {
        loop.close();
    }

    private void report(String exchange, State state) {
        loop.turn(() -> loop.hub()
                .feedState(new FeedState(
                        exchange,
                        new FeedState.Line(1, exchange, "node"),
                        state,
                        Instant.now(),
                        Micros.now(),
                        new JsonObject())));
    }

    private void live(String... exchanges) {
        for (String exchange : exchanges) {
            report(exchange, State.LIVE);
        }
    }

    private Tick tick(String exchange, String symbol, String price) {
        return Ticks.builder(symbol, ++time, price)
                .exchange(exchange)
                .receivedAt(start + time)
                .build();
    }

    private void heard(String exchange, String symbol, String price) {
        loop.turn(() -> loop.hub().tick(tick(exchange, symbol, price)));
    }

    /** Symbol, price and sources of all prices that a client has been given. */
    private static List<String> prices(FakeResponse client) {
        return client.events().stream()
                .filter(event -> event.name().equals("price"))
                .map(IndexTest::text)
                .toList();
    }

    private static String text(SseEvent event) {
        return event.json().getString("symbol")
                + ' '
                + event.raw("price")
                + ' '
                + event.json().getJsonArray("sources").encode().replace("\"", "");
    }

    private static List<String> states(FakeResponse client) {
        List<String> states = new ArrayList<>();
        client.events().stream()
                .filter(event -> event.name().equals("feed"))
                .forEach(event -> states.add(
                        event.json().getString("exchange") + ' ' + event.json().getString("state")));
        return states;
    }

    @Test
    void aStreamGetsTheMedianAtOnceAndAtEachTickThatChangesIt() {
        live("binance", "okx", "kraken");
        heard("binance", "BTCUSDT", "100");
        heard("okx", "BTCUSDT", "102");
        heard("kraken", "ETHUSDT", "7.0");
        FakeResponse client = loop.opened(INDEX);
        assertThat(prices(client)).containsExactly("BTCUSDT 102 [binance,okx]", "ETHUSDT 7.0 [kraken]");
        heard("kraken", "BTCUSDT", "101.5");
        heard("okx", "BTCUSDT", "103");
        heard("binance", "BTCUSDT", "101.6");
        assertThat(prices(client).subList(2, 4))
                .as("the second tick changes nothing")
                .containsExactly("BTCUSDT 101.5 [binance,okx,kraken]", "BTCUSDT 101.6 [binance,okx,kraken]");
        assertThat(prices(client)).hasSize(4);
    }

    @Test
    void anIndexThatStaysTheSameIsToldAgainAfterASecond() {
        live("binance");
        FakeResponse client = loop.opened(INDEX);
        long now = Micros.now() - 10_000_000;
        for (long after : new long[] {0, 999_999, 1_000_000, 1_500_000, 2_000_000}) {
            loop.turn(() -> loop.hub()
                    .tick(Ticks.builder("BTCUSDT", ++time, "1")
                            .receivedAt(now + after)
                            .build()));
        }
        assertThat(prices(client)).hasSize(3);
    }

    @Test
    void anExchangeThatIsNotLiveIsOutAtOnceAndInAgainWhenItIs() {
        live("binance", "okx", "kraken");
        heard("binance", "BTCUSDT", "100");
        heard("okx", "BTCUSDT", "102");
        heard("kraken", "BTCUSDT", "109");
        heard("kraken", "ONLYUSD", "3");
        FakeResponse client = loop.opened(INDEX);
        report("kraken", State.STALE);
        report("okx", State.DOWN);
        live("kraken");
        assertThat(prices(client))
                .containsExactly(
                        "BTCUSDT 102 [binance,okx,kraken]",
                        "ONLYUSD 3 [kraken]",
                        "BTCUSDT 102 [binance,okx]",
                        "ONLYUSD 3 []",
                        "BTCUSDT 100 [binance]",
                        "BTCUSDT 109 [binance,kraken]",
                        "ONLYUSD 3 [kraken]");
        assertThat(states(client)).as("the index is live all the time").isEmpty();
    }

    private void listed(String exchange, Instrument... instruments) {
        loop.turn(() -> loop.hub().feedSymbols(new FeedSymbols(exchange, 1, List.of(instruments))));
    }

    private static Instrument instrument(String symbol, String status) {
        return Instrument.unlisted(symbol).with(status);
    }

    @Test
    void anExchangeWhereTheSymbolTradesNoLongerIsOutOfIt() {
        live("binance", "okx", "kraken");
        heard("binance", "BTCUSDT", "100");
        heard("okx", "BTCUSDT", "102");
        heard("kraken", "BTCUSDT", "109");
        FakeResponse client = loop.opened(INDEX);
        Instrument trading = instrument("BTCUSDT", Instrument.TRADING);
        listed("binance", trading);
        listed("okx", instrument("BTCUSDT", "suspend"));
        listed("kraken", instrument("ETHUSDT", Instrument.TRADING));
        loop.turn(() -> assertThat(loop.hub()
                        .index()
                        .newest(PriceIndex.NAME, "BTCUSDT")
                        .orElseThrow()
                        .sources())
                .containsExactly("binance"));
        listed("okx", trading);
        listed("kraken", trading);
        assertThat(prices(client))
                .containsExactly(
                        "BTCUSDT 102 [binance,okx,kraken]",
                        "BTCUSDT 109 [binance,kraken]",
                        "BTCUSDT 100 [binance]",
                        "BTCUSDT 102 [binance,okx]",
                        "BTCUSDT 102 [binance,okx,kraken]");
        assertThat(prices(loop.opened(INDEX))).containsExactly("BTCUSDT 102 [binance,okx,kraken]");
    }

    @Test
    void aSymbolThatTradesNowhereHasItsLastPriceAndNoSources() {
        live("binance", "okx");
        heard("okx", "BTCUSDT", "102");
        heard("binance", "BTCUSDT", "100");
        FakeResponse client = loop.opened(INDEX);
        listed("okx", instrument("ETHUSDT", Instrument.TRADING));
        listed("binance", instrument("ETHUSDT", Instrument.TRADING));
        assertThat(prices(client))
                .containsExactly("BTCUSDT 100 [binance,okx]", "BTCUSDT 100 [binance]", "BTCUSDT 100 []");
    }

    @Test
    void itsStateIsThatOfTheBestOfItsExchanges() {
        live("binance", "okx");
        FakeResponse client = loop.opened(INDEX);
        FakeResponse other = loop.opened(HubLoop.ALL);
        report("binance", State.STALE);
        assertThat(states(client)).isEmpty();
        report("okx", State.DOWN);
        report("binance", State.DOWN);
        live("kraken");
        assertThat(states(client)).containsExactly("index stale", "index down", "index live");
        assertThat(states(other)).containsExactly("binance stale", "binance down");
    }

    @Test
    void withoutALiveExchangeThereIsTheLastPriceWithItsAgeAndNoSources() {
        live("binance");
        heard("binance", "BTCUSDT", "100");
        report("binance", State.STALE);
        FakeResponse client = loop.opened(INDEX);
        assertThat(prices(client)).containsExactly("BTCUSDT 100 []");
        assertThat(states(client)).containsExactly("index stale");
        SseEvent price = client.events().stream()
                .filter(event -> event.name().equals("price"))
                .findFirst()
                .orElseThrow();
        assertThat(price.json().containsKey("age_ms")).isTrue();
    }

    @Test
    void aStoredPriceIsNotInIt() {
        live("binance", "okx");
        loop.turn(() -> {
            loop.hub()
                    .tick(Ticks.builder("BTCUSDT", ++time, "90")
                            .exchange("okx")
                            .stored()
                            .build());
            loop.hub().tick(tick("binance", "BTCUSDT", "100"));
        });
        assertThat(prices(loop.opened(INDEX))).containsExactly("BTCUSDT 100 [binance]");
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedEvenWhereNobodyHadAskedForTheIndex() {
        live("binance", "okx");
        heard("binance", "BTCUSDT", "100");
        heard("okx", "BTCUSDT", "101");
        String id = loop.opened(HubLoop.ALL).lastEventId();
        for (int price = 102; price <= 105; price++) {
            heard("binance", "BTCUSDT", Integer.toString(price));
        }
        FakeResponse[] back = new FakeResponse[1];
        loop.turn(() -> back[0] = loop.reopen(INDEX, id));
        Await.until("the replay is there", () -> {
            loop.turn(() -> {});
            return prices(back[0]).contains("BTCUSDT 105 [binance,okx]");
        });
        heard("okx", "BTCUSDT", "106");
        assertThat(prices(back[0]))
                .endsWith(
                        "BTCUSDT 102 [binance,okx]",
                        "BTCUSDT 103 [binance,okx]",
                        "BTCUSDT 104 [binance,okx]",
                        "BTCUSDT 105 [binance,okx]",
                        "BTCUSDT 106 [binance,okx]");
        assertThat(back[0].events().stream().map(SseEvent::name)).doesNotContain("reset");
    }

    @Test
    void ofVeryManyTicksOnlyTheNewestGetAnIndexAfterwardsAndWhoIsBehindThemBeginsAnew() {
        live("binance");
        heard("binance", "BTCUSDT", "1");
        String early = loop.opened(HubLoop.ALL).lastEventId();
        many(60_000);
        String late = loop.opened(HubLoop.ALL).lastEventId();
        heard("binance", "BTCUSDT", "60001");
        FakeResponse[] back = new FakeResponse[2];
        loop.turn(() -> back[0] = loop.reopen(INDEX, early));
        loop.turn(() -> back[1] = loop.reopen(INDEX, late));
        Await.until("the replay is there", () -> {
            loop.turn(() -> {});
            return prices(back[1]).contains("BTCUSDT 60001 [binance]");
        });
        assertThat(back[0].events().stream().map(SseEvent::name)).contains("reset");
        assertThat(prices(back[0])).containsExactly("BTCUSDT 60001 [binance]");
        assertThat(back[1].events().stream().map(SseEvent::name)).doesNotContain("reset");
    }

    /** Each received 10 µs after the one before. */
    private void many(int ticks) {
        loop.turn(() -> {
            for (int i = 0; i < ticks; i++) {
                time += 9;
                loop.hub().tick(tick("binance", "BTCUSDT", Integer.toString(2 + i)));
            }
        });
    }

    @Test
    void whatAnotherNodeHasKeptIsInItAndItsOwnIndexIsNotGivenAway() {
        live("binance", "okx");
        FakeResponse client = loop.opened(INDEX);
        heard("binance", "BTCUSDT", "100");
        loop.turn(() -> loop.hub()
                .catchUp(
                        List.of(tick("okx", "BTCUSDT", "90"), tick("okx", "BTCUSDT", "96")),
                        loop.hub().coversFrom()));
        assertThat(prices(client)).containsExactly("BTCUSDT 100 [binance]", "BTCUSDT 96 [binance,okx]");
        loop.turn(() -> assertThat(loop.hub().past(0, 100).entries()).hasSize(3).noneMatch(Tick::isIndex));
    }

    @Test
    void itIsMadeOnlyOnceSomebodyAsksForIt() {
        live("binance");
        heard("binance", "BTCUSDT", "100");
        loop.turn(() -> assertThat(loop.hub().index().size()).isZero());
        loop.turn(() -> assertThat(loop.hub().index().newest(PriceIndex.NAME)).hasSize(1));
        loop.turn(() -> assertThat(loop.hub().index().size()).isZero());
        loop.opened(INDEX);
        loop.turn(() -> assertThat(loop.hub().index().size()).isEqualTo(1));
    }
}
