package io.tickcast.alert;

import io.tickcast.alert.delivery.Outcome;
import io.tickcast.alert.delivery.Pace;
import io.tickcast.alert.delivery.Slot;
import io.tickcast.alert.delivery.WebhookSender;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.Attempt;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The deliveries of the node that tells: each receiver has a queue of its own, so a slow one delays no other. Belongs to
 * one event loop.
 */
final class Deliveries implements ReceiverQueue.Courier {
    static final int MOST_WAITING = 100_000;

    private static final long ENDED = -1;
    private static final int NO_STATUS = 0;
    private static final String NO_MORE = "the receiver wants no more messages";
    /** Of the pause before an attempt. */
    private static final double LONGEST_DELAY = 0.1;

    private final Vertx vertx;
    private final AlertStore store;
    private final WebhookSender sender;
    private final NodeClock clock;
    private final RetrySchedule schedule;
    private final Consumer<Attempted> attempted;
    private final BiConsumer<String, Receiver> gone;
    private final Map<Receiver, ReceiverQueue> queues = new HashMap<>();
    /** In a queue, or under way. */
    private final Set<Key> pending = new HashSet<>();
    /** Ended, which the database does not know yet: it would give them again. */
    private final Set<Key> unwritten = new HashSet<>();

    private long delivered;
    private long failed;
    private long givenUp;

    private record Key(String firing, int number) {
        static Key of(Attempt attempt) {
            return new Key(attempt.firing(), attempt.number());
        }

        static Key of(PendingDelivery delivery) {
            return new Key(delivery.firing().id(), delivery.number());
        }
    }

    /**
     * @param retry     pauses before each attempt
     * @param attempted takes each attempt and when the next one follows
     * @param gone      takes an owner and a receiver of theirs that wants nothing more
     */
    Deliveries(
            Vertx vertx,
            AlertStore store,
            WebhookSender sender,
            NodeClock clock,
            List<Duration> retry,
            Consumer<Attempted> attempted,
            BiConsumer<String, Receiver> gone) {
        this.vertx = vertx;
        this.store = store;
        this.sender = sender;
        this.clock = clock;
        schedule = new RetrySchedule(retry);
        this.attempted = attempted;
        this.gone = gone;
    }

    /** Deliveries that have not ended. */
    int waiting() {
        return pending.size();
    }

    long delivered() {
        return delivered;
    }

    /** Attempts that failed. */
    long failed() {
        return failed;
    }

    /** Deliveries that ended without success. */
    long givenUp() {
        return givenUp;
    }

    /** Takes a delivery, unless it has it or there is no room: then it is read from the database later. */
    void add(PendingDelivery delivery) {
        Key key = Key.of(delivery);
        if (pending.size() < MOST_WAITING && !unwritten.contains(key) && pending.add(key)) {
            queues.computeIfAbsent(
                            delivery.receiver(),
                            receiver -> new ReceiverQueue(vertx, receiver, Pace.of(receiver), this))
                    .add(delivery);
        }
    }

    /**
     * These wait for the database no more: what has ended is not read from there, unless it was dropped. Then it is told
     * again, with the same id.
     */
    void written(List<Attempted> attempts) {
        attempts.forEach(one -> unwritten.remove(Key.of(one.attempt())));
    }

    /** Another node tells from now on. */
    void clear() {
        queues.values().forEach(ReceiverQueue::close);
        queues.clear();
        pending.clear();
    }

    @Override
    public long now() {
        return clock.millis();
    }

    @Override
    public Future<Slot> slot(String owner, Receiver receiver) {
        return sender.slot(owner, receiver);
    }

    @Override
    public Future<List<PendingDelivery>> stillPending(List<PendingDelivery> batch) {
        // While the database is away, twice is better than not at all: the id is the same.
        if (store.fault().isPresent()) {
            return Future.succeededFuture(batch);
        }
        return store.stillPending(batch).otherwise(batch).onSuccess(left -> {
            for (PendingDelivery delivery : batch) {
                if (!left.contains(delivery)) {
                    pending.remove(Key.of(delivery));
                }
            }
        });
    }

    @Override
    public int fitting(Receiver receiver, List<PendingDelivery> batch) {
        return sender.fitting(receiver, firings(batch));
    }

    @Override
    public Future<Outcome> send(Receiver receiver, List<PendingDelivery> batch) {
        return sender.send(receiver, firings(batch));
    }

    private static List<Firing> firings(List<PendingDelivery> batch) {
        return batch.stream().map(PendingDelivery::firing).toList();
    }

    @Override
    public List<PendingDelivery> ended(Receiver receiver, List<PendingDelivery> batch, Outcome outcome) {
        List<PendingDelivery> again = new ArrayList<>();
        // What was in one message is due at one time, and is in one message again. Receivers that failed together are
        // not tried again together.
        long now = now();
        double delay = ThreadLocalRandom.current().nextDouble(LONGEST_DELAY);
        for (PendingDelivery delivery : batch) {
            next(delivery, outcome, now, delay).ifPresent(again::add);
        }
        if (outcome instanceof Outcome.Disabled disabled) {
            batch.stream()
                    .map(delivery -> delivery.firing().owner())
                    .distinct()
                    .forEach(owner -> disable(owner, receiver, disabled.status()));
        }
        return again;
    }

    private Optional<PendingDelivery> next(PendingDelivery delivery, Outcome outcome, long now, double delay) {
        if (outcome instanceof Outcome.Delivered done) {
            delivered++;
            end(delivery, done.status(), "");
            return Optional.empty();
        }
        failed++;
        if (outcome instanceof Outcome.Failed failure) {
            int attempt = delivery.attempts() + 1;
            Optional<Duration> pause = schedule.pause(attempt, now - delivery.since(), failure.retryAfter(), delay);
            if (pause.isPresent()) {
                long next = now + pause.get().toMillis();
                note(delivery, NO_STATUS, failure.text(), next);
                return Optional.of(delivery.after(attempt, next));
            }
            giveUp(delivery, NO_STATUS, failure.text() + "; this was the last attempt");
        } else if (outcome instanceof Outcome.Disabled disabled) {
            giveUp(delivery, disabled.status(), NO_MORE);
        } else if (outcome instanceof Outcome.Refused refused) {
            giveUp(delivery, NO_STATUS, refused.text());
        }
        return Optional.empty();
    }

    private void giveUp(PendingDelivery delivery, int status, String error) {
        givenUp++;
        end(delivery, status, error);
    }

    private void end(PendingDelivery delivery, int status, String error) {
        Key key = Key.of(delivery);
        pending.remove(key);
        unwritten.add(key);
        note(delivery, status, error, ENDED);
    }

    private void note(PendingDelivery delivery, int status, String error, long next) {
        attempted.accept(new Attempted(
                new Attempt(delivery.firing().id(), delivery.number(), delivery.attempts() + 1, now(), status, error),
                next));
    }

    private void disable(String owner, Receiver receiver, int status) {
        List<PendingDelivery> dropped = new ArrayList<>();
        queues.forEach((other, queue) -> {
            if (other.isSameAs(receiver)) {
                dropped.addAll(queue.drop(delivery -> delivery.firing().owner().equals(owner)));
            }
        });
        // Afterwards, since the log may make room by beginning other deliveries.
        dropped.forEach(delivery -> giveUp(delivery, status, NO_MORE));
        gone.accept(owner, receiver);
    }

    /** The rule was deleted, and its log with it. */
    void forget(String rule) {
        queues.values()
                .forEach(queue -> queue.drop(
                                delivery -> delivery.firing().alert().equals(rule))
                        .forEach(delivery -> pending.remove(Key.of(delivery))));
    }

    @Override
    public void isEmpty(Receiver receiver) {
        queues.remove(receiver);
    }
}
