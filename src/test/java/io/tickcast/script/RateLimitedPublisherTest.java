package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RateLimitedPublisherTest {
    private final Vertx vertx = Vertx.vertx();
    private long now;
    private final RateLimitedPublisher publisher =
            new RateLimitedPublisher(vertx.eventBus(), "node", "a.js", () -> now);

    @AfterEach
    void close() {
        vertx.close();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            publisher.publish("a", "1");
        }
    }

    @Test
    void letsAHundredASecondPass() {
        publish(150);
        assertThat(publisher.sent()).isEqualTo(100);
        assertThat(publisher.dropped()).isEqualTo(50);

        now = TimeUnit.SECONDS.toNanos(1) - 1;
        publish(1);
        assertThat(publisher.dropped()).isEqualTo(51);

        now = TimeUnit.SECONDS.toNanos(1);
        publish(101);
        assertThat(publisher.sent()).isEqualTo(200);
        assertThat(publisher.dropped()).isEqualTo(52);
    }

    @Test
    void whatCanBeNoSignalIsDroppedAndNamed() {
        assertThatThrownBy(() -> publisher.publish("Bad Name", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(publisher.sent()).isZero();
        assertThat(publisher.dropped()).isEqualTo(1);
    }
}
