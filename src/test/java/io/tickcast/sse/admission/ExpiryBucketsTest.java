package io.tickcast.sse.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExpiryBucketsTest {
    private final ExpiryBuckets expiryBuckets = new ExpiryBuckets();
    private final List<Object> ended = new ArrayList<>();

    private void add(Object stream, long until, long now) {
        expiryBuckets.addBefore(stream, until, now, () -> ended.add(stream));
    }

    @Test
    void aStreamEndsOnceAndBeforeItsTime() {
        for (int i = 0; i < 1_000; i++) {
            add(i, 3_600_000, 0);
        }
        expiryBuckets.endDue(3_600_000 - 2_000 - 10_000 - 1_000);
        assertThat(ended).isEmpty();
        // The look that comes a second before the time is the last that may find one.
        expiryBuckets.endDue(3_600_000 - 2_000);
        expiryBuckets.endDue(3_600_000);
        assertThat(ended).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(expiryBuckets.size()).isZero();
    }

    @Test
    void thoseOfOneTimeDoNotAllEndAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            add(i, 3_600_000, 0);
        }
        long[] most = new long[1];
        LongStream.iterate(3_580_000, now -> now <= 3_600_000, now -> now + 1_000)
                .forEach(now -> {
                    int before = ended.size();
                    expiryBuckets.endDue(now);
                    most[0] = Math.max(most[0], ended.size() - before);
                });
        assertThat(ended).hasSize(1_000);
        assertThat(most[0]).isLessThan(300);
    }

    @Test
    void oneThatIsGoneIsForgotten() {
        add("a", 100_000, 0);
        add("b", 100_000, 0);
        expiryBuckets.remove("a");
        expiryBuckets.remove("a");
        expiryBuckets.remove("never there");
        assertThat(expiryBuckets.size()).isEqualTo(1);
        expiryBuckets.endDue(100_000);
        assertThat(ended).containsExactly("b");
    }

    @Test
    void oneWhoseTimeIsOverEndsAtTheNextLook() {
        add("a", 5_000, 9_000);
        expiryBuckets.endDue(9_000);
        assertThat(ended).containsExactly("a");
    }

    @Test
    void oneWithAnAgeEndsAtTheFirstLookAfterIt() {
        expiryBuckets.addAfter("a", 10_500, () -> ended.add("a"));
        expiryBuckets.endDue(10_499);
        assertThat(ended).isEmpty();
        expiryBuckets.endDue(11_000);
        assertThat(ended).containsExactly("a");
    }

    @Test
    void oneThatEndsAnotherDoesNotDisturb() {
        String a = "a";
        String b = "b";
        expiryBuckets.addBefore(a, 5_000, 5_000, () -> expiryBuckets.remove(b));
        expiryBuckets.addBefore(b, 5_000, 5_000, () -> expiryBuckets.remove(a));
        expiryBuckets.endDue(9_000);
        assertThat(expiryBuckets.size()).isZero();
    }
}
