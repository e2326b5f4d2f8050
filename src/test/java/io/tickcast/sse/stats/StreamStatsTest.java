package io.tickcast.sse.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class StreamStatsTest {
    private final StreamStats stats = new StreamStats(2, new SimpleMeterRegistry());

    @Test
    void thereIsAPlaceUntilAllAreTaken() {
        assertThat(stats.tryOpen()).isTrue();
        assertThat(stats.tryOpen()).isTrue();
        assertThat(stats.tryOpen()).isFalse();
        assertThat(stats.open()).isEqualTo(2);
    }

    @Test
    void aPlaceThatIsGivenBackCanBeTaken() {
        stats.tryOpen();
        stats.tryOpen();
        stats.closed(CloseReason.CLIENT);
        assertThat(stats.tryOpen()).isTrue();
    }

    @Test
    void everythingIsCounted() {
        stats.tryOpen();
        stats.tryOpen();
        stats.tryOpen();
        stats.closed(CloseReason.CLIENT);
        stats.conflated(5);
        stats.caughtUp();
        stats.resumed();
        stats.reset();
        stats.closed(CloseReason.SLOW);
        assertThat(stats.toJson().getMap())
                .containsEntry("open", 0)
                .containsEntry("max", 2)
                .containsEntry("opened", 2L)
                .containsEntry("overloaded", 1L)
                .containsEntry("resumed", 1L)
                .containsEntry("reset", 1L)
                .containsEntry("cut_for_slowness", 1L)
                .containsEntry("conflated_ticks", 5L)
                .containsEntry("caught_up", 1L);
    }

    @Test
    void aDelayBelowZeroCountsAsZeroAndIsCounted() {
        stats.exchangeToNode().record(-500);
        stats.exchangeToNode().record(Long.MAX_VALUE);
        stats.exchangeToNode().record(Long.MIN_VALUE);
        assertThat(stats.latencies().getJsonObject("exchange_to_node").getLong("negative"))
                .isEqualTo(2);
        assertThat(stats.latencies().getJsonObject("node_to_socket").getLong("negative"))
                .isZero();
    }
}
