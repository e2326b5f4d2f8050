package io.tickcast.alert;

import io.tickcast.alert.store.AlertStore;
import io.tickcast.time.NodeClock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes old firings and their deliveries from the database. */
final class JournalCleaner {
    private static final Logger LOG = LoggerFactory.getLogger(JournalCleaner.class);

    private final AlertStore store;
    private final NodeClock clock;
    private final Duration retention;

    JournalCleaner(AlertStore store, NodeClock clock, Duration retention) {
        this.store = store;
        this.clock = clock;
        this.retention = retention;
    }

    void clean() {
        deleteBefore(clock.millis() - retention.toMillis());
    }

    /** A part at a time: others wait for the database, too. */
    private void deleteBefore(long time) {
        store.deleteBefore(time)
                .onSuccess(deleted -> {
                    if (deleted > 0) {
                        deleteBefore(time);
                    }
                })
                .onFailure(cause -> LOG.debug("The log of alerts was not cleaned", cause));
    }
}
