package io.tickcast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static long millis(int count) {
        return Duration.ofMillis(count).toNanos();
    }

    @Test
    void soManyAreTakenAtOnceAndAsManyInEachSecond() {
        TokenBucket bucket = new TokenBucket(3, -5);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.tryTake(1, -5)).isTrue();
        }
        assertThat(bucket.tryTake(1, -5)).isFalse();
        assertThat(bucket.tryTake(1, SECOND / 2)).isTrue();
        assertThat(bucket.tryTake(1, SECOND / 2)).isFalse();
        assertThat(bucket.tryTake(1, 100 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 100 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 100 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 100 * SECOND)).isFalse();
    }

    @Test
    void whoTookMoreThanThereWereWaitsForLonger() {
        TokenBucket bucket = new TokenBucket(10, 0);
        assertThat(bucket.left(0)).isPositive();
        bucket.take(40);
        assertThat(bucket.left(millis(2_999))).isNotPositive();
        assertThat(bucket.left(millis(3_001))).isPositive();
    }

    @Test
    void aLongRestIsNoMoreThanASecond() {
        TokenBucket bucket = new TokenBucket(10, 0);
        assertThat(bucket.left(millis(60_000))).isPositive();
        bucket.take(10);
        assertThat(bucket.left(millis(60_000))).isNotPositive();
    }
}
