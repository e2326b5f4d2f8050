package io.tickcast.alert;

import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.Journal;
import io.tickcast.alert.store.Journal.Attempted;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.time.Backoff;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Writes what happens to rules and deliveries, a group at a time. A delivery begins once it is written. While the database
 * is away it begins at once, and what was not written waits in memory. Belongs to one event loop.
 */
final class JournalWriter {
    private static final int GROUP = 500;
    private static final int MOST_WAITING = 100_000;

    private final Vertx vertx;
    private final AlertStore store;
    private final Consumer<PendingDelivery> begin;
    private final Map<String, RuleState> states = new LinkedHashMap<>();
    private final ArrayDeque<Begun> begun = new ArrayDeque<>();
    private final ArrayDeque<Attempted> attempts = new ArrayDeque<>();
    private final Backoff backoff =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), ThreadLocalRandom.current());
    private boolean isBusy;
    private long dropped;

    /** A delivery, and whether it has been passed on. */
    private static final class Begun {
        final PendingDelivery delivery;
        boolean isPassed;

        Begun(PendingDelivery delivery) {
            this.delivery = delivery;
        }
    }

    /** @param begin takes each delivery that may begin, once */
    JournalWriter(Vertx vertx, AlertStore store, Consumer<PendingDelivery> begin) {
        this.vertx = vertx;
        this.store = store;
        this.begin = begin;
    }

    /** Entries that wait for the database. */
    int waiting() {
        return states.size() + begun.size() + attempts.size();
    }

    /** Entries that were too many while the database was away: they are missing in the log. */
    long dropped() {
        return dropped;
    }

    void state(String alert, RuleState state) {
        states.put(alert, state);
        write();
    }

    void begin(PendingDelivery delivery) {
        if (begun.size() >= MOST_WAITING) {
            pass(begun.remove());
            dropped++;
        }
        Begun last = new Begun(delivery);
        begun.add(last);
        if (store.fault().isPresent()) {
            pass(last);
        }
        write();
    }

    void attempted(Attempted attempted) {
        if (attempts.size() >= MOST_WAITING) {
            attempts.remove();
            dropped++;
        }
        attempts.add(attempted);
        write();
    }

    private void pass(Begun one) {
        if (!one.isPassed) {
            one.isPassed = true;
            begin.accept(one.delivery);
        }
    }

    private void write() {
        if (isBusy || waiting() == 0) {
            return;
        }
        isBusy = true;
        // What one price has done is written together.
        vertx.runOnContext(v -> writeGroup());
    }

    private void writeGroup() {
        Map<String, RuleState> someStates = new LinkedHashMap<>();
        for (Map.Entry<String, RuleState> state : states.entrySet()) {
            if (someStates.size() == GROUP) {
                break;
            }
            someStates.put(state.getKey(), state.getValue());
        }
        List<Begun> someBegun = begun.stream().limit(GROUP).toList();
        List<Attempted> someAttempts = attempts.stream().limit(GROUP).toList();
        store.write(new Journal(
                        someStates, someBegun.stream().map(one -> one.delivery).toList(), someAttempts))
                .onComplete(written -> {
                    someBegun.forEach(this::pass);
                    if (written.succeeded()) {
                        someStates.forEach(states::remove);
                        remove(begun, someBegun);
                        remove(attempts, someAttempts);
                        backoff.reset();
                        isBusy = false;
                        write();
                    } else {
                        new ArrayList<>(begun).forEach(this::pass);
                        vertx.setTimer(backoff.next(), timer -> {
                            isBusy = false;
                            write();
                        });
                    }
                });
    }

    /** Those that are still there: meanwhile the oldest may have been dropped. */
    private static <T> void remove(ArrayDeque<T> waiting, List<T> written) {
        for (T one : written) {
            if (waiting.peek() == one) {
                waiting.remove();
            }
        }
    }
}
