package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open candles that are asked for at each change, beside those that are summed once. */
class OpenSumTest {
    private static final CandleKey MINUTES = new CandleKey("binance", "BTCUSDT", Interval.MINUTES_1);
    private static final CandleKey FIVES = MINUTES.of(Interval.MINUTES_5);

    private final CandleParts parts = new CandleParts(Interval.MINUTES_1, 120);
    private final OpenSum sum = parts.openSum(FIVES);

    private static Candle closed(int minute, String volume) {
        return Candles.builder("BTCUSDT", Candles.DAY + minute * Candles.MINUTE, "100", volume)
                .closed(true)
                .build();
    }

    private Candle sum(Candle last) {
        return sum.with(Candles.DAY, last.time(), Optional.of(last)).orElseThrow();
    }

    @Test
    void aPartThatChangesChangesTheSum() {
        parts.put(closed(0, "1.0"));
        parts.put(closed(1, "2.0"));
        Candle last = closed(2, "0.25");
        assertThat(sum(last)).hasToString(FIVES + " @" + Candles.DAY + " 100 100 100 100 3.25 open");

        parts.put(closed(0, "1.50"));

        assertThat(sum(last)).hasToString(FIVES + " @" + Candles.DAY + " 100 100 100 100 3.75 open");
    }

    @Test
    void aPartThatTheExchangeDoesNotHaveCompletesTheSum() {
        parts.put(closed(0, "1"));
        Candle last = closed(2, "1");
        assertThat(sum(last).isComplete()).isFalse();

        parts.putEmpty(Candles.DAY + Candles.MINUTE);

        assertThat(sum(last).isComplete()).isTrue();
    }

    @Test
    void withoutAChangeItIsTheSameObject() {
        parts.put(closed(0, "1"));
        Candle last = closed(1, "1");

        assertThat(sum(last)).isSameAs(sum(last));
    }

    private static Candle minute(Random random, long time) {
        BigDecimal low = new BigDecimal("100").add(BigDecimal.valueOf(random.nextInt(100), 2));
        BigDecimal high = low.add(BigDecimal.valueOf(random.nextInt(100), random.nextInt(3)));
        return new CandleBuilder(MINUTES, time)
                .prices(low.toString(), high.toString(), low.toString(), high.toString())
                .volume(BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(6))
                        .toPlainString())
                .quoteVolume(random.nextInt(50) == 0 ? "" : "1.5")
                .trades(random.nextInt(50) == 0 ? Candle.UNKNOWN_TRADES : random.nextInt(9))
                .closed(random.nextInt(3) > 0)
                .complete(random.nextInt(20) > 0)
                .build();
    }

    private static List<TimeRange> hole(Interval interval, long time) {
        return List.of(new TimeRange(interval.open(time), interval.open(time) + interval.millis()));
    }

    private static Consumer<SymbolCandles> change(Random random, long now) {
        long earlier = now - random.nextInt(100) * Candles.MINUTE;
        Candle late = minute(random, earlier).close();
        return switch (random.nextInt(8)) {
            case 0 -> candles -> candles.update(late);
            case 1 -> candles -> candles.fill(List.of(late));
            case 2 -> candles -> candles.fillEmpty(Interval.MINUTES_1, hole(Interval.MINUTES_1, earlier), now);
            case 3 ->
                candles -> candles.fillEmpty(
                        Interval.HOURS_1, hole(Interval.HOURS_1, earlier - Interval.HOURS_1.millis()), now);
            default -> {
                Candle newest = minute(random, now);
                yield candles -> candles.update(newest);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverChangesAnOpenCandleIsTheSumOfItsParts(long seed) {
        Random random = new Random(seed);
        SymbolCandles candles = new SymbolCandles(MINUTES.exchange(), MINUTES.symbol());
        List<Consumer<SymbolCandles>> changes = new ArrayList<>();
        long now = Candles.DAY;
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(3) * Candles.MINUTE;
            Consumer<SymbolCandles> change = change(random, now);
            changes.add(change);
            change.accept(candles);

            SymbolCandles anew = new SymbolCandles(MINUTES.exchange(), MINUTES.symbol());
            changes.forEach(each -> each.accept(anew));
            for (Interval interval : Interval.values()) {
                assertThat(candles.open(interval)).isEqualTo(anew.open(interval));
            }
        }
    }
}
