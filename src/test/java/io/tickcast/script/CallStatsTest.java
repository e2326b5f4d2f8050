package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallStatsTest {
    private final CallStats calls = new CallStats();

    private void call(Duration time) {
        calls.succeeded(time.toNanos());
    }

    private void seconds(int count) {
        IntStream.range(0, count).forEach(second -> calls.turn());
    }

    @Test
    void theSlowCallsOfTheBeginningAreForgottenAfterTwoMinutes() {
        call(Duration.ofMillis(500));
        seconds(60);
        IntStream.range(0, 10).forEach(i -> call(Duration.ofNanos(10_000)));
        assertThat(calls.snapshot().max()).as("the minute before counts, too").isGreaterThan(400_000);
        seconds(60);
        assertThat(calls.snapshot())
                .extracting(CallStats.Snapshot::p50, CallStats.Snapshot::p99, CallStats.Snapshot::max)
                .containsExactly(10L, 10L, 10L);
        assertThat(calls.snapshot().calls()).as("all calls").isEqualTo(11);
    }

    @Test
    void aFileThatIsNotCalledHasNoTimes() {
        call(Duration.ofMillis(5));
        seconds(120);
        assertThat(calls.snapshot().max()).isZero();
    }
}
