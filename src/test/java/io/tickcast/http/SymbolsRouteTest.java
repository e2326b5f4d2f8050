package io.tickcast.http;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.WithNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code /api/symbols}, and what streams see of symbols that come and go. */
class SymbolsRouteTest extends WithNode {
    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_FEED_EXCHANGES", "binance,okx")
                .set("TICKCAST_SYMBOLS", "BTCUSDT,ODD,*USDT,ETH*")
                .set("TICKCAST_FEED_OKX_SYMBOLS", "BTCUSD");
    }

    private static Instrument instrument(String base, String quote, int digits, String status) {
        return new Instrument(base + quote, base, quote, base + '-' + quote, "", OptionalInt.of(digits), status);
    }

    private static Instrument trading(String base, String quote) {
        return instrument(base, quote, 2, Instrument.TRADING);
    }

    private void tell(String exchange, int line, Instrument... instruments) {
        node.bus().publish(BusAddresses.FEED_SYMBOLS, new FeedSymbols(exchange, line, List.of(instruments)).toJson());
    }

    private JsonArray symbols(String query) {
        return node.get("/api/symbols" + query).json().getJsonArray("data");
    }

    private static List<String> names(JsonArray symbols) {
        return symbols.stream()
                .map(each -> ((JsonObject) each).getString("symbol"))
                .toList();
    }

    private void awaitSymbols(String... names) {
        Await.until("the symbols are known", () -> names(symbols("")).equals(List.of(names)));
    }

    private static List<String> namesUntilPrice(SseClient client) {
        List<String> names = new ArrayList<>();
        do {
            names.add(client.next().name());
        } while (!names.contains("price"));
        return names;
    }

    @Test
    void withoutAListTheSymbolsOfTheSettingsAreThere() {
        assertThat(symbols("").encode())
                .isEqualTo("[{\"symbol\":\"BTCUSD\",\"base\":\"BTC\",\"quote\":\"USD\",\"exchanges\":{\"okx\":{}}},"
                        + "{\"symbol\":\"BTCUSDT\",\"base\":\"BTC\",\"quote\":\"USDT\",\"exchanges\":{\"binance\":{}}},"
                        + "{\"symbol\":\"ODD\",\"exchanges\":{\"binance\":{}}}]");
    }

    @Test
    void theListOfEachExchangeSaysWhatItsSymbolsAre() {
        tell(
                "binance",
                1,
                trading("BTC", "USDT"),
                instrument("SHIB", "USDT", 8, Instrument.TRADING),
                instrument("GONE", "USDT", 3, "BREAK"));
        tell("okx", 1, instrument("BTC", "USD", 1, Instrument.TRADING));
        awaitSymbols("BTCUSD", "BTCUSDT", "ODD", "SHIBUSDT");

        assertThat(symbols("?exchange=okx").encode())
                .isEqualTo("[{\"symbol\":\"BTCUSD\",\"base\":\"BTC\",\"quote\":\"USD\",\"exchanges\":{\"okx\":"
                        + "{\"name\":\"BTC-USD\",\"price_digits\":1,\"status\":\"trading\"}}}]");
        assertThat(symbols("?exchange=binance").encode())
                .isEqualTo("[{\"symbol\":\"BTCUSDT\",\"base\":\"BTC\",\"quote\":\"USDT\",\"exchanges\":{\"binance\":"
                        + "{\"name\":\"BTC-USDT\",\"price_digits\":2,\"status\":\"trading\"}}},"
                        + "{\"symbol\":\"ODD\",\"exchanges\":{\"binance\":{\"status\":\"not listed\"}}},"
                        + "{\"symbol\":\"SHIBUSDT\",\"base\":\"SHIB\",\"quote\":\"USDT\",\"exchanges\":{\"binance\":"
                        + "{\"name\":\"SHIB-USDT\",\"price_digits\":8,\"status\":\"trading\"}}}]");
        assertThat(node.get("/api/symbols?exchange=nope").error(400)).startsWith("exchange: ");
    }

    @Test
    void theExchangesOfASymbolAreInTheOrderOfTheSettings() {
        tell("okx", 1, trading("ADA", "USDT"));
        tell("binance", 1, trading("ADA", "USDT"));
        awaitSymbols("ADAUSDT", "BTCUSD", "BTCUSDT", "ODD");

        assertThat(symbols("").getJsonObject(0).getJsonObject("exchanges").fieldNames())
                .containsExactly("binance", "okx");
    }

    @Test
    void aSymbolOfTwoLinesIsThereAsLongAsOneHasIt() {
        tell("binance", 1, trading("BTC", "USDT"), trading("ETH", "USDT"));
        tell("binance", 2, trading("BTC", "USDT"), trading("SOL", "USDT"));
        awaitSymbols("BTCUSD", "BTCUSDT", "ETHUSDT", "ODD", "SOLUSDT");

        tell("binance", 1, trading("BTC", "USDT"));

        awaitSymbols("BTCUSD", "BTCUSDT", "ODD", "SOLUSDT");
    }

    @Test
    void whatIsNoListIsDropped() {
        for (Object message : List.of(7, new JsonObject(), new JsonObject().put("exchange", "binance"), "x")) {
            node.bus().publish(BusAddresses.FEED_SYMBOLS, message);
        }
        tell("nope", 1, trading("BTC", "USDT"));
        tell("binance", 1, trading("ETH", "USDT"));
        awaitSymbols("BTCUSD", "BTCUSDT", "ETHUSDT", "ODD");

        assertThat(node.status().getJsonObject("bus").getJsonObject("dropped").getInteger("feed_symbols"))
                .isEqualTo(4);
    }

    @Test
    void openStreamsAreToldWhichOfTheirSymbolsComeAndGo() {
        tell("binance", 1, trading("BTC", "USDT"), trading("ETH", "USDT"), trading("SOL", "USDT"));
        awaitSymbols("BTCUSD", "BTCUSDT", "ETHUSDT", "ODD", "SOLUSDT");
        try (SseClient all = node.greeted("");
                SseClient some = node.greeted("?symbols=ETH*,ADA*,BTCUSDT");
                SseClient one = node.greeted("?symbols=BTCUSDT");
                SseClient okx = node.greeted("?exchange=okx")) {
            tell(
                    "binance",
                    1,
                    trading("BTC", "USDT"),
                    trading("ETH", "USDC"),
                    trading("XRP", "USDT"),
                    trading("ADA", "BTC"));

            assertThat(all.next("symbols").data())
                    .isEqualTo(
                            "{\"added\": [\"ETHUSDC\", \"XRPUSDT\", \"ADABTC\"], \"removed\": [\"ETHUSDT\", \"SOLUSDT\"]}");
            assertThat(some.next("symbols").data())
                    .isEqualTo("{\"added\": [\"ETHUSDC\", \"ADABTC\"], \"removed\": [\"ETHUSDT\"]}");

            node.publish(
                    builder("XRPUSDT", 1, "1").build(),
                    builder("ETHUSDC", 1, "2").build(),
                    builder("BTCUSDT", 1, "3").build());
            assertThat(some.next("price", 2))
                    .extracting(price -> price.json().getString("symbol"))
                    .containsExactly("ETHUSDC", "BTCUSDT");
            assertThat(namesUntilPrice(one)).doesNotContain("symbols");
            tell("okx", 1, trading("ETH", "USD"));
            assertThat(okx.next("symbols").data()).isEqualTo("{\"added\": [\"ETHUSD\"], \"removed\": [\"BTCUSD\"]}");
        }
        try (SseClient fresh = node.stream("?symbols=ETHUSDC,SOLUSDT")) {
            JsonObject greeting = fresh.next("connected").json();
            assertThat(greeting.getJsonArray("symbols")).containsExactly("ETHUSDC");
            assertThat(greeting.getJsonArray("unknown_symbols")).containsExactly("SOLUSDT");
        }
    }

    @Test
    void aLongChangeComesInEventsThatEachClientCanRead() {
        try (SseClient all = node.greeted("")) {
            tell(
                    "binance",
                    1,
                    Stream.iterate(1, n -> n + 1)
                            .limit(1_000)
                            .map(n -> trading("C" + n, "USDT"))
                            .toArray(Instrument[]::new));

            assertThat(all.next("symbols", 2))
                    .extracting(event -> event.json().getJsonArray("added").size())
                    .containsExactly(800, 200);
        }
    }
}
