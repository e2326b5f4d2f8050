package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuietTimeTest {
    private static final Duration LEAST = Duration.ofSeconds(30);

    private final QuietTime quiet = new QuietTime(LEAST);

    private void assertLeft(Duration expected) {
        assertThat(Duration.ofNanos(quiet.leftNanos(0))).isEqualTo(expected);
    }

    @Test
    void dataPutTheRenewalOff() {
        quiet.begin(-LEAST.toNanos());
        assertLeft(Duration.ZERO);
        quiet.data(0);
        assertLeft(LEAST);
    }

    @Test
    void eachRenewalDoublesTheTimeUpToAnHour() {
        quiet.renewed(0);
        assertLeft(LEAST.multipliedBy(2));
        for (int i = 0; i < 20; i++) {
            quiet.renewed(0);
        }
        assertLeft(QuietTime.MOST);
    }

    @Test
    void rareDataLeaveItLongAndMuchDataShortenIt() {
        quiet.renewed(0);
        for (int i = 1; i < QuietTime.MUCH; i++) {
            quiet.data(0);
        }
        assertLeft(LEAST.multipliedBy(2));
        quiet.data(0);
        assertLeft(LEAST);
    }
}
