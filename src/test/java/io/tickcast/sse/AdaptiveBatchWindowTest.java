package io.tickcast.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveBatchWindowTest {
    private static final long MILLI = 1_000_000;

    private final AdaptiveBatchWindow auto = new AdaptiveBatchWindow(Optional.empty());
    private long now = System.nanoTime();

    @ParameterizedTest
    @ValueSource(longs = {0, 20, 300})
    void fixedItIsWhatItIsHoweverLongPassesTake(long millis) {
        AdaptiveBatchWindow window = new AdaptiveBatchWindow(Optional.of(Duration.ofMillis(millis)));
        assertThat(window.nanos()).isEqualTo(millis * MILLI);
        window.roundGrew(500 * MILLI);
        assertThat(window.nanos()).isEqualTo(millis * MILLI);
        assertThat(window.gatherNanos()).isZero();
    }

    @Test
    void atFirstThereIsNone() {
        assertThat(auto.nanos()).isZero();
        assertThat(auto.gatherNanos()).isZero();
    }

    @Test
    void shortRoundsNeedNone() {
        auto.roundGrew(199_000);
        assertThat(auto.nanos()).isZero();
        assertThat(auto.gatherNanos()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,5", "3,15", "4,20", "19,20", "60,20", "10000,20"})
    void flushesTakeAFifthOfTheLoopUnlessThatWouldTakeLongerThan20Millis(long roundMillis, long windowMillis) {
        auto.roundGrew(roundMillis * MILLI);
        assertThat(auto.nanos()).isEqualTo(windowMillis * MILLI);
    }

    @ParameterizedTest
    @CsvSource({"1,5", "6,20", "10,20", "11,22", "50,100", "80,160", "90,175", "10000,175"})
    void whereTheyTakeHalfOfTheLoopTheyLeaveTheOtherHalf(long roundMillis, long windowMillis) {
        auto.roundGrew(roundMillis * MILLI);
        flush(20, 10, 60);
        assertThat(auto.nanos()).isEqualTo(windowMillis * MILLI);
    }

    /** Flushes so often, one in each of these periods. */
    private void flush(long periodMillis, long flushMillis, int count) {
        for (int i = 0; i < count; i++) {
            for (int milli = 0; milli < periodMillis; milli++) {
                auto.arrived(now + milli * MILLI);
            }
            auto.flushed(now, flushMillis * MILLI);
            now += periodMillis * MILLI;
        }
    }

    @Test
    void whileTheyTakeLessThanHalfOfTheLoopNoneIsLongerThan20Millis() {
        auto.roundGrew(50 * MILLI);
        for (long share = 1; share < 50; share++) {
            flush(100, share, 20);
            assertThat(auto.nanos()).as("%s percent", share).isEqualTo(20 * MILLI);
        }
        flush(100, 51, 20);
        assertThat(auto.nanos()).isEqualTo(100 * MILLI);
    }

    @ParameterizedTest
    @CsvSource({"4,12,0", "4,7,0", "4,6,20", "1,1,5", "19,50,0", "19,30,0", "19,28,38"})
    void whereARoundForEachTickTakesLessThanTwoThirdsOfTheLoopThereIsNone(long round, long gap, long windowMillis) {
        auto.roundGrew(round * MILLI);
        for (int i = 0; i < 1_000; i++) {
            // Several ticks at once are one round.
            auto.arrived(now);
            auto.arrived(now + 100_000);
            auto.flushed(now + 100_000, round * MILLI);
            now += gap * MILLI;
        }
        assertThat(auto.nanos()).isEqualTo(windowMillis * MILLI);
        assertThat(auto.gatherNanos() > 0).isEqualTo(windowMillis > 0);
    }

    @Test
    void theFirstTickOfARareBurstWaitsForTheRestToo() {
        auto.roundGrew(96 * MILLI);
        for (int second = 0; second < 3; second++) {
            auto.arrived(now);
            auto.flushed(now, 96 * MILLI);
            now += 1_000 * MILLI;
        }
        assertThat(auto.nanos()).isZero();
        assertThat(auto.gatherNanos()).isEqualTo(3 * MILLI);
    }

    @Test
    void itIsShortAgainSoonAfterTheLoad() {
        auto.roundGrew(50 * MILLI);
        flush(100, 60, 20);
        flush(100, 45, 20);
        assertThat(auto.nanos()).as("its own doing").isEqualTo(100 * MILLI);
        flush(100, 30, 20);
        assertThat(auto.nanos()).isEqualTo(20 * MILLI);
        flush(100, 60, 20);
        auto.flushed(now + 5_000 * MILLI, 50 * MILLI);
        assertThat(auto.nanos()).as("after a pause").isEqualTo(20 * MILLI);
    }

    @Test
    void theShardsTimesAddUp() {
        auto.roundGrew(1 * MILLI);
        auto.roundGrew(2 * MILLI);
        assertThat(auto.nanos()).isEqualTo(15 * MILLI);
        auto.roundGrew(-2 * MILLI);
        assertThat(auto.nanos()).isEqualTo(5 * MILLI);
        auto.roundGrew(-1 * MILLI);
        assertThat(auto.nanos()).isZero();
    }

    @Test
    void wherePassesAreDearTheFirstTickOfABurstWaitsForTheRest() {
        auto.roundGrew(MILLI);
        assertThat(auto.gatherNanos()).isEqualTo(MILLI);
        auto.roundGrew(95 * MILLI);
        assertThat(auto.gatherNanos()).as("a little of a round").isEqualTo(3 * MILLI);
        auto.roundGrew(10_000 * MILLI);
        assertThat(auto.gatherNanos()).isEqualTo(20 * MILLI);
    }
}
