package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.delivery.Outcome;
import io.tickcast.alert.delivery.Pace;
import io.tickcast.alert.delivery.Slot;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.testing.Await;
import io.tickcast.testing.Firings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue without time: its clock stands, and all is due. */
@Timeout(60)
class ReceiverQueueTest {
    private static final Receiver RECEIVER =
            new Receiver(URI.create("https://example.com/hook"), WebhookFormat.STANDARD, "");
    private static final Outcome TAKEN = new Outcome.Delivered(204, Duration.ZERO);
    private static final Outcome REFUSED = new Outcome.Refused("no");
    private static final Slot FREE = () -> {};

    private final Vertx vertx = Vertx.vertx();
    private final FakeCourier courier = new FakeCourier();
    private final ReceiverQueue queue = new ReceiverQueue(vertx, RECEIVER, new Pace(1, Duration.ZERO), courier);

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** Gives slots and outcomes when a test says so, or at once. */
    private static final class FakeCourier implements ReceiverQueue.Courier {
        private final Deque<Promise<Outcome>> sent = new ArrayDeque<>();
        private Future<Slot> slot = Future.succeededFuture(FREE);
        private Optional<Outcome> outcome = Optional.empty();
        private int ended;
        private int empty;

        @Override
        public long now() {
            return 1_000;
        }

        @Override
        public Future<Slot> slot(String owner, Receiver receiver) {
            return slot;
        }

        @Override
        public Future<List<PendingDelivery>> stillPending(List<PendingDelivery> batch) {
            return Future.succeededFuture(batch);
        }

        @Override
        public int fitting(Receiver receiver, List<PendingDelivery> batch) {
            return 1;
        }

        @Override
        public Future<Outcome> send(Receiver receiver, List<PendingDelivery> batch) {
            return outcome.map(Future::succeededFuture).orElseGet(() -> {
                Promise<Outcome> promise = Promise.promise();
                sent.add(promise);
                return promise.future();
            });
        }

        @Override
        public List<PendingDelivery> ended(Receiver receiver, List<PendingDelivery> batch, Outcome outcome) {
            ended += batch.size();
            return List.of();
        }

        @Override
        public void isEmpty(Receiver receiver) {
            empty++;
        }
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            queue.add(new PendingDelivery(Firings.firing("msg_" + i, "", "1"), 0, RECEIVER, 999));
        }
    }

    @Test
    void anyNumberOfOutcomesMayBeThereAtOnce() {
        int count = 20_000;
        Promise<Slot> slot = Promise.promise();
        courier.slot = slot.future();
        add(count);
        courier.outcome = Optional.of(REFUSED);
        courier.slot = Future.succeededFuture(FREE);
        slot.complete(FREE);
        assertThat(courier.ended).isEqualTo(count);
        assertThat(courier.empty).isPositive();
    }

    @Test
    void aReceiverGetsOneRequestUntilItTakesAMessageAndAgainOnceItFails() {
        add(20);
        assertThat(courier.sent).hasSize(1);
        courier.sent.remove().complete(TAKEN);
        assertThat(courier.sent).hasSize(4);
        courier.sent.remove().complete(REFUSED);
        courier.sent.remove().complete(REFUSED);
        courier.sent.remove().complete(REFUSED);
        assertThat(courier.sent).hasSize(1);
        courier.sent.remove().complete(REFUSED);
        assertThat(courier.sent).hasSize(1);
    }

    @Test
    void theQueueAsksForOneSlotAtATimeAndReleasesItAfterTheAnswer() {
        Promise<Slot> slot = Promise.promise();
        courier.slot = slot.future();
        add(2);
        assertThat(courier.sent).isEmpty();
        courier.slot = Promise.<Slot>promise().future();
        int[] released = {0};
        slot.complete(() -> released[0]++);
        assertThat(courier.sent).hasSize(1);
        assertThat(released[0]).isZero();
        courier.sent.remove().complete(TAKEN);
        assertThat(released[0]).isEqualTo(1);
    }

    @Test
    void aQueueThatWasEmptiedWhileItWaitsReleasesTheSlot() {
        Promise<Slot> slot = Promise.promise();
        courier.slot = slot.future();
        add(3);
        assertThat(queue.drop(delivery -> true)).hasSize(3);
        assertThat(courier.empty).isZero();
        int[] released = {0};
        slot.complete(() -> released[0]++);
        assertThat(released[0]).isEqualTo(1);
        assertThat(courier.sent).isEmpty();
        assertThat(courier.empty).isEqualTo(1);
    }

    @Test
    void aClosedQueueReleasesTheSlot() {
        Promise<Slot> slot = Promise.promise();
        courier.slot = slot.future();
        add(1);
        queue.close();
        int[] released = {0};
        slot.complete(() -> released[0]++);
        assertThat(released[0]).isEqualTo(1);
        assertThat(courier.sent).isEmpty();
        assertThat(courier.empty).isZero();
    }
}
