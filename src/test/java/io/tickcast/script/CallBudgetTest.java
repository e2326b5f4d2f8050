package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The time limit of a call, on a thread that gets no CPU and on one that does. */
class CallBudgetTest {
    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final long BYTES = 1L << 30;

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
    }

    private static CallBudget call(CallBudget.Clock clock, Consumer<CallBudget> body) {
        CompletableFuture<CallBudget> made = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            CallBudget call = new CallBudget(clock, LIMIT, BYTES);
            made.complete(call);
            body.accept(call);
        });
        thread.setDaemon(true);
        thread.start();
        return made.join();
    }

    private void waitForEnd(CallBudget call) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void compute(CallBudget call) {
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSandboxedCallThatGetsNoCpuIsWithinItsLimit() {
        CallBudget call = call(CallBudget.Clock.CPU, this::waitForEnd);
        Await.until("three times its limit have passed", () -> call.nanos() > 3 * LIMIT.toNanos());
        assertThat(call.overrun()).isEmpty();
    }

    @Test
    void aSandboxedCallThatComputesIsBeyondItsLimitInTheEnd() {
        CallBudget call = call(CallBudget.Clock.CPU, this::compute);
        Await.until("it is beyond its limit", () -> call.overrun().isPresent());
        assertThat(call.overrun()).contains("a call took more than 100 ms of CPU time");
        call.told();
        assertThat(call.overrun()).as("said once").isEmpty();
    }

    @Test
    void aTrustedCallThatWaitsIsBeyondItsLimitInTheEnd() {
        CallBudget call = call(CallBudget.Clock.ELAPSED, this::waitForEnd);
        Await.until("it is beyond its limit", () -> call.overrun().isPresent());
        assertThat(call.overrun()).contains("a call took longer than 100 ms");
    }
}
