package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.delivery.Outcome;
import io.tickcast.alert.delivery.Pace;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.testing.Await;
import io.tickcast.testing.Firings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceiverQueueTest {
    private static final int COUNT = 20_000;
    private static final Receiver RECEIVER =
            new Receiver(URI.create("https://example.com/hook"), WebhookFormat.STANDARD, "");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** Refuses all at once, as a receiver whose secret is wrong. */
    private static final class Refusing implements ReceiverQueue.Courier {
        private final CountDownLatch isEmpty = new CountDownLatch(1);
        private volatile boolean hasRoom;
        private int ended;

        @Override
        public long now() {
            return 1_000;
        }

        @Override
        public boolean hasRoom() {
            return hasRoom;
        }

        @Override
        public Future<List<PendingDelivery>> stillPending(List<PendingDelivery> batch) {
            return Future.succeededFuture(batch);
        }

        @Override
        public Future<Outcome> send(Receiver receiver, List<PendingDelivery> batch) {
            return Future.succeededFuture(new Outcome.Refused("no"));
        }

        @Override
        public List<PendingDelivery> ended(Receiver receiver, List<PendingDelivery> batch, Outcome outcome) {
            ended += batch.size();
            return List.of();
        }

        @Override
        public void isEmpty(Receiver receiver) {
            isEmpty.countDown();
        }
    }

    @Test
    void anyNumberOfOutcomesMayBeThereAtOnce() throws InterruptedException {
        Refusing courier = new Refusing();
        ReceiverQueue queue = new ReceiverQueue(vertx, RECEIVER, new Pace(1, Duration.ZERO), courier);
        vertx.runOnContext(v -> {
            for (int i = 0; i < COUNT; i++) {
                queue.add(new PendingDelivery(Firings.firing("msg_" + i, "", "1"), 0, RECEIVER, 0, 999));
            }
            courier.hasRoom = true;
        });
        courier.isEmpty.await();
        assertThat(courier.ended).isEqualTo(COUNT);
    }
}
