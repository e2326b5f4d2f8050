package io.tickcast.alert;

import io.tickcast.alert.delivery.Outcome;
import io.tickcast.alert.delivery.Pace;
import io.tickcast.alert.delivery.Slot;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.store.PendingDelivery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * The pending deliveries of one receiver, sent at its pace: a digest at a time, or each firing by itself. A receiver
 * gets one request at a time until it takes a message, and again once it fails. Belongs to one event loop.
 */
final class ReceiverQueue {
    private static final int PARALLEL = 4;
    /** A delivery that was due longer ago may have been made by another node, or before this one was frozen. */
    private static final long SURE_MILLIS = 5_000;

    private final Vertx vertx;
    private final Receiver receiver;
    private final Pace pace;
    private final Courier courier;
    private final PriorityQueue<PendingDelivery> waiting =
            new PriorityQueue<>(Comparator.comparingLong(PendingDelivery::nextAt)
                    .thenComparing(delivery -> delivery.firing().timestamp()));
    private int sending;
    private boolean hasTaken;
    private boolean awaitsSlot;
    private long pausedUntil;
    private long timer = -1;
    private boolean isClosed;
    private boolean isPumping;

    /** Does what is the same for all receivers. */
    interface Courier {
        /** The time of this node in ms. */
        long now();

        /** A slot for a request of this owner, once it is free; never fails. */
        Future<Slot> slot(String owner, Receiver receiver);

        /** The deliveries of the batch that are still pending, by the log. */
        Future<List<PendingDelivery>> stillPending(List<PendingDelivery> batch);

        /** Number of these, from the first one on, that fit one message; at least one. */
        int fitting(Receiver receiver, List<PendingDelivery> batch);

        Future<Outcome> send(Receiver receiver, List<PendingDelivery> batch);

        /** Writes the outcome down. @return the deliveries that are to be tried again */
        List<PendingDelivery> ended(Receiver receiver, List<PendingDelivery> batch, Outcome outcome);

        /** Nothing waits any more. */
        void isEmpty(Receiver receiver);
    }

    ReceiverQueue(Vertx vertx, Receiver receiver, Pace pace, Courier courier) {
        this.vertx = vertx;
        this.receiver = receiver;
        this.pace = pace;
        this.courier = courier;
    }

    void add(PendingDelivery delivery) {
        waiting.add(delivery);
        pump();
    }

    /** Drops what waits, as far as this is true of it. @return the dropped ones */
    List<PendingDelivery> drop(Predicate<PendingDelivery> which) {
        List<PendingDelivery> dropped = waiting.stream().filter(which).toList();
        waiting.removeIf(which);
        return dropped;
    }

    /** Sends nothing more. */
    void close() {
        isClosed = true;
        waiting.clear();
        vertx.cancelTimer(timer);
    }

    private void pump() {
        if (isPumping) {
            // A slot or an outcome that is there at once: the loop below goes on with it.
            return;
        }
        vertx.cancelTimer(timer);
        isPumping = true;
        while (!isClosed && !awaitsSlot && canSend()) {
            awaitsSlot = true;
            courier.slot(waiting.element().firing().owner(), receiver).onSuccess(this::take);
        }
        isPumping = false;
        if (isClosed || waiting.isEmpty()) {
            endIfIdle();
            return;
        }
        if (sending < parallel() && !awaitsSlot) {
            long wait = Math.max(waiting.element().nextAt(), pausedUntil) - courier.now();
            timer = vertx.setTimer(Math.max(1, wait), due -> pump());
        }
    }

    private void take(Slot slot) {
        awaitsSlot = false;
        if (!isClosed && canSend()) {
            send(slot, due());
        } else {
            slot.release();
        }
        pump();
    }

    /** Not before its next message may be sent: who adds one would forget the pace. */
    private void endIfIdle() {
        if (sending > 0 || awaitsSlot || isClosed) {
            return;
        }
        long wait = pausedUntil - courier.now();
        if (wait > 0) {
            timer = vertx.setTimer(wait, over -> pump());
        } else {
            courier.isEmpty(receiver);
        }
    }

    private int parallel() {
        return pace.digestSize() > 1 || !hasTaken ? 1 : PARALLEL;
    }

    private boolean canSend() {
        long now = courier.now();
        return sending < parallel() && !waiting.isEmpty() && waiting.element().nextAt() <= now && pausedUntil <= now;
    }

    /** The next message. */
    private List<PendingDelivery> due() {
        long now = courier.now();
        List<PendingDelivery> batch = new ArrayList<>();
        while (batch.size() < pace.digestSize()
                && !waiting.isEmpty()
                && waiting.element().nextAt() <= now) {
            batch.add(waiting.remove());
        }
        List<PendingDelivery> rest = batch.subList(courier.fitting(receiver, batch), batch.size());
        waiting.addAll(rest);
        rest.clear();
        return batch;
    }

    private void send(Slot slot, List<PendingDelivery> batch) {
        sending++;
        pausedUntil = courier.now() + pace.interval().toMillis();
        long sure = courier.now() - SURE_MILLIS;
        boolean isSure = batch.stream().allMatch(delivery -> delivery.attempts() == 0 && delivery.nextAt() > sure);
        (isSure ? Future.succeededFuture(batch) : courier.stillPending(batch)).onSuccess(left -> {
            if (left.isEmpty() || isClosed) {
                sending--;
                slot.release();
                pump();
                return;
            }
            courier.send(receiver, left).onSuccess(outcome -> ended(slot, left, outcome));
        });
    }

    private void ended(Slot slot, List<PendingDelivery> batch, Outcome outcome) {
        sending--;
        hasTaken = outcome instanceof Outcome.Delivered;
        if (outcome instanceof Outcome.Delivered delivered) {
            pauseFor(delivered.pause().toMillis());
        } else if (outcome instanceof Outcome.Failed failed) {
            failed.retryAfter().ifPresent(pause -> pauseFor(pause.toMillis()));
        }
        List<PendingDelivery> again = courier.ended(receiver, batch, outcome);
        if (!isClosed) {
            waiting.addAll(again);
        }
        // Others that wait come first.
        slot.release();
        pump();
    }

    private void pauseFor(long millis) {
        pausedUntil = Math.max(pausedUntil, courier.now() + millis);
    }
}
