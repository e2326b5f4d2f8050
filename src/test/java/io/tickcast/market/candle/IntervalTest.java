package io.tickcast.market.candle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IntervalTest {
    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void theIntervalsAreThoseOfTheDesign() {
        assertThat(Interval.labels()).isEqualTo("1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d");
    }

    @ParameterizedTest
    @EnumSource
    void eachIsFoundByItsNameAndItsLength(Interval interval) {
        assertThat(Interval.of(interval.label())).contains(interval);
        assertThat(Interval.of(interval.millis())).contains(interval);
    }

    @Test
    void otherNamesAndLengthsAreNone() {
        assertThat(Interval.of("1M")).isEmpty();
        assertThat(Interval.of("60")).isEmpty();
        assertThat(Interval.of("")).isEmpty();
        assertThat(Interval.of(0)).isEmpty();
        assertThat(Interval.of(60_001)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1m, 2024-01-10T07:15:59.999Z, 2024-01-10T07:15:00Z",
        "5m, 2024-01-10T07:19:59Z, 2024-01-10T07:15:00Z",
        "4h, 2024-01-10T07:15:00Z, 2024-01-10T04:00:00Z",
        "6h, 2024-01-10T18:00:00Z, 2024-01-10T18:00:00Z",
        "8h, 2024-01-10T07:59:59.999Z, 2024-01-10T00:00:00Z",
        "1d, 2024-02-29T23:59:59.999Z, 2024-02-29T00:00:00Z",
        "1h, 1969-12-31T23:30:00Z, 1969-12-31T23:00:00Z"
    })
    void candlesAreAlignedToUtc(String label, String time, String open) {
        Interval interval = Interval.of(label).orElseThrow();
        assertThat(interval.open(millis(time))).isEqualTo(millis(open));
        assertThat(interval.isOpen(millis(open))).isTrue();
        assertThat(interval.isOpen(millis(open) + 1)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void candlesOfAnIntervalConsistOfWholeParts(Interval interval) {
        interval.part()
                .ifPresentOrElse(
                        part -> {
                            assertThat(interval.millis() % part.millis()).isZero();
                            assertThat(part.sums()).contains(interval);
                        },
                        () -> assertThat(interval).isEqualTo(Interval.MINUTES_1));
    }

    @Test
    void longIntervalsAreSummedFromHours() {
        assertThat(Interval.MINUTES_1.sums())
                .containsExactly(
                        Interval.MINUTES_3,
                        Interval.MINUTES_5,
                        Interval.MINUTES_15,
                        Interval.MINUTES_30,
                        Interval.HOURS_1);
        assertThat(Interval.HOURS_1.sums()).startsWith(Interval.HOURS_2).endsWith(Interval.DAYS_1);
        assertThat(Interval.DAYS_1.sums()).isEmpty();
    }
}
