package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleFollower;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Ticks;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events that followers get of a symbol's candles. */
class FollowedSymbolTest {
    private static final String SYMBOL = "BTCUSDT";

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final CandleFollowers followers = new CandleFollowers();
    private final List<Candle> told = new ArrayList<>();
    private final List<Candle> completed = new ArrayList<>();
    private final FollowedSymbol symbol = new FollowedSymbol(
            new SymbolCandles(Ticks.EXCHANGE, SYMBOL), followers, completed::add, SYMBOL, SYMBOL, Candles.DAY);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private void follow(Interval interval) {
        followers.add(
                Ticks.EXCHANGE,
                interval,
                loop,
                new CandleFollower() {
                    @Override
                    public void begin(List<Candle> newest) {
                        // Nothing is known yet.
                    }

                    @Override
                    public void changed(List<Candle> changed) {
                        told.addAll(changed);
                    }
                },
                List.of());
    }

    private static Candle open(int minute) {
        return Candles.minute(SYMBOL, Candles.DAY + minute * Candles.MINUTE, "100." + minute, "0.1");
    }

    private void close(int... minutes) {
        for (int minute : minutes) {
            symbol.update(open(minute).close());
        }
    }

    /** The candles that have been told since the last call. */
    private List<Candle> told() {
        Promise<List<Candle>> all = Promise.promise();
        loop.runOnContext(v -> {
            all.complete(List.copyOf(told));
            told.clear();
        });
        return Await.result(all.future());
    }

    @Test
    void anOpenMinuteChangesEachOpenCandleThatIsFollowed() {
        follow(Interval.MINUTES_1);
        follow(Interval.HOURS_1);
        follow(Interval.DAYS_1);

        symbol.update(open(0));

        assertThat(told())
                .allMatch(candle -> !candle.isClosed())
                .extracting(candle -> candle.key().interval())
                .containsExactlyInAnyOrder(Interval.MINUTES_1, Interval.HOURS_1, Interval.DAYS_1);
    }

    @Test
    void aClosedCandleComesBeforeTheNextOpenOne() {
        follow(Interval.MINUTES_3);
        close(0, 1);
        told();

        close(2);
        symbol.update(open(3));

        assertThat(told()).extracting(Candle::isClosed).containsExactly(true, false);
    }

    @Test
    void candlesThatAreCompleteWithoutAMinuteAreToldAgain() {
        follow(Interval.MINUTES_1);
        follow(Interval.MINUTES_3);
        follow(Interval.HOURS_1);
        close(0, 2, 3, 4, 5, 6, 7);
        assertThat(told())
                .filteredOn(
                        candle -> candle.time() == Candles.DAY && candle.key().interval() != Interval.MINUTES_1)
                .isNotEmpty()
                .noneMatch(candle -> candle.isComplete() && candle.isClosed());
        long hole = Candles.DAY + Candles.MINUTE;

        symbol.fillEmpty(Interval.MINUTES_1, List.of(new TimeRange(hole, hole + Candles.MINUTE)), hole);

        assertThat(told())
                .allMatch(candle -> candle.time() == Candles.DAY && candle.isComplete())
                .extracting(candle -> candle.key().interval() + " " + candle.isClosed())
                .containsExactlyInAnyOrder("MINUTES_3 true", "HOURS_1 false");
        assertThat(completed)
                .allMatch(sum -> sum.time() == Candles.DAY && sum.isClosed() && sum.isComplete())
                .extracting(sum -> sum.key().interval())
                .containsExactly(Interval.MINUTES_3, Interval.MINUTES_5);
    }

    @Test
    void aLateMinuteTellsNothingOfAnOpenCandleThatItIsNoPartOf() {
        follow(Interval.MINUTES_5);
        close(0, 1, 2, 4, 5);
        told();

        close(3);

        assertThat(told()).singleElement().matches(candle -> candle.time() == Candles.DAY && candle.isComplete());
    }
}
