package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickJsonTest {
    private static final TickJson CONTRACT =
            new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP));
    private static final TickJson PRICE_ONLY = new TickJson(List.of(Field.PRICE));

    private static TickBuilder bitcoin() {
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol("BTCUSDT")
                .eventTime(Instant.parse("2026-01-10T07:15:00.123Z").toEpochMilli())
                .receivedAt(1_768_029_300_125_001L);
        tick.figure(DecimalField.PRICE, "95000.00");
        tick.figure(DecimalField.CHANGE_24H, "2.5");
        return tick;
    }

    private static String aged(TickJson json, Tick tick, long age) {
        ByteBuf out = Unpooled.buffer();
        json.appendAged(tick, age, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theTextIsThatOfTheContract() {
        assertThat(CONTRACT.text(bitcoin().build()))
                .isEqualTo("{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, "
                        + "\"change_24h\": 2.5, \"timestamp\": \"2026-01-10T07:15:00.123Z\"}");
    }

    @Test
    void aFigureThatWasNotSentIsNull() {
        TickBuilder tick =
                bitcoin().clear().exchange("binance").symbol("BTCUSDT").eventTime(1);
        tick.figure(DecimalField.PRICE, "1.10");
        assertThat(new TickJson(List.of(Field.PRICE, Field.CHANGE_24H, Field.BID)).text(tick.build()))
                .isEqualTo("{\"price\": 1.10, \"change_24h\": null, \"bid\": null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.10", "95000.00", "0.00000001", "0.1000000000000000055511151231257827"})
    void thePriceHasTheExchangesDigits(String digits) {
        TickBuilder tick = bitcoin();
        tick.figure(DecimalField.PRICE, digits);
        assertThat(PRICE_ONLY.text(tick.build())).isEqualTo("{\"price\": " + digits + "}");
    }

    @Test
    void theTimeAlwaysHasItsMilliseconds() {
        TickJson time = new TickJson(List.of(Field.TIMESTAMP));
        assertThat(time.text(bitcoin().eventTime(1_768_029_300_000L).build()))
                .isEqualTo("{\"timestamp\": \"2026-01-10T07:15:00.000Z\"}");
        assertThat(time.text(bitcoin().eventTime(1_768_029_300_120L).build()))
                .isEqualTo("{\"timestamp\": \"2026-01-10T07:15:00.120Z\"}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "SYMBOL,symbol,\"BTCUSDT\"",
                "PRICE,price,95000.00",
                "CHANGE_24H,change_24h,2.5",
                "TIMESTAMP,timestamp,\"2026-01-10T07:15:00.123Z\"",
                "EXCHANGE,exchange,\"binance\"",
                "OPEN,open,1.0",
                "HIGH,high,2.0",
                "LOW,low,3.0",
                "VOLUME,volume,4.0",
                "QUOTE_VOLUME,quote_volume,5.0",
                "BID,bid,6.0",
                "ASK,ask,7.0",
                "EVENT_TIME,event_time,1768029300123",
                "RECEIVED_AT,received_at,1768029300125001",
                "CHANGE24H,change24h,2.5",
                "TRADE_ID,trade_id,9007199254740993",
                "QUANTITY,quantity,0.00100",
                "SIDE,side,\"sell\""
            })
    void eachFieldHasItsNameAndItsValue(Field field, String name, String value) {
        TickBuilder tick = bitcoin().tradeId(9_007_199_254_740_993L).side(Side.SELL);
        tick.figure(DecimalField.QUANTITY, "0.00100");
        tick.figure(DecimalField.OPEN, "1.0");
        tick.figure(DecimalField.HIGH, "2.0");
        tick.figure(DecimalField.LOW, "3.0");
        tick.figure(DecimalField.VOLUME, "4.0");
        tick.figure(DecimalField.QUOTE_VOLUME, "5.0");
        tick.figure(DecimalField.BID, "6.0");
        tick.figure(DecimalField.ASK, "7.0");
        assertThat(new TickJson(List.of(field)).text(tick.build())).isEqualTo("{\"" + name + "\": " + value + "}");
        assertThat(Field.of(name)).contains(field);
    }

    @Test
    void whatIsNotKnownOfTheTradeIsNull() {
        TickJson trade = new TickJson(List.of(Field.TRADE_ID, Field.QUANTITY, Field.SIDE));
        assertThat(trade.text(bitcoin().build())).isEqualTo("{\"trade_id\": null, \"quantity\": null, \"side\": null}");
        assertThat(trade.text(bitcoin().tradeId(-1).side(Side.BUY).build()))
                .isEqualTo("{\"trade_id\": null, \"quantity\": null, \"side\": \"buy\"}");
    }

    @Test
    void theFieldsComeInTheOrderAskedFor() {
        assertThat(new TickJson(List.of(Field.PRICE, Field.SYMBOL))
                        .text(bitcoin().build()))
                .isEqualTo("{\"price\": 95000.00, \"symbol\": \"BTCUSDT\"}");
    }

    @Test
    void aFieldIsKnownByItsExactNameOnly() {
        assertThat(Field.of("Price")).isEmpty();
        assertThat(Field.of("")).isEmpty();
        assertThat(Field.of("prices")).isEmpty();
    }

    @Test
    void aDemoTickSaysSo() {
        assertThat(PRICE_ONLY.text(bitcoin().demo(true).build())).isEqualTo("{\"price\": 95000.00, \"demo\": true}");
    }

    @Test
    void aTestTickSaysSo() {
        assertThat(PRICE_ONLY.text(bitcoin().test().build())).isEqualTo("{\"price\": 95000.00, \"test\": true}");
    }

    @Test
    void theAgeStandsBeforeTheMarks() {
        assertThat(aged(PRICE_ONLY, bitcoin().build(), 12_000)).isEqualTo("{\"price\": 95000.00, \"age_ms\": 12000}");
        assertThat(aged(PRICE_ONLY, bitcoin().demo(true).test().build(), 0))
                .isEqualTo("{\"price\": 95000.00, \"age_ms\": 0, \"demo\": true, \"test\": true}");
    }

    @Test
    void aStoredTickLooksLikeAnyOther() {
        assertThat(PRICE_ONLY.text(bitcoin().stored().build())).isEqualTo("{\"price\": 95000.00}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"币安人生USDT", "𝔹𝕋ℂ", "ＢＴＣ"})
    void aSymbolBeyondAsciiIsWrittenInUtf8(String symbol) {
        Tick tick = bitcoin().symbol(symbol).build();
        assertThat(new JsonObject(CONTRACT.text(tick)).getString("symbol")).isEqualTo(symbol);
    }

    @Test
    void withoutAFieldThereIsNothingToWrite() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TickJson(List.of()));
    }

    @Test
    void thoseOfTheSameFieldsAreEqual() {
        TickJson same = new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP));
        assertThat(same).isEqualTo(CONTRACT).hasSameHashCodeAs(CONTRACT).isNotEqualTo(PRICE_ONLY);
        assertThat(new TickJson(List.of(Field.PRICE, Field.SYMBOL)))
                .isNotEqualTo(new TickJson(List.of(Field.SYMBOL, Field.PRICE)));
    }
}
