package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.FakeConsumer;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusSubscriptionTest {
    private final List<FakeConsumer> made = new ArrayList<>();
    private final BusSubscription subscription = new BusSubscription(this::consumers);
    private boolean isWanted = true;

    private List<MessageConsumer<?>> consumers() {
        if (!isWanted) {
            return List.of();
        }
        FakeConsumer consumer = new FakeConsumer();
        made.add(consumer);
        return List.of(consumer.consumer());
    }

    private List<Boolean> ended() {
        return made.stream().map(FakeConsumer::hasEnded).toList();
    }

    @Test
    void oldConsumersEndOnceTheNewOnesAreKnown() {
        subscription.register();
        made.get(0).known();
        Future<Void> anew = subscription.register();
        assertThat(ended()).containsExactly(false, false);
        made.get(1).known();
        assertThat(anew.succeeded()).isTrue();
        assertThat(ended()).containsExactly(true, false);
    }

    @Test
    void consumersThatTheClusterDoesNotTakeEnd() {
        Future<Void> first = subscription.register();
        assertThat(subscription.isEmpty()).isFalse();
        made.get(0).fail();
        assertThat(first.failed()).isTrue();
        assertThat(ended()).containsExactly(true);
        assertThat(subscription.isEmpty()).isTrue();
    }

    @Test
    void afterAFailureTheOldConsumersRemainUntilOthersAreKnown() {
        subscription.register();
        made.get(0).known();
        subscription.registerAnew();
        subscription.registerAnew();
        made.get(1).fail();
        assertThat(ended()).containsExactly(false, true, false);
        made.get(2).known();
        assertThat(ended()).containsExactly(true, true, false);
    }

    @Test
    void theNewestKnownConsumersRemain() {
        subscription.register();
        subscription.register();
        made.get(1).known();
        made.get(0).known();
        assertThat(ended()).containsExactly(true, false);
    }

    @Test
    void noConsumersEndTheSubscription() {
        subscription.register();
        made.get(0).known();
        isWanted = false;
        subscription.register();
        assertThat(ended()).containsExactly(true);
        assertThat(subscription.isEmpty()).isTrue();
    }
}
