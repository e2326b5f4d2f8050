package io.tickcast.market.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickcast.market.DecimalField;
import io.tickcast.testing.Candles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandleTest {
    private static final CandleKey MINUTES = Candles.key("BTCUSDT", Interval.MINUTES_1);

    private static CandleBuilder candle() {
        return new CandleBuilder(MINUTES, Candles.DAY)
                .prices("95000.00", "95010.50", "94990.00", "95001.10")
                .volume("12.34500000")
                .quoteVolume("1172788.57950000")
                .trades(321);
    }

    private static void assertRefused(CandleBuilder candle, String why) {
        assertThatIllegalArgumentException().isThrownBy(candle::build).withMessageContaining(why);
    }

    @Test
    void itKeepsTheDigitsOfTheExchange() {
        Candle candle = candle().build();
        assertThat(candle.digits(CandleField.OPEN)).isEqualTo("95000.00");
        assertThat(candle.digits(CandleField.HIGH)).isEqualTo("95010.50");
        assertThat(candle.digits(CandleField.LOW)).isEqualTo("94990.00");
        assertThat(candle.digits(CandleField.CLOSE)).isEqualTo("95001.10");
        assertThat(candle.digits(CandleField.VOLUME)).isEqualTo("12.34500000");
        assertThat(candle.digits(CandleField.QUOTE_VOLUME)).isEqualTo("1172788.57950000");
        assertThat(candle.number(CandleField.VOLUME)).isEqualByComparingTo("12.345");
        assertThat(candle.trades()).isEqualTo(321);
        assertThat(candle.time()).isEqualTo(Candles.DAY);
        assertThat(candle.end()).isEqualTo(Candles.DAY + Candles.MINUTE);
    }

    @Test
    void theLongestFiguresFit() {
        String most = "9".repeat(DecimalField.MAX_LENGTH);
        String volume = "9".repeat(16) + '.' + "9".repeat(18);
        Candle candle = candle().prices(most, most, most, most)
                .volume(volume)
                .quoteVolume(volume)
                .build();
        for (CandleField field : CandleField.values()) {
            assertThat(candle.digits(field)).isEqualTo(field.isPrice() ? most : volume);
        }
        assertRefused(candle().prices(most, most + "9", most, most), "high");
    }

    /** Or a sum of candles would be too long for a figure. */
    @Test
    void aVolumeHasABound() {
        assertRefused(candle().volume("1" + "0".repeat(16)), "volume");
        assertRefused(candle().quoteVolume("1" + "0".repeat(16)), "quote_volume");
        assertRefused(candle().volume("0." + "0".repeat(18) + "1"), "volume");
        CandleBuilder hours = new CandleBuilder(MINUTES.of(Interval.HOURS_1), Candles.DAY).prices("1", "1", "1", "1");
        assertThat(hours.volume("59" + "9".repeat(16)).build().digits(CandleField.VOLUME))
                .hasSize(18);
        assertRefused(hours.volume("60" + "0".repeat(16)), "volume");
    }

    @Test
    void aQuoteVolumeAndTradesMayBeMissing() {
        Candle candle = new CandleBuilder(MINUTES, Candles.DAY)
                .prices("1", "1", "1", "1")
                .volume("0")
                .build();
        assertThat(candle.has(CandleField.QUOTE_VOLUME)).isFalse();
        assertThat(candle.digits(CandleField.QUOTE_VOLUME)).isEmpty();
        assertThat(candle.number(CandleField.QUOTE_VOLUME)).isZero();
        assertThat(candle.hasTrades()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "QUOTE_VOLUME", mode = EnumSource.Mode.EXCLUDE)
    void everyOtherFigureIsThere(CandleField field) {
        assertRefused(candle().figure(field, ""), "this " + field.label());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1e5", ".5", "1.", "01", "1,5", "NaN", " 1", "1\n", "１"})
    void aFigureThatIsNoPlainDecimalIsRefused(String digits) {
        for (CandleField field : CandleField.values()) {
            assertRefused(candle().figure(field, digits), "this " + field.label());
        }
    }

    @Test
    void noPriceIsZeroAndAVolumeMayBe() {
        assertRefused(candle().figure(CandleField.LOW, "0.00"), "low");
        assertThat(candle().volume("0.00000000").build().digits(CandleField.VOLUME))
                .isEqualTo("0.00000000");
    }

    @ParameterizedTest
    @CsvSource({"10, 9, 8, 9", "10, 12, 11, 11", "10, 12, 9, 13", "10, 12, 9, 8"})
    void theHighestAndTheLowestPriceAreThat(String open, String high, String low, String close) {
        assertRefused(candle().prices(open, high, low, close), "highest");
    }

    @Test
    void differentDigitsOfTheSamePriceAreInOrder() {
        assertThat(candle().prices("10.0", "10", "10.00", "10.000").build().digits(CandleField.CLOSE))
                .isEqualTo("10.000");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -60_000, Candles.DAY + 1, Candles.DAY + 59_999, Long.MIN_VALUE})
    void itOpensWhereItsIntervalDoes(long time) {
        assertRefused(new CandleBuilder(MINUTES, time), "no candle of 1m opens at " + time);
    }

    @Test
    void aNumberOfTradesIsNotNegative() {
        assertRefused(candle().trades(-2), "-2 trades");
    }

    @Test
    void aClosedOneIsNewerThanAnOpenOne() {
        Candle open = candle().volume("13").build();
        Candle closed = candle().closed(true).build();
        assertThat(closed.isNewerThan(open)).isTrue();
        assertThat(open.isNewerThan(closed)).isFalse();
        assertThat(closed.isNewerThan(closed)).isFalse();
    }

    @Test
    void aCompleteOneIsNewerThanAnIncompleteOne() {
        Candle whole = candle().build();
        Candle part = candle().volume("13").complete(false).build();
        assertThat(whole.isNewerThan(part)).isTrue();
        assertThat(part.isNewerThan(whole)).isFalse();
    }

    @Test
    void theOneWithMoreVolumeIsNewer() {
        Candle candle = candle().build();
        assertThat(candle().volume("12.345001").build().isNewerThan(candle)).isTrue();
        assertThat(candle().volume("12.345").build().isNewerThan(candle)).isFalse();
        assertThat(candle().volume("9.9").build().isNewerThan(candle)).isFalse();
    }

    @Test
    void itsStateChangesAndItsFiguresStay() {
        Candle candle = candle().demo(true).build();
        Candle closed = candle.close();
        assertThat(closed).matches(Candle::isClosed).matches(Candle::isComplete).matches(Candle::isDemo);
        assertThat(closed.hasSameFigures(candle)).isTrue();
        assertThat(closed).isNotEqualTo(candle).isEqualTo(closed.close());
        assertThat(candle.incomplete().isComplete()).isFalse();
        assertThat(candle.incomplete().hasSameFigures(candle)).isTrue();
        assertThat(candle().volume("12.345").build().hasSameFigures(candle)).isFalse();
        assertThat(candle().trades(322).build().hasSameFigures(candle)).isFalse();
    }

    @Test
    void equalOnesAreEqualInAllThatTheyHave() {
        Candle candle = candle().build();
        assertThat(candle).isEqualTo(candle().build()).hasSameHashCodeAs(candle().build());
        assertThat(candle).isNotEqualTo(candle().closed(true).build());
        assertThat(candle).isNotEqualTo(candle().complete(false).build());
        assertThat(candle).isNotEqualTo(candle().demo(true).build());
        assertThat(candle).isNotEqualTo(candle().volume("12.345").build());
    }

    @Test
    void aSeriesIsNamedByWhatIsSafeInEveryText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CandleKey("binance", "BTC\nUSDT", Interval.MINUTES_1));
        assertThatIllegalArgumentException().isThrownBy(() -> new CandleKey("bin\"ance", "X", Interval.MINUTES_1));
    }

    @Test
    void seriesAreInTheOrderOfExchangeSymbolAndInterval() {
        CandleKey hours = MINUTES.of(Interval.HOURS_1);
        assertThat(hours).isEqualTo(new CandleKey("binance", "BTCUSDT", Interval.HOURS_1));
        assertThat(new CandleKey("binance", "ETHUSDT", Interval.MINUTES_1))
                .isGreaterThan(hours)
                .isLessThan(new CandleKey("okx", "ADAUSDT", Interval.MINUTES_1));
        assertThat(hours).isGreaterThan(MINUTES).hasToString("binance BTCUSDT 1h");
    }
}
