package io.tickcast.http;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.set;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.WithNode;
import io.tickcast.time.Micros;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/prices} and {@code GET /api/prices/{symbol}}. */
class PricesRouteTest extends WithNode {
    @Test
    void aNodeWithoutPricesHasAnEmptyList() {
        RawAnswer answer = node.get("/api/prices");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(new JsonObject("{\"code\":1,\"data\":[]}"));
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json; charset=utf-8")
                .containsEntry("cache-control", "no-store");
    }

    @Test
    void theNewestPricesAreListedInTheOrderOfSymbols() {
        node.hold(tick("ETHUSDT", 1, "1"), tick("BTCUSDT", 1, "2"), tick("ADAUSDT", 1, "3"));
        node.hold(tick("BTCUSDT", 2, "4"));
        assertThat(node.get("/api/prices").json().getJsonArray("data").stream()
                        .map(JsonObject.class::cast)
                        .map(price -> price.getString("symbol") + "=" + price.getInteger("price")))
                .containsExactly("ADAUSDT=3", "BTCUSDT=4", "ETHUSDT=1");
    }

    @Test
    void aPriceHasEveryFieldOnceAndItsAge() {
        TickBuilder tick = builder("BTCUSDT", 1_768_029_300_123L, "95000.00").receivedAt(Micros.now() - 60_000_000);
        set(tick, DecimalField.CHANGE_24H, "-2.50");
        set(tick, DecimalField.ASK, "95000.10");
        node.hold(tick.build());
        RawAnswer answer = node.get("/api/prices/BTCUSDT");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("{\"code\":1,\"data\":{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, "
                        + "\"change_24h\": -2.50, \"timestamp\": \"2026-01-10T07:15:00.123Z\", \"exchange\": \"binance\", "
                        + "\"open\": null, \"high\": null, \"low\": null, \"volume\": null, "
                        + "\"quote_volume\": null, \"bid\": null, \"ask\": 95000.10, "
                        + "\"event_time\": 1768029300123, \"received_at\": ")
                .endsWith("}}");
        assertThat(answer.json().getJsonObject("data").getLong("age_ms")).isBetween(60_000L, 120_000L);
        assertThat(answer.json().getJsonObject("data").fieldNames()).hasSize(15);
    }

    @Test
    void theListHasTheSameFields() {
        node.hold(tick("BTCUSDT", 1, "95000.00"));
        assertThat(node.get("/api/prices")
                        .json()
                        .getJsonArray("data")
                        .getJsonObject(0)
                        .fieldNames())
                .isEqualTo(node.get("/api/prices/BTCUSDT")
                        .json()
                        .getJsonObject("data")
                        .fieldNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POLUSDT", "polusdt", "MATICUSDT", "maticusdt"})
    void aSymbolIsFoundInSmallLettersAndByItsOldName(String name) {
        node.hold(tick("POLUSDT", 1, "0.40"));
        assertThat(node.get("/api/prices/" + name).json().getJsonObject("data").getString("symbol"))
                .isEqualTo("POLUSDT");
    }

    @Test
    void aSymbolBeyondAsciiIsFoundByItsEscapes() {
        node.publish(tick("币安人生USDT", 1, "0.10"));
        String path = "/api/prices/%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT";
        Await.until("the price has arrived", () -> node.get(path).status() == 200);
        assertThat(node.get(path).json().getJsonObject("data").getString("symbol"))
                .isEqualTo("币安人生USDT");
    }

    @Test
    void aSymbolWithoutAPriceYetIsNotFound() {
        assertThat(node.get("/api/prices/BTCUSDT").error(404)).isEqualTo("No price of BTCUSDT has arrived yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GONEUSDT", "%0A", "%00", "BTC%22", "*", "%E2%80%A8", "%FF", "BTC%20USDT", "..."})
    void whatIsNotKeptHereIsNotFound(String symbol) {
        node.hold(tick("BTCUSDT", 1, "1"));
        assertThat(node.get("/api/prices/" + symbol).error(404)).contains("/api/prices");
    }

    @Test
    void anExchangeThatIsNotFedHereIsABadRequest() {
        assertThat(node.get("/api/prices?exchange=okx").status()).isEqualTo(400);
        assertThat(node.get("/api/prices/BTCUSDT?exchange=okx").status()).isEqualTo(400);
        assertThat(node.get("/api/prices?exchange=binance").status()).isEqualTo(200);
    }

    @Test
    void aDemoPriceSaysSo() {
        node.hold(builder("BTCUSDT", 1, "1").demo(true).build());
        assertThat(node.get("/api/prices/BTCUSDT").json().getJsonObject("data").getBoolean("demo"))
                .isTrue();
    }
}
