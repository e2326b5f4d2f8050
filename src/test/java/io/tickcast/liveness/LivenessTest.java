package io.tickcast.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private double taken = 0.5;
    private final MemoryCanary canary = new MemoryCanary(() -> taken);

    @Test
    void softReferencesThatAreClearedOnceInAHeapWithRoomAreNoLackOfMemory() {
        for (int burst = 0; burst < 3; burst++) {
            canary.clear();
            assertThat(IntStream.range(0, MemoryCanary.LOOKS + 1).filter(look -> canary.isGone()))
                    .isEmpty();
        }
    }

    @Test
    void softReferencesThatAreClearedInAFullHeapAreALackOfMemory() {
        taken = 0.96;
        assertThat(canary.isGone()).isFalse();
        canary.clear();
        assertThat(canary.isGone()).isTrue();
        taken = 0.1;
        assertThat(canary.isGone()).as("for good").isTrue();
    }

    @Test
    void softReferencesThatAreClearedAgainAtOnceAreALackOfMemory() {
        canary.clear();
        assertThat(canary.isGone()).isFalse();
        canary.clear();
        assertThat(canary.isGone()).isTrue();
    }

    /** A debugger lets the node go on with a loop that stands still. */
    @Test
    void aLackOfMemoryIsToldOfAfterAStuckLoop() {
        Vertx vertx = Vertx.vertx();
        try {
            Liveness liveness = new Liveness();
            List<Integer> told = new ArrayList<>();
            liveness.onFault(fault -> told.add(fault.status()));
            LoopWatch loop = new LoopWatch(0, System.nanoTime());
            liveness.tell(Fault.stuck(loop));
            liveness.tell(Fault.stuck(loop));
            liveness.report(new IllegalStateException(new OutOfMemoryError()));
            liveness.report(new OutOfMemoryError());
            assertThat(told).containsExactly(71, 3);
        } finally {
            Await.result(vertx.close());
        }
    }
}
