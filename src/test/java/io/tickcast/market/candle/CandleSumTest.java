package io.tickcast.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Candles;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandleSumTest {
    private static final CandleKey FIVE = Candles.key("BTCUSDT", Interval.MINUTES_5);

    private static CandleBuilder part(int minute, String open, String high, String low, String close) {
        return new CandleBuilder(FIVE.of(Interval.MINUTES_1), Candles.DAY + minute * Candles.MINUTE)
                .prices(open, high, low, close)
                .volume("0.1")
                .quoteVolume("0.01")
                .trades(2)
                .closed(true);
    }

    private static Candle sum(Candle... parts) {
        return CandleSum.of(FIVE, Candles.DAY, List.of(parts), true, true);
    }

    @Test
    void itOpensWithTheFirstAndClosesWithTheLast() {
        Candle sum = sum(
                part(0, "10.0", "11.50", "9.10", "10.5").build(),
                part(1, "10.6", "11.5", "9.1", "10.2").build(),
                part(2, "10.1", "10.9", "9.2", "10.30").build());
        assertThat(sum)
                .isEqualTo(new CandleBuilder(FIVE, Candles.DAY)
                        // Of equal prices the first one's digits are kept.
                        .prices("10.0", "11.50", "9.10", "10.30")
                        .volume("0.3")
                        .quoteVolume("0.03")
                        .trades(6)
                        .closed(true)
                        .build());
    }

    @Test
    void volumesAreExactWhereADoubleIsNot() {
        Candle sum = sum(
                part(0, "1", "1", "1", "1").volume("9007199254740993").build(),
                part(1, "1", "1", "1", "1").volume("0.00000001").build());
        assertThat(sum.digits(CandleField.VOLUME)).isEqualTo("9007199254740993.00000001");
    }

    @Test
    void aDayOfTheMostVolumeIsACandle() {
        String most = "9".repeat(16) + '.' + "9".repeat(18);
        CandleKey day = FIVE.of(Interval.DAYS_1);
        List<Candle> hours = IntStream.range(0, 24)
                .mapToObj(hour -> CandleSum.of(
                        FIVE.of(Interval.HOURS_1),
                        Candles.DAY + hour * Interval.HOURS_1.millis(),
                        IntStream.range(0, 60)
                                .mapToObj(minute -> part(60 * hour + minute, "1", "1", "1", "1")
                                        .volume(most)
                                        .quoteVolume(most)
                                        .build())
                                .toList(),
                        true,
                        true))
                .toList();

        Candle sum = CandleSum.of(day, Candles.DAY, hours, true, true);

        assertThat(sum.number(CandleField.VOLUME))
                .isEqualByComparingTo(new BigDecimal(most).multiply(BigDecimal.valueOf(1_440)));
        assertThat(sum.trades()).isEqualTo(2_880);
    }

    @Test
    void aSumOfOneIsThatOne() {
        Candle only = part(0, "10.0", "11.50", "9.10", "10.5").build();
        Candle sum = sum(only);
        assertThat(sum.hasSameFigures(only)).isTrue();
        assertThat(sum.key()).isEqualTo(FIVE);
    }

    @Test
    void aSmallSumHasNoExponent() {
        Candle sum = sum(
                part(0, "1", "1", "1", "1").volume("0.00000000").build(),
                part(1, "1", "1", "1", "1").volume("0.00000000").build());
        assertThat(sum.digits(CandleField.VOLUME)).isEqualTo("0.00000000");
    }

    @Test
    void aFigureThatAPartLacksIsMissing() {
        Candle sum = sum(
                part(0, "1", "1", "1", "1").build(),
                part(1, "1", "1", "1", "1")
                        .quoteVolume("")
                        .trades(Candle.UNKNOWN_TRADES)
                        .build());
        assertThat(sum.has(CandleField.QUOTE_VOLUME)).isFalse();
        assertThat(sum.hasTrades()).isFalse();
    }

    @Test
    void itIsIncompleteWithAnIncompletePart() {
        Candle whole = part(0, "1", "1", "1", "1").build();
        Candle lacking = part(1, "1", "1", "1", "1").complete(false).build();
        assertThat(sum(whole).isComplete()).isTrue();
        assertThat(sum(whole, lacking).isComplete()).isFalse();
        assertThat(sum(lacking, whole).isComplete()).isFalse();
        assertThat(CandleSum.of(FIVE, Candles.DAY, List.of(whole), true, false).isComplete())
                .isFalse();
    }

    @Test
    void itIsClosedWhenItsCallerSaysSo() {
        Candle part = part(0, "1", "1", "1", "1").build();
        assertThat(CandleSum.of(FIVE, Candles.DAY, List.of(part), false, true).isClosed())
                .isFalse();
    }

    @Test
    void inventedPartsMakeAnInventedSum() {
        assertThat(sum(part(0, "1", "1", "1", "1").demo(true).build()).isDemo()).isTrue();
        assertThat(sum(part(0, "1", "1", "1", "1").build()).isDemo()).isFalse();
    }
}
