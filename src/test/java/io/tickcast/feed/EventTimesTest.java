package io.tickcast.feed;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.SetTime;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {
    private static final long NOW = 1_704_868_500_123L;

    private final SetTime time = new SetTime(NOW);
    private final NodeClock clock = new NodeClock(time, 7);
    private final EventTimes times = new EventTimes(clock);

    /** @param aheadMillis of the wall clock, whatever the clock of the node says */
    private Tick dated(long aheadMillis) {
        return builder("BTCUSDT", time.wallMicros() / 1_000 + aheadMillis, "1")
                .receivedAt(clock.micros())
                .build();
    }

    private void takeOver(long movedMillis) {
        clock.heard(new NodeClock.Reading(99, 60_000, clock.micros() + movedMillis * 1_000));
    }

    private long admitted(int count, long aheadMillis) {
        return IntStream.range(0, count)
                .filter(i -> times.admits(dated(aheadMillis)))
                .count();
    }

    @Test
    void aPriceAheadOfAllOthersIsRefused() {
        assertThat(admitted(20, -80)).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            assertThat(times.admits(dated(300_000))).isFalse();
            assertThat(times.admits(dated(-80))).isTrue();
        }
        assertThat(times.admits(dated(9_000))).as("clocks differ").isTrue();
    }

    @Test
    void aFirstPriceThatIsAheadIsRefused() {
        assertThat(times.admits(dated(540_000))).isFalse();
        assertThat(admitted(20, -80)).isEqualTo(20);
        assertThat(times.skew()).isZero();
    }

    @Test
    void aClockThatIsWrongFromTheBeginningCostsAFewPrices() {
        assertThat(admitted(20, 3_600_000)).isEqualTo(20 - EventTimes.AGREEING + 1);
        assertThat(times.skew()).isEqualTo(3_600_000);
        assertThat(times.admits(dated(3_900_000))).isFalse();
    }

    @Test
    void whereAllAreAheadItIsTheClocksThatDiffer() {
        admitted(1, -80);
        assertThat(admitted(20, 86_400_000)).isEqualTo(20 - EventTimes.AGREEING + 1);
        assertThat(times.skew()).isEqualTo(86_400_000);
        assertThat(times.admits(dated(86_700_000))).isFalse();
        assertThat(admitted(5, 86_400_000 - 30_000)).as("late by 30 s").isEqualTo(5);
        assertThat(admitted(5, 86_400_000)).isEqualTo(5);
    }

    @Test
    void aClockThatWasSetRightIsKnownByAFewPrices() {
        admitted(20, 86_400_000);
        assertThat(admitted(20, -80)).as("none is lost").isEqualTo(20);
        assertThat(times.skew()).isZero();
        assertThat(times.admits(dated(300_000))).isFalse();
    }

    @Test
    void aPriceThatIsLateIsNotRefused() {
        assertThat(admitted(20, -80)).isEqualTo(20);
        assertThat(admitted(20, -600_000)).isEqualTo(20);
        assertThat(admitted(20, -80)).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600, 86_400})
    void whereTheWallClockOfTheStartWasFastAPriceAheadOfAllOthersIsRefusedToo(long secondsFast) {
        time.set(Duration.ofSeconds(-secondsFast));
        assertThat(admitted(20, -80)).isEqualTo(20);
        assertThat(times.admits(dated(300_000))).isFalse();
        assertThat(admitted(20, -600_000)).as("late").isEqualTo(20);
        assertThat(admitted(20, -80)).isEqualTo(20);
        assertThat(times.admits(dated(300_000))).isFalse();
        time.set(Duration.ofSeconds(secondsFast));
        long received = clock.micros();
        Tick onTime = builder("BTCUSDT", received / 1_000 - 1_000 * secondsFast, "1")
                .receivedAt(received)
                .build();
        assertThat(times.admits(onTime)).as("the wall clock is set wrong again").isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {28_800, -28_800, 30, -30, 3, -3})
    void nothingIsRefusedWhenTheClockOfAClusterIsTakenOver(long seconds) {
        assertThat(admitted(20, -80)).isEqualTo(20);
        Tick readBefore = dated(-80);
        takeOver(1_000 * seconds);
        assertThat(times.admits(readBefore)).isTrue();
        assertThat(admitted(20, -80)).isEqualTo(20);
        assertThat(times.admits(dated(300_000))).isFalse();
        assertThat(admitted(20, -80)).isEqualTo(20);
    }
}
