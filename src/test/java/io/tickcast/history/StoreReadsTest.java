package io.tickcast.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreReadsTest {
    private final RepairCounts counts = new RepairCounts();
    private final StoreReads reads = new StoreReads(counts);
    private final List<String> begun = new ArrayList<>();
    private final List<Promise<Void>> running = new ArrayList<>();

    private void add(String name) {
        reads.add(name, () -> {
            begun.add(name);
            Promise<Void> promise = Promise.promise();
            running.add(promise);
            return promise.future();
        });
    }

    @Test
    void eightRunAtATimeAndTheOthersFollow() {
        for (int i = 0; i < 10; i++) {
            add("read " + i);
        }
        assertThat(begun).hasSize(8);

        running.get(3).complete();

        assertThat(begun).hasSize(9).endsWith("read 8");
    }

    @Test
    void oneThatFailsIsRepeatedAfterAPause() {
        add("read");
        running.get(0).fail("the store is down");
        assertThat(begun).hasSize(1);

        reads.resume();
        running.get(1).complete();
        reads.resume();

        assertThat(begun).hasSize(2);
        assertThat(reads.isEmpty()).isTrue();
    }

    @Test
    void oneThatWaitsIsReplacedByItsNewerSelf() {
        for (int i = 0; i < 8; i++) {
            add("read " + i);
        }
        reads.add("same", () -> Future.failedFuture("replaced"));
        add("same");

        running.get(0).complete();

        assertThat(begun).hasSize(9).endsWith("same");
    }

    @Test
    void thousandsThatAreDoneAtOnceDoNotOverflowTheStack() {
        for (int i = 0; i < 8; i++) {
            add("read " + i);
        }
        for (int i = 0; i < 100_000; i++) {
            String name = "quick " + i;
            reads.add(name, () -> {
                begun.add(name);
                return Future.succeededFuture();
            });
        }
        assertThat(counts.waitingReads).isEqualTo(100_000);
        reads.add("beyond the bound", () -> Future.failedFuture("dropped"));
        assertThat(counts.droppedReads.sum()).isEqualTo(1);

        running.get(0).complete();

        assertThat(begun).hasSize(100_008);
    }
}
