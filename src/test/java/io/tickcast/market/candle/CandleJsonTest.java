package io.tickcast.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Candles;
import org.junit.jupiter.api.Test;

class CandleJsonTest {
    private static CandleBuilder candle() {
        return new CandleBuilder(Candles.key("BTCUSDT", Interval.MINUTES_1), Candles.DAY)
                .prices("95000.00", "95010.50", "94990.00", "95001.10")
                .volume("12.345")
                .trades(321);
    }

    @Test
    void anEventIsTheOneOfTheDesign() {
        assertThat(CandleJson.event(candle().build(), false))
                .isEqualTo("{\"symbol\": \"BTCUSDT\", \"interval\": \"1m\", \"time\": 1704844800000,"
                        + " \"open\": 95000.00, \"high\": 95010.50, \"low\": 94990.00, \"close\": 95001.10,"
                        + " \"volume\": 12.345, \"trades\": 321, \"closed\": false}");
    }

    @Test
    void anEventNamesItsExchangeWhereThereAreSeveral() {
        assertThat(CandleJson.event(candle().build(), true))
                .startsWith("{\"symbol\": \"BTCUSDT\", \"exchange\": \"binance\", \"interval\": \"1m\"");
    }

    @Test
    void anEventSaysThatACandleIsIncompleteOnlyWhenItIs() {
        assertThat(CandleJson.event(candle().closed(true).complete(false).build(), false))
                .endsWith("\"closed\": true, \"complete\": false}");
        assertThat(CandleJson.event(candle().build(), false)).doesNotContain("complete");
    }

    @Test
    void aRowAlwaysSaysWhetherItIsComplete() {
        assertThat(Candles.row(candle().quoteVolume("1172788.57").closed(true).build()))
                .isEqualTo("{\"time\": 1704844800000, \"open\": 95000.00, \"high\": 95010.50, \"low\": 94990.00,"
                        + " \"close\": 95001.10, \"volume\": 12.345, \"quote_volume\": 1172788.57, \"trades\": 321,"
                        + " \"closed\": true, \"complete\": true}");
    }

    @Test
    void aFigureThatTheExchangeDoesNotGiveIsLeftOut() {
        assertThat(Candles.row(candle().trades(Candle.UNKNOWN_TRADES).build()))
                .doesNotContain("quote_volume", "trades", "null");
    }

    @Test
    void inventedPricesSayThatTheyAre() {
        Candle demo = candle().demo(true).build();
        assertThat(Candles.row(demo)).endsWith("\"complete\": true, \"demo\": true}");
        assertThat(CandleJson.event(demo, false)).endsWith("\"closed\": false, \"demo\": true}");
    }
}
