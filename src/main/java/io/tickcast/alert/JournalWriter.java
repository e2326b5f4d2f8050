package io.tickcast.alert;

import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.AlertStoreException;
import io.tickcast.alert.store.JournalEntry;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.JournalEntry.Step;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.time.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to rules and deliveries in its order, a group at a time. A delivery begins once it is written. While
 * the database is away it begins at once, and what was not written waits in memory. Belongs to one event loop.
 */
final class JournalWriter {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int GROUP = 500;
    static final int MOST_WAITING = 200_000;

    private final Vertx vertx;
    private final AlertStore store;
    private final Out out;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), ThreadLocalRandom.current());
    private int group = GROUP;
    private boolean isBusy;
    private long dropped;
    private @Nullable Promise<Void> closing;

    /** Hears what has been written. */
    interface Out {
        /** The delivery may begin; once for each. */
        void begin(PendingDelivery delivery);

        /** These wait no more: they are in the database, except for attempts that were dropped. */
        void written(List<Step> steps, List<Attempted> attempts);
    }

    /** An entry, and whether its deliveries have begun. */
    private static final class Waiting {
        final JournalEntry entry;
        boolean hasBegun;

        Waiting(JournalEntry entry) {
            this.entry = entry;
        }
    }

    JournalWriter(Vertx vertx, AlertStore store, Out out) {
        this.vertx = vertx;
        this.store = store;
        this.out = out;
    }

    /** Entries that wait for the database. */
    int waiting() {
        return waiting.size();
    }

    /** Entries that are missing in the database: too many, while it was away, or such that it refuses. */
    long dropped() {
        return dropped;
    }

    void write(JournalEntry entry) {
        if (waiting.size() >= MOST_WAITING) {
            drop(waiting.remove());
        }
        Waiting last = new Waiting(entry);
        waiting.add(last);
        if (store.fault().isPresent()) {
            begin(last, Set.of());
        }
        schedule();
    }

    private void drop(Waiting one) {
        begin(one, Set.of());
        dropped++;
        if (one.entry instanceof Attempted attempted) {
            out.written(List.of(), List.of(attempted));
        }
    }

    /** @param ended deliveries that the database says need not begin */
    private void begin(Waiting one, Set<PendingDelivery> ended) {
        if (!one.hasBegun && one.entry instanceof Step step) {
            one.hasBegun = true;
            step.deliveries().stream()
                    .filter(delivery -> !ended.contains(delivery))
                    .forEach(out::begin);
        }
    }

    private void schedule() {
        if (!isBusy && !waiting.isEmpty()) {
            isBusy = true;
            // What one price has done is written together.
            vertx.runOnContext(v -> writeGroup());
        }
    }

    private void writeGroup() {
        List<Waiting> some = waiting.stream().limit(group).toList();
        List<JournalEntry> entries = some.stream().map(one -> one.entry).toList();
        store.write(entries)
                .onSuccess(ended -> {
                    some.forEach(one -> begin(one, ended));
                    remove(some);
                    group = GROUP;
                    backoff.reset();
                    out.written(JournalEntry.all(entries, Step.class), JournalEntry.all(entries, Attempted.class));
                    next();
                })
                .onFailure(cause -> failed(some, cause));
    }

    private void failed(List<Waiting> some, Throwable cause) {
        waiting.forEach(one -> begin(one, Set.of()));
        if (cause instanceof AlertStoreException refusal && refusal.isData()) {
            if (some.size() == 1) {
                LOG.error("An entry of the log of alerts is left out: {}", cause.getMessage());
                remove(some);
                drop(some.get(0));
            }
            // The others of its group are not to wait for the one that is refused.
            group = 1;
        }
        if (closing != null) {
            next();
        } else {
            vertx.setTimer(backoff.next(), timer -> next());
        }
    }

    private void next() {
        isBusy = false;
        schedule();
        Promise<Void> last = closing;
        if (last != null && (waiting.isEmpty() || store.fault().isPresent())) {
            last.tryComplete();
        }
    }

    /** Removes the written entries that are still there: meanwhile the oldest may have been dropped. */
    private void remove(List<Waiting> written) {
        for (Waiting one : written) {
            if (waiting.peek() == one) {
                waiting.remove();
            }
        }
    }

    /** Writes what waits, if the database works. */
    Future<Void> close() {
        if (waiting.isEmpty() || store.fault().isPresent()) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        closing = done;
        return done.future();
    }
}
