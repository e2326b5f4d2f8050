package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FirstPriceRateTest {
    private static long millis(int count) {
        return Duration.ofMillis(count).toNanos();
    }

    @Test
    void whoTookMoreThanItMayWaitsForLonger() {
        FirstPriceRate rate = new FirstPriceRate(10, 0);
        assertThat(rate.isOpen(0)).isTrue();
        rate.took(40);
        assertThat(rate.isOpen(millis(2_999))).isFalse();
        assertThat(rate.isOpen(millis(3_001))).isTrue();
    }

    @Test
    void aLongRestIsNoMoreThanASecond() {
        FirstPriceRate rate = new FirstPriceRate(10, 0);
        assertThat(rate.isOpen(millis(60_000))).isTrue();
        rate.took(10);
        assertThat(rate.isOpen(millis(60_000))).isFalse();
    }
}
