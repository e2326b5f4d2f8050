package io.tickcast.sse.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.tickcast.sse.FakeResponse;
import io.tickcast.sse.HubLoop;
import io.tickcast.sse.stats.OverloadStats;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.NodeClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverloadDetectorTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final StreamStats stats = new StreamStats(10, new SimpleMeterRegistry());
    private final OverloadDetector detector = detector(Duration.ZERO);
    private long now = System.nanoTime();

    private OverloadDetector detector(Duration window) {
        return new OverloadDetector(window, Duration.ofMillis(500), stats.overload());
    }

    /** A second in which a flush waited for this long. */
    private void second(long waitedMillis) {
        detector.isLate(waitedMillis * MILLI, now + SECOND / 2);
        now += SECOND;
        detector.look(now);
    }

    private long times() {
        return stats.overload().toJson().getLong("times");
    }

    @Test
    void aFlushIsLateWhenItsOldestPriceHasWaitedTooLong() {
        long later = now + SECOND;
        assertThat(detector.isLate(500 * MILLI, later)).isFalse();
        assertThat(detector.isLate(Long.MIN_VALUE, later)).isFalse();
        assertThat(detector.isBehind()).isFalse();
        assertThat(detector.isLate(501 * MILLI, later)).isTrue();
        assertThat(detector.isBehind()).isTrue();
    }

    @Test
    void theFlushWindowIsNoDelay() {
        OverloadDetector slow = detector(Duration.ofSeconds(1));
        assertThat(slow.isLate(1_500 * MILLI, now)).isFalse();
        assertThat(slow.isLate(1_501 * MILLI, now)).isTrue();
    }

    @Test
    void aPriceHasWaitedInTheQueueOfTheLoopToo() {
        detector.loopDelay(400 * MILLI, now);
        assertThat(detector.isLate(100 * MILLI, now)).isFalse();
        assertThat(detector.isLate(101 * MILLI, now)).isTrue();
        detector.loopDelay(0, now);
        assertThat(detector.isLate(101 * MILLI, now)).isFalse();
    }

    @Test
    void aLoopWhoseTasksWaitIsOverloadedWithoutAFlush() {
        for (int i = 0; i < 3; i++) {
            detector.loopDelay(1_001 * MILLI, now + SECOND / 2);
            now += SECOND;
            detector.look(now);
        }
        assertThat(times()).isEqualTo(1);
        assertThat(detector.isRefusing()).isTrue();
    }

    @Test
    void anOverloadLastsUntilNoFlushHasBeenLateForAWhile() {
        second(600);
        second(600);
        for (int i = 0; i < 4; i++) {
            second(10);
            assertThat(stats.overload().toJson().getInteger("loops")).isEqualTo(1);
        }
        second(700);
        for (int i = 0; i < 5; i++) {
            second(0);
        }
        assertThat(stats.overload().toJson().getInteger("loops")).isZero();
        assertThat(detector.isBehind()).isFalse();
        assertThat(times()).isEqualTo(1);
    }

    @Test
    void aSinglePauseIsNoOverload() {
        second(1_500);
        assertThat(detector.isBehind()).isTrue();
        second(0);
        second(1_500);
        assertThat(times()).isZero();
        assertThat(detector.isRefusing()).isFalse();
    }

    @Test
    void aPauseAcrossALookCountsOnce() {
        second(1_500);
        detector.isLate(1_500 * MILLI, now + 200 * MILLI);
        second(0);
        assertThat(times()).isZero();
        assertThat(detector.isRefusing()).isFalse();
    }

    /** Five of them, as after a pause of 5 s. */
    private void looksAtOnce() {
        for (int i = 0; i < 5; i++) {
            now += MILLI;
            detector.look(now);
        }
    }

    @Test
    void looksInQuickSuccessionCountOnce() {
        second(0);
        now += 5 * SECOND;
        detector.isLate(5_000 * MILLI, now);
        looksAtOnce();
        assertThat(detector.isRefusing()).as("after a pause").isFalse();
        second(1_500);
        assertThat(detector.isRefusing()).isTrue();
        looksAtOnce();
        assertThat(detector.isRefusing()).as("during an overload").isTrue();
    }

    @Test
    void streamsAreRefusedWhilePricesWaitForTwiceAsLong() {
        second(1_001);
        assertThat(detector.isRefusing()).as("after a pause").isFalse();
        second(999);
        second(1_001);
        assertThat(detector.isRefusing()).as("after another one").isFalse();
        second(1_500);
        assertThat(detector.isRefusing()).isTrue();
        second(501);
        for (int i = 0; i < 2; i++) {
            second(499);
            assertThat(detector.isRefusing()).isTrue();
        }
        second(499);
        assertThat(detector.isRefusing()).as("after three good seconds").isFalse();
    }

    @Test
    void aRefusedStreamIsToldSoAndCounted() {
        StreamAdmission admission = new StreamAdmission(
                stats,
                detector,
                new Frames(ByteBufAllocator.DEFAULT),
                TestSettings.with(Map.of()).stream().delivery(),
                Duration.ZERO,
                NodeClock.system());
        try (HubLoop loop = new HubLoop(Map.of(), Duration.ZERO)) {
            loop.turn(() -> {
                assertThat(admit(admission)).isEmpty();
                second(2_000);
                second(2_000);
                assertThat(admit(admission)).contains("event: overloaded\n", "This node is overloaded");
                assertThat(stats.open()).isEqualTo(1);
                assertThat(stats.toJson().getLong("overloaded")).isEqualTo(1);
                assertThat(stats.overload().toJson().getLong("refused")).isEqualTo(1);
                second(0);
                second(0);
                second(0);
                assertThat(admit(admission)).isEmpty();
            });
        }
    }

    /** Returns what the client is told at once. */
    private static String admit(StreamAdmission admission) {
        FakeResponse client = new FakeResponse();
        boolean[] left = {false};
        boolean admitted = admission.admit(
                admission.connect(client.asRequest(), Encoding.IDENTITY),
                Buffer.buffer(),
                new StreamLease(Optional.empty(), () -> left[0] = true));
        assertThat(left[0]).isEqualTo(!admitted);
        return client.text();
    }

    @Test
    void theLogAndTheStatusTellOfAnOverloadOnceWhateverNumberOfLoopsHasIt() {
        OverloadStats node = stats.overload();
        try (LogLines log = new LogLines(OverloadStats.class.getName())) {
            assertThat(node.toJson().containsKey("since")).isFalse();
            node.began(600 * MILLI);
            node.began(700 * MILLI);
            stats.conflatedByOverload(41);
            assertThat(node.toJson().getInteger("loops")).isEqualTo(2);
            assertThat(node.toJson().getLong("since")).isPositive();
            node.ended();
            assertThat(log.all()).singleElement().asString().startsWith("WARN Overloaded: prices waited 600 ms");
            node.ended();
            assertThat(log.all()).hasSize(2);
            assertThat(log.all().get(1))
                    .startsWith("INFO No longer overloaded after ")
                    .endsWith("41 ticks were conflated and 0 streams refused");
        }
        assertThat(node.toJson().containsKey("since")).isFalse();
        assertThat(node.toJson().getLong("times")).isEqualTo(1);
        assertThat(node.toJson().getLong("conflated_ticks")).isEqualTo(41);
    }
}
