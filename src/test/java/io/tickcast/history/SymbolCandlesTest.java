package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.TimeRange;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleField;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SymbolCandlesTest {
    private static final long MINUTE = Interval.MINUTES_1.millis();
    private static final long HOUR = Interval.HOURS_1.millis();
    /** Midnight, UTC. */
    private static final long DAY = 1_704_844_800_000L;

    private static final CandleKey BTC = new CandleKey("binance", "BTCUSDT", Interval.MINUTES_1);

    private final SymbolCandles candles = new SymbolCandles("binance", "BTCUSDT");

    /** Prices and volumes that differ from minute to minute. */
    private static CandleBuilder builder(CandleKey key, long time) {
        long minute = (time - DAY) / MINUTE;
        BigDecimal close = new BigDecimal("100.00").add(BigDecimal.valueOf(minute % 7, 2));
        return new CandleBuilder(key, time)
                .prices(
                        "100.00",
                        close.add(BigDecimal.ONE).toString(),
                        "99.5" + Math.floorMod(minute, 10),
                        close.toString())
                .volume("0.00" + (minute + 1))
                .quoteVolume("1.5")
                .trades(minute);
    }

    private static Candle closed(long time) {
        return builder(BTC, time).closed(true).build();
    }

    private static Candle open(long time) {
        return builder(BTC, time).build();
    }

    private List<Candle> closeMinutes(long from, long to) {
        List<Candle> changed = new ArrayList<>();
        for (long time = from; time < to; time += MINUTE) {
            changed.addAll(candles.update(closed(time)));
        }
        return changed;
    }

    private static List<Candle> of(List<Candle> all, Interval interval) {
        return all.stream()
                .filter(candle -> candle.key().interval() == interval)
                .toList();
    }

    @Test
    void aLongerCandleClosesWithItsLastMinute() {
        closeMinutes(DAY, DAY + 2 * MINUTE);

        List<Candle> changed = candles.update(closed(DAY + 2 * MINUTE));

        assertThat(changed)
                .extracting(candle -> candle.key().interval())
                .containsExactly(Interval.MINUTES_1, Interval.MINUTES_3);
        assertThat(changed.get(1))
                .isEqualTo(new CandleBuilder(BTC.of(Interval.MINUTES_3), DAY)
                        .prices("100.00", "101.02", "99.50", "100.02")
                        .volume("0.006")
                        .quoteVolume("4.5")
                        .trades(3)
                        .closed(true)
                        .build());
    }

    @ParameterizedTest
    @EnumSource(Interval.class)
    void aDayOfMinutesClosesEveryCandleOfTheDayComplete(Interval interval) {
        closeMinutes(DAY - MINUTE, DAY);

        List<Candle> ofInterval = of(closeMinutes(DAY, DAY + 24 * HOUR), interval);

        assertThat(ofInterval).hasSize((int) (24 * HOUR / interval.millis()));
        assertThat(ofInterval).allMatch(candle -> candle.isClosed() && candle.isComplete());
        assertThat(ofInterval.stream()
                        .map(candle -> candle.number(CandleField.QUOTE_VOLUME))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("2160");
        assertThat(ofInterval.stream().mapToLong(Candle::trades).sum()).isEqualTo(1_440L * 1_439 / 2);
    }

    @Test
    void aCandleWithoutOneOfItsMinutesIsIncomplete() {
        closeMinutes(DAY, DAY + MINUTE);
        closeMinutes(DAY + 2 * MINUTE, DAY + 5 * MINUTE);

        List<Candle> changed = candles.update(closed(DAY + 5 * MINUTE));

        assertThat(of(changed, Interval.MINUTES_3)).singleElement().matches(Candle::isComplete);
        assertThat(candles.open(Interval.MINUTES_15)).get().matches(candle -> !candle.isComplete());
    }

    private List<Candle> hole(Interval interval, long time) {
        return candles.fillEmpty(interval, List.of(new TimeRange(time, time + interval.millis())), time);
    }

    @Test
    void aMinuteThatTheExchangeDoesNotHaveIsNotMissing() {
        closeMinutes(DAY, DAY + MINUTE);
        hole(Interval.MINUTES_1, DAY + MINUTE);

        List<Candle> changed = candles.update(closed(DAY + 2 * MINUTE));

        assertThat(of(changed, Interval.MINUTES_3)).singleElement().matches(Candle::isComplete);
    }

    @Test
    void whatClosedWithoutAMinuteIsToldAgainWhenTheExchangeTurnsOutToHaveNone() {
        closeMinutes(DAY, DAY + MINUTE);
        closeMinutes(DAY + 2 * MINUTE, DAY + 16 * MINUTE);

        List<Candle> changed = hole(Interval.MINUTES_1, DAY + MINUTE);

        assertThat(changed)
                .allMatch(candle -> candle.isClosed() && candle.isComplete() && candle.time() == DAY)
                .extracting(candle -> candle.key().interval())
                .containsExactly(Interval.MINUTES_3, Interval.MINUTES_5, Interval.MINUTES_15);
        assertThat(hole(Interval.MINUTES_1, DAY + MINUTE)).as("the same again").isEmpty();
    }

    @Test
    void whatStillLacksAMinuteIsNotToldAgain() {
        closeMinutes(DAY, DAY + MINUTE);
        closeMinutes(DAY + 3 * MINUTE, DAY + 10 * MINUTE);

        assertThat(hole(Interval.MINUTES_1, DAY + MINUTE)).isEmpty();
        assertThat(of(hole(Interval.MINUTES_1, DAY + 2 * MINUTE), Interval.MINUTES_3))
                .singleElement()
                .matches(Candle::isComplete);
    }

    @Test
    void anHourThatTheExchangeDoesNotHaveCompletesWhatClosedWithoutIt() {
        closeMinutes(DAY, DAY + HOUR);
        closeMinutes(DAY + 2 * HOUR, DAY + 4 * HOUR);

        assertThat(hole(Interval.HOURS_1, DAY + HOUR))
                .singleElement()
                .matches(candle -> candle.isComplete() && candle.key().interval() == Interval.HOURS_4);
    }

    @Test
    void aMinuteThatWasOpenWhenItsConnectionBrokeIsMissing() {
        closeMinutes(DAY, DAY + MINUTE);
        candles.update(open(DAY + MINUTE));

        List<Candle> changed = candles.update(closed(DAY + 2 * MINUTE));

        assertThat(of(changed, Interval.MINUTES_3)).singleElement().matches(candle -> !candle.isComplete());
    }

    @Test
    void aMinuteFromTheStoreCompletesASum() {
        closeMinutes(DAY, DAY + MINUTE);
        closeMinutes(DAY + 2 * MINUTE, DAY + 4 * MINUTE);

        candles.fill(List.of(closed(DAY + MINUTE)));

        assertThat(candles.open(Interval.MINUTES_15)).get().matches(Candle::isComplete);
    }

    @Test
    void aCandleClosesWithTheNextOneWhenItsLastMinuteIsMissing() {
        closeMinutes(DAY, DAY + 2 * MINUTE);

        List<Candle> changed = candles.update(open(DAY + 3 * MINUTE));

        assertThat(of(changed, Interval.MINUTES_3))
                .singleElement()
                .matches(candle -> candle.isClosed() && !candle.isComplete() && candle.time() == DAY);
    }

    @Test
    void theOpenCandleHasTheOpenMinuteInIt() {
        closeMinutes(DAY, DAY + HOUR + MINUTE);
        candles.update(open(DAY + HOUR + MINUTE));

        for (Interval interval : Interval.values()) {
            Candle candle = candles.open(interval).orElseThrow();
            assertThat(candle.isClosed()).isFalse();
            assertThat(candle.isComplete()).as(interval.label()).isTrue();
            assertThat(candle.time()).isEqualTo(interval.open(DAY + HOUR + MINUTE));
            assertThat(candle.digits(CandleField.CLOSE))
                    .isEqualTo(open(DAY + HOUR + MINUTE).digits(CandleField.CLOSE));
        }
        assertThat(candles.open(Interval.DAYS_1).orElseThrow().trades()).isEqualTo(61L * 62 / 2);
    }

    @Test
    void nothingIsOpenBetweenTwoMinutes() {
        closeMinutes(DAY, DAY + HOUR);

        assertThat(candles.open(Interval.MINUTES_1)).isEmpty();
        assertThat(candles.open(Interval.MINUTES_5)).isEmpty();
        assertThat(candles.open(Interval.DAYS_1)).isPresent();
    }

    @Test
    void theSlowerOfTwoLinesChangesNothing() {
        assertThat(candles.update(closed(DAY))).hasSize(1);

        assertThat(candles.update(open(DAY))).isEmpty();
        assertThat(candles.update(closed(DAY))).isEmpty();
        assertThat(candles.range(Interval.MINUTES_1, DAY, DAY + HOUR)).containsExactly(closed(DAY));
    }

    private BigDecimal volumeOfFirstHour() {
        return candles.range(Interval.HOURS_1, DAY, DAY + HOUR).get(0).number(CandleField.VOLUME);
    }

    @Test
    void aClosedMinuteMayChange() {
        closeMinutes(DAY, DAY + HOUR + MINUTE);
        Candle smaller =
                builder(BTC, DAY + 5 * MINUTE).volume("0.001").closed(true).build();

        BigDecimal before = volumeOfFirstHour();

        List<Candle> changed = candles.update(smaller);
        assertThat(changed).first().isEqualTo(smaller);
        assertThat(of(changed, Interval.HOURS_1)).isEqualTo(candles.range(Interval.HOURS_1, DAY, DAY + HOUR));

        assertThat(candles.range(Interval.MINUTES_1, DAY + 5 * MINUTE, DAY + 6 * MINUTE))
                .containsExactly(smaller);
        assertThat(volumeOfFirstHour()).isEqualByComparingTo(before.subtract(new BigDecimal("0.005")));
        assertThat(candles.update(smaller)).isEmpty();
        assertThat(candles.update(smaller.incomplete())).isEmpty();
    }

    @Test
    void aLateMinuteCompletesWhatClosedWithoutItAndClosesNothing() {
        closeMinutes(DAY, DAY + 2 * MINUTE);
        closeMinutes(DAY + 3 * MINUTE, DAY + 4 * MINUTE);

        List<Candle> changed = candles.update(closed(DAY + 2 * MINUTE));
        assertThat(changed).hasSize(2).first().isEqualTo(closed(DAY + 2 * MINUTE));
        assertThat(of(changed, Interval.MINUTES_3)).singleElement().matches(Candle::isComplete);
    }

    @Test
    void nothingIsOpenBeforeTheFirstCandle() {
        assertThat(candles.open(Interval.MINUTES_1)).isEqualTo(Optional.empty());
        assertThat(candles.open(Interval.DAYS_1)).isEqualTo(Optional.empty());
    }

    @Test
    void theFirstCandleAfterAStartIsIncompleteUntilItsPartsAreKnown() {
        candles.update(open(DAY + HOUR + 30 * MINUTE));

        assertThat(candles.open(Interval.HOURS_1)).get().matches(candle -> !candle.isComplete());
        assertThat(candles.open(Interval.MINUTES_1)).get().matches(Candle::isComplete);
        for (long time = DAY + HOUR; time < DAY + HOUR + 30 * MINUTE; time += MINUTE) {
            candles.fill(List.of(closed(time)));
        }
        assertThat(candles.open(Interval.HOURS_1)).get().matches(Candle::isComplete);
        assertThat(candles.open(Interval.DAYS_1)).get().matches(candle -> !candle.isComplete());
        candles.fill(List.of(builder(BTC.of(Interval.HOURS_1), DAY).closed(true).build()));
        assertThat(candles.open(Interval.DAYS_1)).get().matches(Candle::isComplete);
    }

    @Test
    void aLongerCandleIsToldAgainWhenItsLastMinuteClosesLate() {
        closeMinutes(DAY, DAY + 4 * MINUTE);
        candles.update(open(DAY + 4 * MINUTE));
        assertThat(of(candles.update(open(DAY + 5 * MINUTE)), Interval.MINUTES_5))
                .singleElement()
                .matches(candle -> !candle.isComplete());
        List<Candle> changed = candles.update(closed(DAY + 4 * MINUTE));
        assertThat(of(changed, Interval.MINUTES_5))
                .singleElement()
                .matches(Candle::isComplete)
                .isEqualTo(candles.range(Interval.MINUTES_5, DAY, DAY + MINUTE).get(0));
    }

    @Test
    void aMinuteThatRestClosesIsToldAndWhatItBelongsTo() {
        closeMinutes(DAY, DAY + 4 * MINUTE);
        candles.update(open(DAY + 4 * MINUTE));
        candles.update(open(DAY + 5 * MINUTE));
        Candle late = closed(DAY + 4 * MINUTE);
        assertThat(candles.fill(List.of(late))).first().isEqualTo(late);
        assertThat(candles.fill(List.of(late))).as("the same again").isEmpty();
        assertThat(candles.range(Interval.MINUTES_5, DAY, DAY + MINUTE)).allMatch(Candle::isComplete);
    }

    @Test
    void aMinuteThatRestClosesLaterIsToldWithAllThatClosedMeanwhile() {
        closeMinutes(DAY, DAY + 4 * MINUTE);
        closeMinutes(DAY + 5 * MINUTE, DAY + 17 * MINUTE);

        assertThat(candles.fill(List.of(closed(DAY + 4 * MINUTE))))
                .extracting(candle -> candle.key().interval())
                .containsExactly(Interval.MINUTES_1, Interval.MINUTES_3, Interval.MINUTES_5, Interval.MINUTES_15);
    }

    @Test
    void whatClosedBeforeAStartIsToldSinceAStreamMayHaveItWithoutAMinute() {
        candles.update(open(DAY + 7 * MINUTE));

        List<Candle> minutes = new ArrayList<>();
        for (long time = DAY; time < DAY + 7 * MINUTE; time += MINUTE) {
            minutes.add(closed(time));
        }

        assertThat(candles.fill(minutes))
                .startsWith(minutes.toArray(new Candle[0]))
                .extracting(candle -> candle.key().interval().label())
                .endsWith("1m", "3m", "3m", "5m");
    }

    @Test
    void whatRestBringsBeforeTheFirstPriceIsToldWithItsSums() {
        assertThat(candles.fill(List.of(closed(DAY), closed(DAY + MINUTE), closed(DAY + 2 * MINUTE))))
                .extracting(candle -> candle.key().interval().label())
                .containsExactly("1m", "1m", "1m", "3m");
    }

    @Test
    void anOldMinuteIsNotTold() {
        candles.update(open(DAY + 21 * MINUTE));
        assertThat(candles.fill(List.of(closed(DAY)))).isEmpty();
    }

    @Test
    void theSameFiguresInOtherDigitsAreNoCorrection() {
        Candle served = builder(BTC, DAY).volume("0.5").closed(true).build();
        candles.update(served);
        Candle written = new CandleBuilder(BTC, DAY)
                .prices(served.digits(CandleField.OPEN) + "0", served.digits(CandleField.HIGH), "99.50", "100.00")
                .volume("0.50000000")
                .closed(true)
                .build();
        assertThat(candles.fill(List.of(written))).isEmpty();
        assertThat(candles.update(written)).isEmpty();
        assertThat(candles.range(Interval.MINUTES_1, DAY, DAY + MINUTE)).containsExactly(served);
    }
}
