package io.tickcast.demo.candle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KlineSeriesTest {
    private static final long MINUTE = Kline.MINUTE;
    /** 2023-11-14T22:00Z. */
    private static final long HOUR = 1_699_999_200_000L;

    private static final Bar MINUTES = Bar.ofMinutes(1);

    private static Kline trade(long time, String price, String quantity, long id) {
        return Kline.ofTrade(time, Units.of(price), Units.of(quantity), id, id, id % 2 == 1);
    }

    private static KlineSeries series(boolean fills) {
        return new KlineSeries(fills, 100);
    }

    private static List<Kline> all(KlineSeries series, Bar bar, long clock) {
        return series.oldest(bar, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, clock);
    }

    @Test
    void aCandleHasTheTradesFromItsOpenTimeUntilBeforeItsEnd() {
        KlineSeries series = series(true);
        series.add(trade(HOUR, "3", "0.1", 1));
        series.add(trade(HOUR + 20_000, "5", "0.2", 2));
        series.add(trade(HOUR + 30_000, "2", "0.00000001", 3));
        series.add(trade(HOUR + MINUTE - 1, "4", "0.3", 4));
        series.add(trade(HOUR + MINUTE, "9", "1", 5));

        assertThat(all(series, MINUTES, 0))
                .containsExactly(
                        new Kline(
                                HOUR,
                                Units.of("3"),
                                Units.of("5"),
                                Units.of("2"),
                                Units.of("4"),
                                Units.of("0.60000001"),
                                Units.of("2.50000002"),
                                Units.of("0.10000001"),
                                Units.of("0.30000002"),
                                4,
                                1,
                                4),
                        trade(HOUR + MINUTE, "9", "1", 5));
    }

    @Test
    void aQuietMinuteHasTheLastPriceAndNoVolume() {
        KlineSeries series = series(true);
        series.add(trade(HOUR + 5, "3", "1", 1));
        series.add(trade(HOUR + 3 * MINUTE, "4", "1", 2));

        assertThat(all(series, MINUTES, HOUR + 5 * MINUTE))
                .hasSize(6)
                .contains(
                        Kline.quiet(HOUR + MINUTE, Units.of("3")),
                        Kline.quiet(HOUR + 2 * MINUTE, Units.of("3")),
                        Kline.quiet(HOUR + 5 * MINUTE, Units.of("4")));
    }

    @Test
    void anExchangeMayHaveNoCandleOfAQuietMinute() {
        KlineSeries series = series(false);
        series.add(trade(HOUR + 5, "3", "1", 1));
        series.add(trade(HOUR + 3 * MINUTE, "4", "1", 2));

        assertThat(all(series, MINUTES, HOUR + 5 * MINUTE))
                .extracting(Kline::time)
                .containsExactly(HOUR, HOUR + 3 * MINUTE);
    }

    @Test
    void aMaintenanceLeavesAHole() {
        KlineSeries series = series(true);
        series.add(trade(HOUR, "3", "1", 1));
        series.add(trade(HOUR + MINUTE, "4", "1", 2));
        series.hole(HOUR + MINUTE, HOUR + 3 * MINUTE);

        assertThat(all(series, MINUTES, HOUR + 3 * MINUTE))
                .extracting(Kline::time)
                .containsExactly(HOUR, HOUR + 3 * MINUTE);
        assertThat(all(series, Bar.ofMinutes(5), HOUR + 3 * MINUTE).get(0).trades())
                .isEqualTo(1);
    }

    @Test
    void longerCandlesAreSumsOfTheirMinutes() {
        KlineSeries series = series(true);
        for (int minute = 0; minute < 90; minute++) {
            series.add(trade(HOUR + minute * MINUTE, minute + 1 + ".5", "0.1", minute + 1));
        }

        List<Kline> hours = all(series, Bar.ofMinutes(60), 0);

        assertThat(hours).extracting(Kline::time).containsExactly(HOUR, HOUR + 60 * MINUTE);
        assertThat(hours).extracting(Kline::trades).containsExactly(60L, 30L);
        assertThat(hours).extracting(Kline::volume).containsExactly(Units.of("6"), Units.of("3"));
        assertThat(hours).extracting(Kline::open).containsExactly(Units.of("1.5"), Units.of("61.5"));
        assertThat(hours).extracting(Kline::close).containsExactly(Units.of("60.5"), Units.of("90.5"));
    }

    @Test
    void aRangeIsCutAtEitherEnd() {
        KlineSeries series = series(true);
        series.add(trade(HOUR, "3", "1", 1));
        long clock = HOUR + 9 * MINUTE;

        assertThat(series.oldest(MINUTES, HOUR + 1, HOUR + 6 * MINUTE, 3, clock))
                .extracting(Kline::time)
                .containsExactly(HOUR + MINUTE, HOUR + 2 * MINUTE, HOUR + 3 * MINUTE);
        assertThat(series.newest(MINUTES, HOUR + 1, HOUR + 6 * MINUTE, 3, clock))
                .extracting(Kline::time)
                .containsExactly(HOUR + 3 * MINUTE, HOUR + 4 * MINUTE, HOUR + 5 * MINUTE);
        assertThat(series.newest(MINUTES, HOUR + 8 * MINUTE, Long.MAX_VALUE, 100, clock))
                .extracting(Kline::time)
                .containsExactly(HOUR + 8 * MINUTE, HOUR + 9 * MINUTE);
    }

    @Test
    void theOldestMinutesAreForgottenAndNoCandleLacksAPart() {
        KlineSeries series = series(true);
        for (int minute = 0; minute < 130; minute++) {
            series.add(trade(HOUR + minute * MINUTE, "1", "1", minute + 1));
        }

        assertThat(all(series, MINUTES, 0)).hasSize(100);
        assertThat(all(series, Bar.ofMinutes(60), 0))
                .extracting(Kline::time, Kline::trades)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(HOUR + 60 * MINUTE, 60L),
                        org.assertj.core.groups.Tuple.tuple(HOUR + 120 * MINUTE, 10L));
    }

    @Test
    void aSeriesWithoutTradesIsEmpty() {
        assertThat(all(series(true), MINUTES, HOUR)).isEmpty();
        assertThat(series(true).newest(Bar.ofMinutes(60), Long.MIN_VALUE, Long.MAX_VALUE, 5, HOUR))
                .isEmpty();
    }

    @Test
    void liveTradesGoOnWhereThePastEnds() {
        InventedPast past = new InventedPast(
                new InventedPast.Market("BTCUSDT", Units.of("95000"), Units.of("0.01"), Units.of("0.00001"), 1_000_000),
                "okx",
                HOUR + 5_000);
        KlineSeries series = series(true);
        series.past(past);
        series.add(trade(HOUR + 2 * MINUTE, "95000", "1", 1));

        List<Kline> all = all(series, MINUTES, 0);

        assertThat(all).hasSizeGreaterThan(7 * 24 * 60);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).time()).isEqualTo(all.get(i - 1).time() + MINUTE);
        }
        assertThat(all.get(all.size() - 2)).isEqualTo(Kline.quiet(HOUR + MINUTE, past.price(past.to())));
        assertThat(all(series, Bar.ofMinutes(1_440), 0).get(0).time() % 86_400_000)
                .isZero();
    }
}
