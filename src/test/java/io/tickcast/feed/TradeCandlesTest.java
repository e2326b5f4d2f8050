package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Ticks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradeCandlesTest {
    private static final String BTC = "BTCUSDT";
    private static final long MINUTE = Candles.MINUTE;

    private final List<Candle> candles = new ArrayList<>();
    private final TradeCandles sums = new TradeCandles(candles::add);

    /** @param millis after the beginning of the day */
    private static Tick trade(long id, long millis, String price, String quantity) {
        TickBuilder tick = Ticks.builder(BTC, Candles.DAY + millis, price).tradeId(id);
        Ticks.set(tick, DecimalField.QUANTITY, quantity);
        return tick.build();
    }

    private boolean add(long id, long millis, String price, String quantity) {
        return sums.add(trade(id, millis, price, quantity));
    }

    private boolean add(long id, long millis) {
        return add(id, millis, "100", "1");
    }

    private static CandleBuilder minute(int number, String open, String high, String low, String close) {
        return new CandleBuilder(Candles.minute(BTC, Candles.DAY, "1", "1").key(), Candles.DAY + number * MINUTE)
                .prices(open, high, low, close);
    }

    private Candle last() {
        return candles.get(candles.size() - 1);
    }

    /** The candles that were closed, in their order. */
    private List<Candle> closed() {
        return candles.stream().filter(Candle::isClosed).toList();
    }

    @Test
    void aCandleIsMadeOfTheTradesOfItsMinute() {
        add(1, -1, "90", "1");
        add(2, 0, "100.00", "0.10");
        add(3, 1, "101.50", "0.2");
        add(4, 59_000, "99.90", "0.3");
        add(5, 59_999, "100.10", "0.40000000");

        assertThat(candles).hasSize(4);
        assertThat(candles.get(0))
                .isEqualTo(minute(0, "100", "100", "100", "100").volume("0.1").build());
        // The digits are those of a JSON number, as the exchange's own candles have them.
        assertThat(last())
                .isEqualTo(
                        minute(0, "100", "101.5", "99.9", "100.1").volume("1").build());
    }

    @Test
    void aTradeAtTheEndBelongsToTheNextMinute() {
        add(1, -1);
        add(2, 59_999);
        add(3, 60_000);

        assertThat(candles).extracting(Candle::time).containsExactly(Candles.DAY, Candles.DAY, Candles.DAY + MINUTE);
        assertThat(candles).extracting(Candle::isClosed).containsExactly(false, true, false);
    }

    @Test
    void anyLaterMinuteClosesTheOneBefore() {
        add(1, -1);
        add(2, 0);
        add(3, 7 * MINUTE);

        assertThat(closed()).singleElement().extracting(Candle::time).isEqualTo(Candles.DAY);
        assertThat(closed().get(0).isComplete()).isTrue();
    }

    @Test
    void theFirstTradeTellsOnlyWhereTheIdsAre() {
        assertThat(add(7, 0)).isTrue();

        assertThat(candles).isEmpty();
    }

    @Test
    void aMinuteWhoseBeginWasNotHeardIsIncomplete() {
        add(7, 10_000);
        add(8, 20_000);
        add(9, 60_000);
        add(10, 120_000);

        assertThat(candles.get(0).isComplete()).isFalse();
        assertThat(closed()).extracting(Candle::isComplete).containsExactly(false, true);
    }

    @Test
    void aMissingIdMakesItsMinutesIncompleteAndTheOldOneStaysOpen() {
        add(1, -1);
        add(2, 0);
        // Trade 3 is missing: in any of these minutes.
        add(4, 2 * MINUTE);
        add(5, 2 * MINUTE + 1);
        add(6, 3 * MINUTE);

        assertThat(closed()).singleElement().satisfies(minute -> {
            assertThat(minute.time()).isEqualTo(Candles.DAY + 2 * MINUTE);
            assertThat(minute.isComplete()).isFalse();
        });
        assertThat(last().isComplete()).isTrue();
    }

    @Test
    void aMissingIdWithinAMinuteMakesItIncomplete() {
        add(1, -1);
        add(2, 0);
        add(4, 1);

        assertThat(candles).extracting(Candle::isComplete).containsExactly(true, false);
    }

    @Test
    void aBreakInWhichNothingWasTradedMissesNothing() {
        add(1, -1);
        add(2, 0);
        // The last match that a new connection begins with.
        assertThat(add(2, 0)).isFalse();
        add(3, 30_000);
        add(4, 60_000);

        assertThat(closed()).singleElement().matches(Candle::isComplete);
        assertThat(closed().get(0).digits(CandleField.VOLUME)).isEqualTo("2");
    }

    @Test
    void aTradeCountsOnce() {
        add(1, -1);
        add(2, 0);
        assertThat(add(2, 0)).isFalse();
        assertThat(add(1, -1)).isFalse();

        assertThat(candles).hasSize(1);
    }

    @Test
    void aTradeThatComesLateCorrectsTheMinuteBefore() {
        add(1, -1);
        add(2, 0);
        add(3, 60_000);
        add(4, 59_999);

        assertThat(last())
                .isEqualTo(minute(0, "100", "100", "100", "100")
                        .volume("2")
                        .closed(true)
                        .build());
        add(5, 60_001);
        assertThat(last().digits(CandleField.VOLUME)).isEqualTo("2");
    }

    @Test
    void aHeartbeatOfALaterTimeWithTheSameTradeClosesAMinute() {
        add(1, -1);
        add(2, 0);
        sums.lastTrade(BTC, 2, Candles.DAY + MINUTE + TradeCandles.GRACE_MILLIS - 1);
        assertThat(closed()).isEmpty();

        sums.lastTrade(BTC, 2, Candles.DAY + MINUTE + TradeCandles.GRACE_MILLIS);
        sums.lastTrade(BTC, 2, Candles.DAY + MINUTE + 2 * TradeCandles.GRACE_MILLIS);
        add(3, 2 * MINUTE);

        assertThat(closed()).singleElement().matches(Candle::isComplete);
    }

    @Test
    void aHeartbeatWithAnotherTradeClosesNothing() {
        add(1, -1);
        add(2, 0);
        sums.lastTrade(BTC, 3, Candles.DAY + 5 * MINUTE);
        sums.lastTrade("ETHUSDT", 2, Candles.DAY + 5 * MINUTE);

        assertThat(closed()).isEmpty();
    }

    @Test
    void idsMayBeginAnew() {
        add(10_000_000, -1);
        add(10_000_001, 0);
        add(5, 60_000);
        add(6, 61_000);
        add(7, 120_000);
        add(8, 180_000);

        assertThat(closed()).extracting(Candle::isComplete).containsExactly(false, true);
    }

    @Test
    void aTradeWithoutAQuantityIsNone() {
        add(1, -1);

        assertThat(sums.add(Ticks.builder(BTC, Candles.DAY, "100").tradeId(2).build()))
                .isFalse();
        assertThat(candles).isEmpty();
    }

    @Test
    void quantitiesThatAreNoVolumeTogetherHarmNobody() {
        add(1, -1);
        add(2, 0, "100", "9999999999999999");
        add(3, 1, "100", "1");
        assertThat(candles).hasSize(1);

        add(4, 60_000);
        add(5, 60_001);
        assertThat(last().isComplete()).isFalse();
        assertThat(last().digits(CandleField.VOLUME)).isEqualTo("1");
    }

    @Test
    void aTradeIsReachedByItselfAndByALaterOne() {
        assertThat(sums.hasReached(trade(1, 0, "1", "1"))).isFalse();
        add(2, 0);

        assertThat(sums.hasReached(trade(1, 0, "1", "1"))).isTrue();
        assertThat(sums.hasReached(trade(2, 0, "1", "1"))).isTrue();
        assertThat(sums.hasReached(trade(3, 0, "1", "1"))).isFalse();
        sums.forget(BTC);
        assertThat(sums.hasReached(trade(1, 0, "1", "1"))).isFalse();
    }

    @Test
    void inventedTradesMakeInventedCandles() {
        sums.add(trade(1, -1, "1", "1"));
        TickBuilder tick = Ticks.builder(BTC, Candles.DAY, "1").tradeId(2).demo(true);
        Ticks.set(tick, DecimalField.QUANTITY, "1");
        sums.add(tick.build());

        assertThat(last().isDemo()).isTrue();
    }
}
