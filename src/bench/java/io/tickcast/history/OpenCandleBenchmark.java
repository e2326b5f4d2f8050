package io.tickcast.history;

import io.tickcast.bench.TimeBenchmark;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The time of a change in the last minute of a day: the open candle of each interval, when all of them are followed.
 */
public class OpenCandleBenchmark extends TimeBenchmark {
    private static final long DAY = 1_704_844_800_000L;
    private static final CandleKey KEY = new CandleKey("binance", "BTCUSDT", Interval.MINUTES_1);

    private final SymbolCandles candles = new SymbolCandles(KEY.exchange(), KEY.symbol());
    private long trades;

    private static CandleBuilder minute(long time, long trades) {
        return new CandleBuilder(KEY, time)
                .prices("95000.12", "95010.50", "94990.00", "95001.10")
                .volume(BigDecimal.valueOf(1_000_000 + trades, 5).toPlainString())
                .quoteVolume("1172781.58000000")
                .trades(trades);
    }

    @Setup
    public void closeAllMinutesButTheLast() {
        long last = DAY + Interval.DAYS_1.millis() - Interval.MINUTES_1.millis();
        for (long time = DAY; time < last; time += Interval.MINUTES_1.millis()) {
            candles.update(minute(time, 321).closed(true).build());
        }
    }

    @Benchmark
    public void change(Blackhole taken) {
        trades++;
        long last = DAY + Interval.DAYS_1.millis() - Interval.MINUTES_1.millis();
        candles.update(minute(last, trades).build());
        for (Interval interval : Interval.values()) {
            Optional<Candle> open = candles.open(interval);
            taken.consume(open);
        }
    }
}
