package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.Gap;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CandleGapsTest {
    private static final String SYMBOL = "BTCUSDT";

    private final Map<String, FollowedSymbol> symbols = new TreeMap<>();
    private final List<Gap> named = new ArrayList<>();
    private final SymbolCandles candles = new SymbolCandles(Ticks.EXCHANGE, SYMBOL);
    private boolean isFailing;
    private final CandleGaps gaps = new CandleGaps(Ticks.EXCHANGE, symbols, key -> isFailing, named::add);

    CandleGapsTest() {
        symbols.put(SYMBOL, new FollowedSymbol(candles, new CandleFollowers(), sum -> {}, SYMBOL, SYMBOL, Candles.DAY));
    }

    private void close(int... minutes) {
        for (int minute : minutes) {
            candles.update(Candles.minute(SYMBOL, Candles.DAY + minute * Candles.MINUTE, "1", "1")
                    .close());
        }
    }

    private void turn(int minute) {
        gaps.turn(Candles.DAY + minute * Candles.MINUTE + 1_000);
    }

    private static Gap gap(int first, int last) {
        return new Gap(
                Gap.Kind.CANDLES,
                Ticks.EXCHANGE,
                SYMBOL,
                Candles.DAY + first * Candles.MINUTE,
                Candles.DAY + last * Candles.MINUTE);
    }

    @Test
    void minutesThatDoNotComeAreNamedOnceAfterAWhile() {
        close(0, 1, 4, 6);
        turn(22);
        assertThat(named).isEmpty();

        turn(27);
        turn(27);

        assertThat(named).containsExactly(gap(2, 3), gap(5, 5));
    }

    @Test
    void whileTheExchangeDoesNotAnswerTheyAreNamedAtOnce() {
        close(0);
        turn(2);
        assertThat(named).isEmpty();
        isFailing = true;

        turn(3);
        turn(4);

        assertThat(named).containsExactly(gap(1, 1), gap(2, 2));
    }

    @Test
    void aMinuteThatTheExchangeDoesNotHaveIsNoGap() {
        close(0, 2);
        long hole = Candles.DAY + Candles.MINUTE;
        candles.fillEmpty(Interval.MINUTES_1, List.of(new TimeRange(hole, hole + Candles.MINUTE)), hole);

        turn(23);

        assertThat(named).isEmpty();
    }
}
