package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.TimeRange;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangesTest {
    private static final int TIMES = 40;

    private final TimeRanges ranges = new TimeRanges();

    @Test
    void rangesThatTouchBecomeOne() {
        ranges.add(10, 20);
        ranges.add(30, 40);
        ranges.add(20, 30);

        assertThat(ranges.all()).containsExactly(new TimeRange(10, 40));
    }

    @Test
    void theMiddleOfARangeCanBeRemoved() {
        ranges.add(10, 40);
        ranges.remove(20, 30);

        assertThat(ranges.all()).containsExactly(new TimeRange(10, 20), new TimeRange(30, 40));
        assertThat(ranges.contains(19)).isTrue();
        assertThat(ranges.contains(20)).isFalse();
    }

    @Test
    void theNewestRangeEndsBeforeTheGivenTime() {
        ranges.add(10, 20);
        ranges.add(30, 40);

        assertThat(ranges.newestBefore(100)).contains(new TimeRange(30, 40));
        assertThat(ranges.newestBefore(35)).contains(new TimeRange(30, 35));
        assertThat(ranges.newestBefore(30)).contains(new TimeRange(10, 20));
        assertThat(ranges.newestBefore(10)).isEmpty();
    }

    @Test
    void aRangeWithoutTimesChangesNothing() {
        ranges.add(10, 10);
        ranges.add(10, 20);
        ranges.remove(15, 15);

        assertThat(ranges.all()).containsExactly(new TimeRange(10, 20));
    }

    /** Against a set of single times. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void addingAndRemovingInAnyOrderKeepsTheSameTimesAsASetOfThem(int seed) {
        Random random = new Random(seed);
        BitSet times = new BitSet();
        for (int i = 0; i < 300; i++) {
            int from = random.nextInt(TIMES);
            int to = from + random.nextInt(8);
            if (random.nextBoolean()) {
                ranges.add(from, to);
                times.set(from, to);
            } else {
                ranges.remove(from, to);
                times.clear(from, to);
            }
            BitSet kept = new BitSet();
            ranges.all().forEach(range -> kept.set((int) range.from(), (int) range.to()));
            assertThat(kept).isEqualTo(times);
        }
    }
}
