package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeBinanceRestTest extends WithServer {
    private static String symbols(String json) {
        return "/api/v3/exchangeInfo?symbols=" + URLEncoder.encode(json, StandardCharsets.UTF_8);
    }

    @Test
    void exchangeInfoListsAllSymbols() {
        Response all = get(server(), "/api/v3/exchangeInfo");

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.symbols("symbol")).containsExactly("BTCUSDT", "ETHUSDT");
        assertThat(all.symbols("status")).containsExactly("TRADING", "TRADING");
        assertThat(all.symbols("baseAsset")).containsExactly("BTC", "ETH");
        assertThat(all.symbols("quoteAsset")).containsExactly("USDT", "USDT");
    }

    private List<Integer> trades(ScriptedBinance server, String query) {
        return new JsonArray(
                        get(server, "/api/v3/aggTrades?symbol=BTCUSDT" + query).body())
                .stream().map(row -> ((JsonObject) row).getInteger("a")).toList();
    }

    @Test
    void tradesAreGivenFromANumberOnOrTheLastOnes() {
        ScriptedBinance server = server();
        for (int i = 1; i <= 5_100; i++) {
            await(server.trade("BTCUSDT", i, 2L * i, 2L * i + 1, TIME, "95000.10"));
        }
        await(server.trade("ETHUSDT", 7, 70, 71, TIME, "3300.20"));

        assertThat(trades(server, "&fromId=205&limit=3")).containsExactly(205, 206, 207);
        assertThat(trades(server, "&limit=2")).containsExactly(5_099, 5_100);
        assertThat(trades(server, "")).hasSize(500).endsWith(5_100);
        assertThat(trades(server, "&fromId=1&limit=1"))
                .as("the oldest that is kept")
                .containsExactly(101);
        assertThat(trades(server, "&fromId=6000")).isEmpty();
        assertThat(new JsonArray(get(server, "/api/v3/aggTrades?symbol=ETHUSDT").body()).encode())
                .isEqualTo("[{\"a\":7,\"p\":\"3300.20\",\"q\":\"0.50000000\",\"f\":70,\"l\":71,\"T\":" + TIME
                        + ",\"m\":false,\"M\":true}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=5", "?symbol=NOPE", "?symbol=BTCUSDT&limit=1001", "?symbol=BTCUSDT&fromId=-1"})
    void aRequestForTradesThatIsNoneIsRefused(String query) {
        Response refused = get(server(), "/api/v3/aggTrades" + query);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getInteger("code")).isBetween(-1_130, -1_100);
    }

    @Test
    void eachMakerOfATradeHasOneOfItsOwn() {
        ScriptedBinance server = server();
        await(server.trade("BTCUSDT", 1, 10, 11, TIME, "95000.10"));
        await(server.trade("BTCUSDT", 2, 12, 12, TIME, "95000.20"));

        assertThat(get(server, "/api/v3/trades?symbol=BTCUSDT&limit=2").body())
                .isEqualTo("[{\"id\":11,\"price\":\"95000.10\",\"qty\":\"0.25000000\",\"quoteQty\":\"23750.02500000\","
                        + "\"time\":" + TIME + ",\"isBuyerMaker\":false,\"isBestMatch\":true},"
                        + "{\"id\":12,\"price\":\"95000.20\",\"qty\":\"0.50000000\",\"quoteQty\":\"47500.10000000\","
                        + "\"time\":" + TIME + ",\"isBuyerMaker\":true,\"isBestMatch\":true}]");
    }

    @Test
    void aTickerHasParts() {
        ScriptedBinance server = server();
        await(server.publish("BTCUSDT", Frames.ticker("BTCUSDT", TIME, "95000.00000000")));

        assertThat(get(server, "/api/v3/ticker/price?symbol=BTCUSDT").body())
                .isEqualTo("{\"symbol\":\"BTCUSDT\",\"price\":\"95000.00000000\"}");
        assertThat(get(server, "/api/v3/ticker/bookTicker?symbol=BTCUSDT").body())
                .isEqualTo("{\"symbol\":\"BTCUSDT\",\"bidPrice\":\"95000.00000000\",\"bidQty\":\"1.25000000\","
                        + "\"askPrice\":\"95000.00000000\",\"askQty\":\"2.00000000\"}");
        assertThat(get(server, "/api/v3/avgPrice?symbol=BTCUSDT").body())
                .isEqualTo("{\"mins\":5,\"price\":\"95000.00000000\",\"closeTime\":" + TIME + '}');
        assertThat(new JsonArray(get(server, "/api/v3/ticker/price").body())).hasSize(2);
        assertThat(get(server, "/api/v3/depth?limit=5").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ticker", "ticker/tradingDay"})
    void aTickerOfAWindowNamesItsSymbols(String path) {
        ScriptedBinance server = server();
        await(server.publish("BTCUSDT", Frames.ticker("BTCUSDT", TIME, "95000.00000000")));

        JsonObject ticker = get(server, "/api/v3/" + path + "?symbol=BTCUSDT").json();
        assertThat(ticker.getString("lastPrice")).isEqualTo("95000.00000000");
        assertThat(ticker.fieldNames()).contains("openTime", "count").doesNotContain("bidPrice", "prevClosePrice");
        assertThat(new JsonArray(get(server, "/api/v3/" + path + "?symbols=%5B%22ETHUSDT%22%5D")
                        .body()))
                .hasSize(1);
        assertThat(get(server, "/api/v3/" + path).json().getInteger("code")).isEqualTo(-1102);
    }

    @Test
    void exchangeInfoMayBeAskedForSomeSymbols() {
        ScriptedBinance server = server();

        assertThat(get(server, symbols("[\"ETHUSDT\"]")).symbols("symbol")).containsExactly("ETHUSDT");
        assertThat(get(server, symbols("[\"ETHUSDT\",\"BTCUSDT\"]")).symbols("symbol"))
                .containsExactly("ETHUSDT", "BTCUSDT");
        assertThat(get(server, "/api/v3/exchangeInfo?symbol=BTCUSDT").symbols("symbol"))
                .containsExactly("BTCUSDT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"symbol=NOPEUSDT", "symbol=btcusdt", "symbols=%5B%22BTCUSDT%22%2C%22NOPEUSDT%22%5D"})
    void anUnknownSymbolFailsTheWholeRequest(String query) {
        Response refused = get(server(), "/api/v3/exchangeInfo?" + query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTCUSDT", "[BTCUSDT", "[7]", "{}"})
    void whatIsNoListOfSymbolsIsRefused(String symbols) {
        Response refused = get(server(), symbols(symbols));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getInteger("code")).isEqualTo(-1100);
    }

    @Test
    void oneSymbolAndAListExcludeEachOther() {
        Response refused = get(server(), "/api/v3/exchangeInfo?symbol=BTCUSDT&symbols=[]");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getInteger("code")).isEqualTo(-1128);
    }

    @Test
    void symbolsComeGoAndPause() {
        ScriptedBinance server = server();
        await(server.list("POLUSDT", "BREAK"));
        await(server.delist("ETHUSDT"));

        Response all = get(server, "/api/v3/exchangeInfo");
        assertThat(all.symbols("symbol")).containsExactly("BTCUSDT", "POLUSDT");
        assertThat(all.symbols("status")).containsExactly("TRADING", "BREAK");
    }

    @Test
    void aTickerSaysWhatTheStreamSaidLast() {
        ScriptedBinance server = server();
        await(server.publish("BTCUSDT", Frames.ticker("BTCUSDT", TIME, "95000.00000000")));

        JsonObject ticker = get(server, "/api/v3/ticker/24hr?symbol=BTCUSDT").json();
        assertThat(ticker.getString("symbol")).isEqualTo("BTCUSDT");
        assertThat(ticker.getString("lastPrice")).isEqualTo("95000.00000000");
        assertThat(ticker.getString("priceChangePercent")).isEqualTo("1.250");
        assertThat(ticker.getLong("closeTime")).isEqualTo(TIME);
        assertThat(ticker.getLong("count")).isEqualTo(5000);
        assertThat(ticker.fieldNames()).hasSize(21);
    }

    @Test
    void aTickerWithoutAPriceIsZero() {
        JsonObject ticker = get(server(), "/api/v3/ticker/24hr?symbol=BTCUSDT").json();

        assertThat(ticker.getString("lastPrice")).isEqualTo("0.00000000");
        assertThat(ticker.getLong("firstId")).isEqualTo(-1);
    }

    @Test
    void withoutOneSymbolTickersAreAList() {
        assertThat(new JsonArray(get(server(), "/api/v3/ticker/24hr").body())).hasSize(2);
    }

    @Test
    void pingAndTimeAnswer() {
        ScriptedBinance server = server();

        assertThat(get(server, "/api/v3/ping").body()).isEqualTo("{}");
        assertThat(get(server, "/api/v3/time").json().getLong("serverTime")).isPositive();
    }

    @Test
    void anUnknownPathIsNotFound() {
        assertThat(get(server(), "/api/v3/nothing").status()).isEqualTo(404);
    }

    @Test
    void callsAreLoggedAndMayBeAnsweredByATest() {
        ScriptedBinance server = server();
        server.restAnswers().next(Answer.status(503), Answer.status(200, "{\"symbols\":"));

        assertThat(get(server, "/api/v3/exchangeInfo").status()).isEqualTo(503);
        assertThat(get(server, "/api/v3/exchangeInfo").body()).isEqualTo("{\"symbols\":");
        assertThat(get(server, "/api/v3/exchangeInfo").symbols("symbol")).hasSize(2);
        assertThat(server.restCalls().all())
                .extracting(Attempt::uri)
                .containsOnly("/api/v3/exchangeInfo")
                .hasSize(3);
        assertThat(server.attempts().count()).isZero();
    }
}
