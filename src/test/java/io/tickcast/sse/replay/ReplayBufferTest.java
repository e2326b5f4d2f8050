package io.tickcast.sse.replay;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {
    private static final long START = 1_000_000;

    private static Tick nth(long n) {
        return tick("BTCUSDT", n + 1, Long.toString(n + 1));
    }

    private static ReplayBuffer<Tick> buffer(long spanMillis, int maxTicks, long maxBytes) {
        return new ReplayBuffer<>(spanMillis, maxTicks, maxBytes, Tick::heapBytes, START);
    }

    private static void append(ReplayBuffer<Tick> buffer, Tick tick, long cursor) {
        buffer.expire(cursor);
        buffer.append(tick, cursor);
    }

    private static ReplayBuffer<Tick> filled(int maxTicks, int count) {
        ReplayBuffer<Tick> buffer = buffer(60_000, maxTicks, Long.MAX_VALUE);
        for (int i = 0; i < count; i++) {
            append(buffer, nth(i), START + i);
        }
        return buffer;
    }

    @Test
    void anEmptyOneCoversFromItsStartOn() {
        ReplayBuffer<Tick> buffer = filled(10, 0);
        assertThat(buffer.covers(START)).isTrue();
        assertThat(buffer.covers(START - 1)).isFalse();
        assertThat(buffer.position(START)).isEqualTo(buffer.head()).isZero();
        assertThat(buffer.size()).isZero();
    }

    @Test
    void aCursorStandsForAllThatArrivedWithItOrLater() {
        ReplayBuffer<Tick> buffer = buffer(60_000, 100, Long.MAX_VALUE);
        for (long cursor : new long[] {START, START + 5, START + 5, START + 5, START + 9}) {
            append(buffer, nth(buffer.head()), cursor);
        }
        assertThat(buffer.position(START)).isZero();
        assertThat(buffer.position(START + 1)).isEqualTo(1);
        assertThat(buffer.position(START + 5)).isEqualTo(1);
        assertThat(buffer.position(START + 6)).isEqualTo(4);
        assertThat(buffer.position(START + 10)).isEqualTo(5).isEqualTo(buffer.head());
    }

    @Test
    void beyondItsCountTheOldestGoes() {
        ReplayBuffer<Tick> buffer = filled(1_000, 1_001);
        assertThat(buffer.size()).isEqualTo(1_000);
        assertThat(buffer.holds(0)).isFalse();
        assertThat(buffer.holds(1)).isTrue();
        assertThat(buffer.covers(START)).isFalse();
        assertThat(buffer.covers(START + 1)).isTrue();
        assertThat(buffer.at(1).eventTime()).isEqualTo(2);
    }

    @Test
    void beyondItsTimeTheOldestGo() {
        ReplayBuffer<Tick> buffer = filled(1_000, 100);
        append(buffer, nth(100), START + 60_050);
        assertThat(buffer.size()).isEqualTo(51);
        assertThat(buffer.covers(START + 49)).isFalse();
        assertThat(buffer.covers(START + 50)).isTrue();
        assertThat(buffer.at(buffer.position(START + 50)).eventTime()).isEqualTo(51);
    }

    @Test
    void beyondItsBytesTheOldestGoButTheNewestStays() {
        ReplayBuffer<Tick> buffer = buffer(60_000, 100, 10L * nth(1).heapBytes());
        for (int i = 1; i <= 30; i++) {
            append(buffer, tick("BTCUSDT", i, "1"), START + i);
        }
        assertThat(buffer.size()).isEqualTo(10);
        assertThat(buffer.covers(START + 20)).isFalse();
        assertThat(buffer.covers(START + 21)).isTrue();
        buffer = buffer(60_000, 100, 1);
        append(buffer, nth(1), START);
        append(buffer, nth(2), START);
        assertThat(buffer.size()).isEqualTo(1);
    }

    @Test
    void aMomentOfWhichSomeAreGoneIsNotCovered() {
        ReplayBuffer<Tick> buffer = buffer(60_000, 2, Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            append(buffer, nth(i), START + 7);
        }
        assertThat(buffer.covers(START + 7)).isFalse();
        assertThat(buffer.covers(START + 8)).isTrue();
    }

    @Test
    void itGrowsAsItFillsAndLosesNothing() {
        ReplayBuffer<Tick> buffer = filled(10_000, 9_000);
        assertThat(buffer.size()).isEqualTo(9_000);
        for (int position = 0; position < 9_000; position++) {
            assertThat(buffer.at(position).eventTime()).isEqualTo(position + 1);
        }
    }

    @Test
    void itAgreesWithAListThatIsSearchedFromTheStart() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int max = 1 + random.nextInt(3_000);
            long span = 1L + random.nextInt(500);
            ReplayBuffer<Tick> buffer = buffer(span, max, Long.MAX_VALUE);
            List<Long> cursors = new ArrayList<>();
            int gone = 0;
            long cursor = START;
            for (int i = 0; i < 5_000; i++) {
                cursor += Math.max(0, random.nextInt(12) - 9) + (random.nextInt(1_000) == 0 ? random.nextInt(900) : 0);
                append(buffer, nth(i), cursor);
                while (cursor - (gone < cursors.size() ? cursors.get(gone) : cursor) > span) {
                    gone++;
                }
                cursors.add(cursor);
                gone = Math.max(gone, cursors.size() - max);
                if (i % 17 == 0) {
                    agrees(buffer, cursors, gone, cursor - random.nextInt(700) + 3);
                }
            }
        }
    }

    private static void agrees(ReplayBuffer<Tick> buffer, List<Long> cursors, int gone, long asked) {
        int position = gone;
        while (position < cursors.size() && cursors.get(position) < asked) {
            position++;
        }
        assertThat(buffer.size()).isEqualTo(cursors.size() - gone);
        assertThat(buffer.position(asked)).isEqualTo(position);
        assertThat(buffer.covers(asked)).isEqualTo(asked >= START && (gone == 0 || asked > cursors.get(gone - 1)));
        assertThat(buffer.holds(gone)).isTrue();
        assertThat(buffer.holds(gone - 1)).isFalse();
        if (position < cursors.size()) {
            assertThat(buffer.at(position).eventTime()).isEqualTo(position + 1);
        }
    }
}
