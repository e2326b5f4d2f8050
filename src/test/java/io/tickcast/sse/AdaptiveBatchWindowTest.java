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
    @CsvSource({"1,5", "6,30", "19,95", "21,100", "50,100", "60,120", "80,160", "90,175", "10000,175"})
    void passesTakeAFifthOfTheLoopAndHalfWhereThatIsTooLittle(long roundMillis, long windowMillis) {
        auto.roundGrew(roundMillis * MILLI);
        assertThat(auto.nanos()).isEqualTo(windowMillis * MILLI);
    }

    @Test
    void theShardsTimesAddUp() {
        auto.roundGrew(2 * MILLI);
        auto.roundGrew(3 * MILLI);
        assertThat(auto.nanos()).isEqualTo(25 * MILLI);
        auto.roundGrew(-4 * MILLI);
        assertThat(auto.nanos()).isEqualTo(5 * MILLI);
        auto.roundGrew(-1 * MILLI);
        assertThat(auto.nanos()).isZero();
    }

    @Test
    void wherePassesAreDearTheFirstTickOfABurstWaitsForTheRest() {
        auto.roundGrew(MILLI);
        assertThat(auto.gatherNanos()).isEqualTo(MILLI);
        auto.roundGrew(79 * MILLI);
        assertThat(auto.gatherNanos()).isEqualTo(160 * MILLI / 64);
    }
}
