package io.tickcast.http;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.tickcast.time.Micros;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameter {@code exchange} of streams and of {@code /api/prices}, on a node of three exchanges. */
class ExchangeQueryTest extends WithNode {
    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_FEED_EXCHANGES", "binance,okx,kraken");
    }

    private static Tick tick(String exchange, String symbol, long time, String price) {
        return builder(symbol, time, price).exchange(exchange).build();
    }

    /** Each price as exchange, symbol and price. */
    private static List<String> prices(SseClient client, int count) {
        return client.next("price", count).stream()
                .map(ExchangeQueryTest::price)
                .toList();
    }

    private static String price(SseEvent event) {
        return event.json().getString("exchange") + ' ' + event.json().getString("symbol") + ' ' + event.raw("price");
    }

    private List<String> listed(String uri) {
        List<String> listed = new ArrayList<>();
        for (Object price : node.get(uri).json().getJsonArray("data")) {
            JsonObject json = (JsonObject) price;
            listed.add(json.getString("exchange") + ' ' + json.getString("symbol"));
        }
        return listed;
    }

    @Test
    void aStreamThatNamesNoneHasThePrimaryAloneAndDoesNotSayWhich() {
        try (SseClient client = node.greeted("")) {
            node.publish(tick("okx", "BTCUSDT", 1, "1"), tick("binance", "BTCUSDT", 1, "2"));
            SseEvent price = client.next("price");
            assertThat(price.data()).startsWith("{\"symbol\": \"BTCUSDT\", \"price\": 2, \"change_24h\"");
            assertThat(price.data()).doesNotContain("exchange");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exchange=okx| okx",
                "exchange=kraken,binance| binance kraken",
                "exchange=kraken&exchange=okx| okx kraken",
                "exchange=*| binance okx kraken",
                "exchange=okx,*,okx| binance okx kraken",
            })
    void aStreamThatNamesThemHasTheseAndEachPriceSaysWhose(String query, String expected) {
        try (SseClient client = node.stream("?" + query)) {
            List<String> exchanges = List.of(expected.split(" "));
            assertThat(client.next("connected").json().getJsonArray("exchanges"))
                    .isEqualTo(new JsonArray(exchanges));
            node.publish(
                    tick("binance", "BTCUSDT", 1, "1"),
                    tick("okx", "BTCUSDT", 1, "1"),
                    tick("bybit", "BTCUSDT", 1, "1"),
                    tick("kraken", "BTCUSDT", 1, "1"));
            assertThat(prices(client, exchanges.size()))
                    .containsExactlyElementsOf(exchanges.stream()
                            .map(exchange -> exchange + " BTCUSDT 1")
                            .toList());
            node.publish(tick("binance", "END", 1, "2"), tick("okx", "END", 1, "2"), tick("kraken", "END", 1, "2"));
            assertThat(price(client.next("price"))).endsWith(" END 2");
        }
    }

    @Test
    void theExchangeStandsBehindTheSymbolUnlessTheFieldsHaveItElsewhere() {
        try (SseClient first = node.greeted("?exchange=okx");
                SseClient second = node.greeted("?exchange=okx&fields=price,exchange");
                SseClient third = node.greeted("?exchange=okx&fields=price")) {
            node.publish(tick("okx", "BTCUSDT", 1, "1"));
            assertThat(first.next("price").data())
                    .startsWith("{\"symbol\": \"BTCUSDT\", \"exchange\": \"okx\", \"price\": 1, ");
            assertThat(second.next("price").data()).isEqualTo("{\"price\": 1, \"exchange\": \"okx\"}");
            assertThat(third.next("price").data()).isEqualTo("{\"exchange\": \"okx\", \"price\": 1}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"okex", "bybit", "", ",", "OKX", "okx,nope", "o*"})
    void anExchangeThatIsNotKnownIsRefusedWithThoseThatAre(String exchange) {
        for (String path : List.of("/api/sse/prices", "/api/prices", "/api/prices/BTCUSDT")) {
            assertThat(node.get(path + "?exchange=" + exchange).error(400))
                    .startsWith("exchange: ")
                    .contains("binance, okx, kraken, ", "*");
        }
    }

    @Test
    void theFirstPricesAreInTheOrderOfSymbolsAndThenOfExchanges() {
        node.hold(
                tick("kraken", "BTCUSDT", 1, "3"),
                tick("okx", "ETHUSDT", 1, "5"),
                tick("okx", "BTCUSDT", 1, "2"),
                tick("binance", "BTCUSDT", 1, "1"));
        try (SseClient client = node.greeted("?exchange=*")) {
            assertThat(prices(client, 4))
                    .containsExactly("binance BTCUSDT 1", "okx BTCUSDT 2", "kraken BTCUSDT 3", "okx ETHUSDT 5");
        }
    }

    @Test
    void theStateOfAFeedIsForTheStreamsOfItsExchange() {
        node.report("binance", State.LIVE);
        node.report("okx", State.LIVE);
        try (SseClient binance = node.greeted("");
                SseClient both = node.greeted("?exchange=binance,okx")) {
            node.report("okx", State.STALE);
            JsonObject feed = both.next("feed").json();
            assertThat(feed.getString("exchange")).isEqualTo("okx");
            assertThat(feed.getString("state")).isEqualTo("stale");
            node.report("binance", State.STALE);
            assertThat(both.next("feed").json().getString("exchange")).isEqualTo("binance");
            assertThat(binance.next("feed").json().getString("exchange")).isEqualTo("binance");
        }
        try (SseClient client = node.greeted("?exchange=*")) {
            List<String> states = client.next("feed", 3).stream()
                    .map(feed -> feed.json().getString("exchange")
                            + ' '
                            + feed.json().getString("state"))
                    .toList();
            assertThat(states).containsExactly("binance stale", "okx stale", "kraken down");
        }
    }

    @Test
    void anExchangeMayHaveSymbolsThatThePrimaryDoesNot() {
        try (SseClient client = node.greeted("?exchange=kraken&symbols=BTCUSD,ethusd")) {
            node.publish(
                    tick("kraken", "BTCUSDT", 1, "1"),
                    tick("okx", "BTCUSD", 1, "2"),
                    tick("kraken", "BTCUSD", 1, "3"),
                    tick("kraken", "ETHUSD", 1, "4"));
            assertThat(prices(client, 2)).containsExactly("kraken BTCUSD 3", "kraken ETHUSD 4");
        }
    }

    @Test
    void theIntervalHoldsForEachExchangeByItself() {
        try (SseClient client = node.greeted("?exchange=okx,kraken&interval=3600000")) {
            node.publish(
                    tick("okx", "BTCUSDT", 1, "1"), tick("okx", "BTCUSDT", 2, "2"), tick("kraken", "BTCUSDT", 1, "7"));
            assertThat(prices(client, 2)).containsExactly("okx BTCUSDT 2", "kraken BTCUSDT 7");
        }
    }

    @Test
    void aClientThatComesBackGetsTheTicksOfEachExchangeThatItMissed() {
        String id;
        try (SseClient client = node.greeted("?exchange=okx,kraken")) {
            node.publish(tick("okx", "BTCUSDT", 1, "1"));
            id = client.next("price").id();
        }
        for (int time = 2; time <= 5; time++) {
            node.hold(
                    tick("okx", "BTCUSDT", time, "1" + time),
                    tick("binance", "BTCUSDT", time, "2" + time),
                    tick("kraken", "BTCUSDT", time, "3" + time));
        }
        try (SseClient client = node.stream("?exchange=okx,kraken", Map.of("Last-Event-ID", id))) {
            List<String> missed = new ArrayList<>();
            while (!missed.contains("kraken BTCUSDT 35")) {
                missed.add(price(client.next("price")));
            }
            missed.remove("okx BTCUSDT 1");
            assertThat(missed)
                    .containsExactly(
                            "okx BTCUSDT 12",
                            "kraken BTCUSDT 32",
                            "okx BTCUSDT 13",
                            "kraken BTCUSDT 33",
                            "okx BTCUSDT 14",
                            "kraken BTCUSDT 34",
                            "okx BTCUSDT 15",
                            "kraken BTCUSDT 35");
        }
        try (SseClient client = node.stream("?exchange=okx,kraken", Map.of("Last-Event-ID", "1"))) {
            client.next("reset");
            assertThat(prices(client, 2)).containsExactly("okx BTCUSDT 15", "kraken BTCUSDT 35");
        }
    }

    @Test
    void thePricesOfSeveralAreOneListAndThePriceOfOneSymbolAtOneIsAnObject() {
        node.hold(
                tick("kraken", "BTCUSDT", 1, "3"),
                tick("okx", "ETHUSDT", 1, "5"),
                tick("okx", "BTCUSDT", 1, "2"),
                tick("binance", "BTCUSDT", 1, "1"));
        assertThat(listed("/api/prices")).containsExactly("binance BTCUSDT");
        assertThat(listed("/api/prices?exchange=okx")).containsExactly("okx BTCUSDT", "okx ETHUSDT");
        assertThat(listed("/api/prices?exchange=kraken,okx"))
                .containsExactly("okx BTCUSDT", "kraken BTCUSDT", "okx ETHUSDT");
        assertThat(listed("/api/prices/btcusdt?exchange=*"))
                .containsExactly("binance BTCUSDT", "okx BTCUSDT", "kraken BTCUSDT");
        assertThat(listed("/api/prices/ETHUSDT?exchange=kraken,okx")).containsExactly("okx ETHUSDT");
        assertThat(node.get("/api/prices/BTCUSDT?exchange=kraken")
                        .json()
                        .getJsonObject("data")
                        .getString("exchange"))
                .isEqualTo("kraken");
        assertThat(node.get("/api/prices/ETHUSDT?exchange=kraken").error(404)).contains("ETHUSDT");
    }

    @Test
    void theIndexNamesItsSourcesUnlessTheFieldsLeaveThemOut() {
        node.report("binance", State.LIVE);
        node.report("kraken", State.LIVE);
        node.hold(tick("binance", "BTCUSDT", 1, "95000.10"), tick("kraken", "BTCUSDT", 2, "95000.20"));
        try (SseClient client = node.greeted("?exchange=index");
                SseClient price = node.greeted("?exchange=index&fields=price");
                SseClient both = node.greeted("?exchange=index,binance&fields=price,sources")) {
            String event =
                    "{\"symbol\": \"BTCUSDT\", \"exchange\": \"index\", \"price\": 95000.20, \"change_24h\": null, "
                            + "\"timestamp\": \"1970-01-01T00:00:00.002Z\", \"sources\": [\"binance\", \"kraken\"]}";
            assertThat(client.next("price").data()).isEqualTo(event);
            assertThat(price.next("price").data()).isEqualTo("{\"exchange\": \"index\", \"price\": 95000.20}");
            assertThat(both.next("price").data())
                    .isEqualTo("{\"exchange\": \"binance\", \"price\": 95000.10, \"sources\": null}");
            assertThat(both.next("price").data())
                    .isEqualTo("{\"exchange\": \"index\", \"price\": 95000.20, "
                            + "\"sources\": [\"binance\", \"kraken\"]}");
            node.report("kraken", State.STALE);
            assertThat(client.next("price").raw("price")).isEqualTo("95000.10");
            node.report("binance", State.DOWN);
            assertThat(client.next("feed").data()).startsWith("{\"exchange\": \"index\", \"state\": \"stale\", ");
            assertThat(client.next("price").data()).endsWith(", \"sources\": []}");
        }
    }

    @Test
    void theIndexIsAmongThePricesWithoutAStreamThatAsksForIt() {
        node.report("okx", State.LIVE);
        node.hold(tick("okx", "BTCUSDT", 1, "7"), tick("okx", "ETHUSDT", 1, "8"), tick("binance", "BTCUSDT", 1, "1"));
        assertThat(listed("/api/prices?exchange=index")).containsExactly("index BTCUSDT", "index ETHUSDT");
        assertThat(listed("/api/prices/BTCUSDT?exchange=*,index"))
                .containsExactly("binance BTCUSDT", "okx BTCUSDT", "index BTCUSDT");
        JsonObject price = node.get("/api/prices/BTCUSDT?exchange=index").json().getJsonObject("data");
        assertThat(price.getInteger("price")).isEqualTo(7);
        assertThat(price.getJsonArray("sources")).containsExactly("okx");
        assertThat(price.getLong("age_ms")).isNotNegative();
        assertThat(node.get("/api/prices/XRPUSDT?exchange=index").error(404)).contains("XRPUSDT");
        assertThat(node.status().getInteger("indexed")).isZero();
        try (SseClient client = node.greeted("?exchange=index")) {
            client.next("price");
            assertThat(node.status().getInteger("indexed")).isEqualTo(2);
        }
    }

    @Test
    void aPriceCarriesItsAgeByTheLimitOfItsExchange() {
        restart(HttpNode.plan().set("TICKCAST_FEED_OKX_STALE_AFTER", "30s").set("TICKCAST_FEED_DATA_TIMEOUT", "2m"));
        long old = Micros.now() - 20_000_000;
        node.hold(
                builder("BTCUSDT", 1, "1").receivedAt(old).build(),
                builder("BTCUSDT", 1, "2").exchange("okx").receivedAt(old).build());
        try (SseClient client = node.greeted("?exchange=binance,okx")) {
            assertThat(client.next("price").json().getLong("age_ms")).isGreaterThanOrEqualTo(20_000);
            assertThat(client.next("price").data()).contains("okx").doesNotContain("age_ms");
        }
    }
}
