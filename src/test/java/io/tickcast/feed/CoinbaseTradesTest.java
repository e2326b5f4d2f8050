package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Answer;
import io.tickcast.demo.Attempt;
import io.tickcast.demo.Connection;
import io.tickcast.demo.ScriptedExchange;
import io.tickcast.feed.coinbase.CoinbaseInstruments;
import io.tickcast.feed.coinbase.CoinbaseVerticle;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState;
import io.tickcast.market.Gap;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.Heard;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Matches of Coinbase through a whole feed, and its REST, which has those that the feed has missed. */
@Tag("slow")
class CoinbaseTradesTest extends WithExchange {
    private final ScriptedExchange fake =
            Await.result(ScriptedExchange.start(vertx, "coinbase", List.of(BTC, ETH), 10));
    private final Heard<Gap> gaps = new Heard<>();

    @Override
    ScriptedExchange fake() {
        return fake;
    }

    @BeforeEach
    void hearGaps() {
        Await.result(vertx.eventBus()
                .<JsonObject>localConsumer(BusAddresses.GAPS, message -> gaps.add(Gap.of(message.body())))
                .completion());
    }

    /** The first connection of a feed of both symbols, which has subscribed all. */
    private Connection feed() {
        Settings settings = TestSettings.fedBy(
                fake.endpoint(),
                fake.rest(),
                Map.of(
                        "TICKCAST_SYMBOLS",
                        BTC + ',' + ETH,
                        "TICKCAST_FEED_EXCHANGES",
                        "coinbase",
                        "TICKCAST_FEED_COINBASE_ENDPOINTS",
                        fake.endpoint().toString(),
                        "TICKCAST_FEED_COINBASE_REST",
                        fake.rest().toString()));
        Await.result(vertx.deployVerticle(new CoinbaseVerticle(new FeedVerticle.Setup(
                settings.feed(),
                settings.feed().primary(),
                settings.symbols(),
                false,
                new FeedState.Line(1, "id", "test"),
                new Liveness(),
                new SystemResolver(vertx),
                new RestClient(
                        vertx,
                        "coinbase",
                        settings.feed().primary().rest(),
                        new CoinbaseInstruments().limits(),
                        new RestTransport(
                                vertx,
                                settings.feed().timeouts().connect(),
                                () -> Future.succeededFuture(Optional.empty()))),
                false))));
        return connected();
    }

    private Connection connected() {
        Connection connection = Await.result(fake.nextConnection());
        Await.result(connection.subscribed(6));
        return connection;
    }

    private void trade(long id) {
        Await.result(fake.trade(BTC, id, TIME + id, price(id), "0.25"));
    }

    private void missedTrades(long from, long to) {
        LongStream.rangeClosed(from, to)
                .forEach(id -> Await.result(fake.untoldTrade(BTC, id, TIME + id, price(id), "0.25")));
    }

    private static String price(long id) {
        return "95000." + (10 + id % 90);
    }

    private Tick await(long id) {
        return ticks.next(tick -> tick.tradeId() == id);
    }

    private void assertTicks(LongStream ids) {
        assertThat(ticks.all())
                .extracting(Tick::tradeId)
                .containsExactlyElementsOf(ids.boxed().toList());
    }

    private List<String> questions() {
        return fake.restCalls().all().stream()
                .map(Attempt::uri)
                .filter(uri -> uri.contains("/trades"))
                .toList();
    }

    @Test
    void whatHappenedDuringACutIsFetchedAndComesInOrder() {
        Connection first = feed();
        trade(1);
        trade(2);
        await(2);
        Await.result(first.reset());
        missedTrades(3, 7);
        connected();
        trade(8);
        await(8);

        assertTicks(LongStream.rangeClosed(1, 8));
        assertThat(questions()).containsExactly("/products/BTC-USDT/trades?limit=1000&after=1003");
        assertThat(gaps.all()).isEmpty();
        Tick fetched = ticks.all().get(3);
        assertThat(new BigDecimal(fetched.digits(DecimalField.PRICE))).isEqualByComparingTo(price(4));
        assertThat(new BigDecimal(fetched.digits(DecimalField.QUANTITY))).isEqualByComparingTo("0.25");
        assertThat(fetched.side()).isEqualTo(Side.SELL);
        assertThat(fetched.eventTime()).isEqualTo(TIME + 4);
        states.next(report -> report.details().getJsonObject("messages").getInteger("past_trades") == 5);
    }

    @Test
    void aJumpOfTheIdsIsFetched() {
        feed();
        trade(1);
        await(1);
        missedTrades(2, 1_501);
        trade(1_502);
        await(1_502);

        assertTicks(LongStream.rangeClosed(1, 1_502));
        assertThat(questions())
                .containsExactlyInAnyOrder(
                        "/products/BTC-USDT/trades?limit=1000&after=1002",
                        "/products/BTC-USDT/trades?limit=1000&after=2002");
        assertThat(gaps.all()).isEmpty();
    }

    @Test
    void whatTheExchangeRefusesToTellIsNamed() {
        fake.restAnswers().always(Answer.status(500));
        feed();
        trade(1);
        await(1);
        missedTrades(2, 3);
        trade(4);
        await(4);

        assertThat(gaps.next(gap -> true)).isEqualTo(new Gap("coinbase", BTC, 2, 3));
        assertTicks(LongStream.of(1, 4));
        assertThat(log.containing("BTCUSDT 2 to 3")).singleElement().asString().contains("trades could not be had");
    }

    @Test
    void whatTheExchangeItselfLacksIsNamedAndTheRestFetched() {
        feed();
        trade(1);
        await(1);
        missedTrades(2, 2);
        missedTrades(5, 6);
        trade(7);
        await(7);

        assertThat(gaps.next(gap -> true)).isEqualTo(new Gap("coinbase", BTC, 3, 4));
        assertTicks(LongStream.of(1, 2, 5, 6, 7));
    }

    @Test
    void anAnswerThatIsNoListOfTradesIsNamedAndTradesGoOn() {
        fake.restAnswers().always(Answer.status(200, "[{\"trade_id\":2,\"price\":\"free\",\"size\":\"1\"}]"));
        feed();
        trade(1);
        await(1);
        trade(3);
        await(3);
        trade(4);
        await(4);

        assertThat(gaps.all()).containsExactly(new Gap("coinbase", BTC, 2, 2));
        assertTicks(LongStream.of(1, 3, 4));
    }
}
