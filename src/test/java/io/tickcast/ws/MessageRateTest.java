package io.tickcast.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MessageRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void soManyAreAdmittedAtOnceAndAsManyInEachSecond() {
        MessageRate rate = new MessageRate(3, -5);
        for (int i = 0; i < 3; i++) {
            assertThat(rate.admits(-5)).isTrue();
        }
        assertThat(rate.admits(-5)).isFalse();
        assertThat(rate.admits(SECOND / 2)).isTrue();
        assertThat(rate.admits(SECOND / 2)).isFalse();
        assertThat(rate.admits(100 * SECOND)).isTrue();
        assertThat(rate.admits(100 * SECOND)).isTrue();
        assertThat(rate.admits(100 * SECOND)).isTrue();
        assertThat(rate.admits(100 * SECOND)).isFalse();
    }
}
