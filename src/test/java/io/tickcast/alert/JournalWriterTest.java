package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.Attempt;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.JournalEntry.Step;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JournalWriterTest {
    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private AlertStore store;

    @AfterEach
    void close() {
        Await.result(store.close());
        Await.result(vertx.close());
    }

    private static Attempted attempted(String firing) {
        return new Attempted(new Attempt(firing, 0, 1, 1_000, 204, ""), -1);
    }

    @Test
    void anAttemptThatIsDroppedWaitsNoMore() {
        store = new AlertStore(
                vertx,
                TestSettings.with(Map.of("TICKCAST_STORAGE_URL", "jdbc:sqlite:" + folder.resolve("alerts.db")))
                        .storage());
        List<Attempted> left = new ArrayList<>();
        JournalWriter journal = new JournalWriter(vertx, store, new JournalWriter.Out() {
            @Override
            public void begin(PendingDelivery delivery) {}

            @Override
            public void written(List<Step> steps, List<Attempted> attempts) {
                left.addAll(attempts);
            }
        });
        Attempted first = attempted("first");
        Attempted other = attempted("other");
        // Within one turn of the event loop, before the first group is written.
        List<Attempted> dropped = Await.on(vertx.getOrCreateContext(), () -> {
            journal.write(first);
            for (int i = 0; i < JournalWriter.MOST_WAITING; i++) {
                journal.write(other);
            }
            return List.copyOf(left);
        });
        assertThat(dropped).containsExactly(first);
        assertThat(journal.dropped()).isEqualTo(1);
    }
}
