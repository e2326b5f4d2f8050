package io.tickcast.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private static final long START = Long.MAX_VALUE - 1_000;
    private final LoopWatch watch = new LoopWatch(0, START);

    private static long after(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    @Test
    void aLoopInTimeHasNoLag() {
        watch.beat(after(100));
        watch.beat(after(200));
        assertThat(watch.lagSeconds(after(300))).isZero();
    }

    @Test
    void theWorstIsShownForAWhile() {
        watch.beat(after(350));
        watch.beat(after(450));
        assertThat(watch.lagSeconds(after(500))).isEqualTo(0.25);
        for (int now = 550; now < 40_000; now += 100) {
            watch.beat(after(now));
        }
        assertThat(watch.lagSeconds(after(40_000))).isZero();
    }

    @Test
    void aLoopThatIsLateNowIsSeenBeforeItComes() {
        assertThat(watch.lagSeconds(after(2_100))).isEqualTo(2);
    }

    private final StuckLoops loops = new StuckLoops(START);

    /** The watch looks all the while. */
    private StuckLoops.Verdict look(long fromMillis, long toMillis) {
        for (long now = fromMillis; now < toMillis; now += 250) {
            loops.look(List.of(watch), after(now));
        }
        return loops.look(List.of(watch), after(toMillis));
    }

    @Test
    void aLoopIsStuckAfterTenSecondsOnlyAndNamedByWhatRunsOnIt() {
        watch.runs("http");
        watch.runs("feed");
        assertThat(look(0, 10_000).stuck()).isEmpty();
        assertThat(look(10_000, 10_001).stuck()).contains("The event loop of feed, http is stuck");
        watch.beat(after(11_000));
        assertThat(look(10_001, 11_100).stuck()).isEmpty();
    }

    @Test
    void aLoopIsNotWaitedForAfterThirtySeconds() {
        assertThat(look(0, 30_000).givenUp()).isEmpty();
        assertThat(look(30_000, 30_001).givenUp()).contains(watch);
    }

    @Test
    void aProcessThatStoodStillAsAWholeHasNoStuckLoop() {
        assertThat(loops.look(List.of(watch), after(3_600_000)).stuck()).isEmpty();
        assertThat(look(3_600_000, 3_610_000).stuck()).isEmpty();
        assertThat(look(3_610_000, 3_610_001).stuck()).isPresent();
    }

    @Test
    void aLoopThatIsStuckIsFoundAlsoAfterAPauseOfTheProcess() {
        look(0, 20_000);
        assertThat(look(40_000, 70_001).givenUp()).contains(watch);
    }
}
