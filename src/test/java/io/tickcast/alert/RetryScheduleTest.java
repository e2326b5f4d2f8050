package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final List<Duration> PAUSES =
            List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(2));
    private static final Duration SUM = PAUSES.stream().reduce(Duration.ZERO, Duration::plus);

    private final RetrySchedule schedule = new RetrySchedule(PAUSES);

    private Optional<Duration> pause(int attempts, Duration age) {
        return schedule.pause(attempts, age.toMillis(), Optional.empty(), 0);
    }

    /** Attempts in all and the age at the last of them, when the receiver always asks for this pause. */
    private record Course(int attempts, Duration age) {}

    private Course course(Duration asked) {
        Duration age = Duration.ZERO;
        int attempts = 1;
        Optional<Duration> pause = schedule.pause(attempts, age.toMillis(), Optional.of(asked), 0);
        while (pause.isPresent()) {
            age = age.plus(pause.get());
            attempts++;
            pause = schedule.pause(attempts, age.toMillis(), Optional.of(asked), 0);
        }
        return new Course(attempts, age);
    }

    @Test
    void eachAttemptHasItsPauseHoweverLateTheOnesBeforeItWere() {
        assertThat(pause(1, Duration.ZERO)).contains(Duration.ofSeconds(5));
        assertThat(pause(1, Duration.ofDays(2))).contains(Duration.ofSeconds(5));
        assertThat(pause(2, Duration.ofSeconds(5))).contains(Duration.ofMinutes(5));
        assertThat(pause(3, Duration.ofSeconds(305))).contains(Duration.ofHours(2));
        assertThat(pause(4, SUM)).isEmpty();
    }

    @Test
    void aPauseIsLongerByItsDelayUnlessTheReceiverAskedForIt() {
        assertThat(schedule.pause(1, 0, Optional.empty(), 0.1)).contains(Duration.ofMillis(5_500));
        assertThat(schedule.pause(1, 0, Optional.of(Duration.ofSeconds(1)), 0.1))
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void earlyAttemptsDoNotUseTheScheduleUp() {
        assertThat(schedule.pause(12, 60_000, Optional.of(Duration.ofSeconds(5)), 0))
                .contains(Duration.ofSeconds(5));
        assertThat(pause(12, Duration.ofMinutes(1))).contains(Duration.ofMinutes(5));
    }

    @Test
    void aDeliveryLastsAsLongAsTheSchedule() {
        for (Duration asked : List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(3))) {
            assertThat(course(asked).age()).isGreaterThanOrEqualTo(SUM);
        }
    }

    @Test
    void aReceiverCannotAskForAnyNumberOfAttempts() {
        assertThat(course(Duration.ofSeconds(1)).attempts())
                .isBetween(RetrySchedule.MOST_EARLY, RetrySchedule.MOST_EARLY + PAUSES.size());
    }

    @Test
    void longPausesMakeNoMoreAttemptsThanTheSchedule() {
        assertThat(course(Duration.ofDays(1))).isEqualTo(new Course(PAUSES.size(), Duration.ofDays(3)));
    }
}
