package io.tickcast.sse.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.tickcast.config.Settings;
import io.tickcast.sse.FakeResponse;
import io.tickcast.sse.HubLoop;
import io.tickcast.sse.stats.OverloadStats;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.testing.LogLines;
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
    private final OverloadDetector detector = detector(Optional.empty());
    private long now;

    private OverloadDetector detector(Optional<Duration> window) {
        return new OverloadDetector(delivery(window), stats.overload());
    }

    private static Settings.Stream.Delivery delivery(Optional<Duration> window) {
        return new Settings.Stream.Delivery(16_384, window, Duration.ofMinutes(1), Duration.ofMillis(500), true, false);
    }

    /** A second in which a flush waited for this long. */
    private void second(long waitedMillis) {
        detector.isLate(waitedMillis * MILLI, now);
        now += SECOND;
        detector.look(now);
    }

    @Test
    void aFlushIsLateWhenItsOldestPriceHasWaitedTooLong() {
        assertThat(detector.isLate(500 * MILLI, 0)).isFalse();
        assertThat(detector.isLate(Long.MIN_VALUE, 0)).isFalse();
        assertThat(detector.isOverloaded()).isFalse();
        assertThat(detector.isLate(501 * MILLI, 0)).isTrue();
        assertThat(detector.isOverloaded()).isTrue();
    }

    @Test
    void theFlushWindowThatWasAskedForIsNoDelay() {
        OverloadDetector slow = detector(Optional.of(Duration.ofSeconds(1)));
        assertThat(slow.isLate(1_500 * MILLI, 0)).isFalse();
        assertThat(slow.isLate(1_501 * MILLI, 0)).isTrue();
    }

    @Test
    void anOverloadEndsWhenNoFlushHasBeenLateForAWhile() {
        second(600);
        for (int i = 0; i < 4; i++) {
            second(10);
            assertThat(detector.isOverloaded()).isTrue();
        }
        second(700);
        for (int i = 0; i < 5; i++) {
            second(0);
        }
        assertThat(detector.isOverloaded()).isFalse();
        assertThat(stats.overload().toJson().getLong("times")).isEqualTo(1);
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
        second(900);
        assertThat(detector.isRefusing()).isFalse();
    }

    @Test
    void aRefusedStreamIsToldSoAndCounted() {
        StreamAdmission admission = new StreamAdmission(
                stats,
                detector,
                new Frames(ByteBufAllocator.DEFAULT),
                delivery(Optional.empty()),
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
            stats.conflated(41);
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
