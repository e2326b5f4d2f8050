package io.tickcast.demo.candle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventedPastTest {
    private static final long NOW = 1_700_000_000_000L;

    private static InventedPast past(String symbol, String price, String tick, String exchange, long now) {
        return new InventedPast(
                new InventedPast.Market(symbol, Units.of(price), Units.of(tick), Units.of("0.001"), 100_000_000),
                exchange,
                now);
    }

    @ParameterizedTest
    @CsvSource({"BTCUSDT, 95000, 0.01", "DOGEUSDT, 0.1385, 0.00001", "POLUSDT, 0.152, 0.0001"})
    void itIsPlausible(String symbol, String price, String tick) {
        InventedPast past = past(symbol, price, tick, "binance", NOW);
        long step = Units.of(tick);
        long before = past.price(past.from());
        long least = Long.MAX_VALUE;
        long most = 0;
        double turnover = 0;
        for (long time = past.from(); time < past.to(); time += Kline.MINUTE) {
            Kline minute = past.minute(time);
            assertThat(minute.open()).isEqualTo(before);
            assertThat(minute.high()).isGreaterThanOrEqualTo(Math.max(minute.open(), minute.close()));
            assertThat(minute.low()).isBetween(step, Math.min(minute.open(), minute.close()));
            assertThat((minute.open() | minute.high() | minute.low()) % 1).isZero();
            assertThat(minute.high() % step + minute.low() % step + minute.close() % step)
                    .isZero();
            assertThat(minute.volume()).isPositive();
            assertThat(minute.takerVolume()).isBetween(0L, minute.volume());
            before = minute.close();
            least = Math.min(least, minute.low());
            most = Math.max(most, minute.high());
            turnover += minute.quoteVolume() / 1e8;
        }

        assertThat(past.to() - past.from()).isBetween(7 * 86_400_000L, 8 * 86_400_000L);
        assertThat((double) most / least).isBetween(1.02, 1.25);
        assertThat(turnover / (past.to() - past.from()) * 86_400_000).isBetween(0.9e8, 1.1e8);
    }

    @Test
    void aMinuteIsAlwaysTheSame() {
        InventedPast one = past("BTCUSDT", "95000", "0.01", "binance", NOW);
        InventedPast later = past("BTCUSDT", "95000", "0.01", "binance", NOW + 86_400_000);

        assertThat(one.minute(one.to() - Kline.MINUTE)).isEqualTo(later.minute(one.to() - Kline.MINUTE));
    }

    @Test
    void exchangesAreALittleApart() {
        InventedPast one = past("BTCUSDT", "95000", "0.01", "binance", NOW);
        InventedPast other = past("BTCUSDT", "95000", "0.01", "okx", NOW);
        int apart = 0;
        for (long time = one.from(); time < one.to(); time += Kline.MINUTE) {
            long distance = Math.abs(one.price(time) - other.price(time));
            assertThat(distance).isLessThan(Units.of("20"));
            apart += distance > 0 ? 1 : 0;
        }

        assertThat(apart).isGreaterThan(9_000);
    }
}
