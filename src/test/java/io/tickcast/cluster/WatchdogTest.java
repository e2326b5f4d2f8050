package io.tickcast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.cluster.Watchdog.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final long SECOND = 1_000_000_000L;

    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(15));

    private State check(boolean peersListed, long second) {
        return watchdog.check(peersListed, second * SECOND);
    }

    @Test
    void aNodeAloneIsNeverIsolated() {
        for (long second = 0; second < 100; second++) {
            assertThat(check(false, second)).isEqualTo(State.HEARING);
        }
    }

    @Test
    void aNodeThatHearsOthersIsNot() {
        for (long second = 0; second < 100; second++) {
            assertThat(check(true, second)).isEqualTo(State.HEARING);
            watchdog.heard(second * SECOND);
        }
    }

    @Test
    void aNodeWithoutMessagesIsIsolatedAndThenLost() {
        check(true, 0);
        assertThat(check(true, 15)).isEqualTo(State.HEARING);
        assertThat(check(true, 16)).isEqualTo(State.ISOLATED);
        assertThat(check(true, 30)).isEqualTo(State.ISOLATED);
        assertThat(check(true, 31)).isEqualTo(State.LOST);
    }

    @Test
    void whoIsHeardInTimeMendsIt() {
        check(true, 0);
        assertThat(check(true, 20)).isEqualTo(State.ISOLATED);
        watchdog.heard(20 * SECOND);
        assertThat(check(true, 21)).isEqualTo(State.HEARING);
        assertThat(check(true, 36)).isEqualTo(State.ISOLATED);
    }

    @Test
    void itsTimeBeginsWhenOthersAreListed() {
        check(false, 0);
        check(false, 100);
        assertThat(check(true, 101)).isEqualTo(State.HEARING);
        assertThat(check(true, 116)).isEqualTo(State.HEARING);
        assertThat(check(true, 117)).isEqualTo(State.ISOLATED);
    }

    @Test
    void aDeadNodeThatIsNoLongerListedIsNotWaitedFor() {
        check(true, 0);
        assertThat(check(true, 10)).isEqualTo(State.HEARING);
        assertThat(check(false, 11)).isEqualTo(State.HEARING);
        assertThat(check(false, 60)).isEqualTo(State.HEARING);
    }
}
