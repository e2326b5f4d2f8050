package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignalGateTest {
  private final Vertx vertx = Vertx.vertx();
  private long now;
  private final SignalGate gate = new SignalGate(vertx.eventBus(), "node", "a.js", () -> now);

  @AfterEach
  void close() {
    vertx.close();
  }

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      gate.publish("a", "1");
    }
  }

  @Test
  void letsAHundredASecondPass() {
    publish(150);
    assertThat(gate.sent()).isEqualTo(100);
    assertThat(gate.dropped()).isEqualTo(50);

    now = TimeUnit.SECONDS.toNanos(1) - 1;
    publish(1);
    assertThat(gate.dropped()).isEqualTo(51);

    now = TimeUnit.SECONDS.toNanos(1);
    publish(101);
    assertThat(gate.sent()).isEqualTo(200);
    assertThat(gate.dropped()).isEqualTo(52);
  }

  @Test
  void whatCanBeNoSignalIsDroppedAndNamed() {
    assertThatThrownBy(() -> gate.publish("Bad Name", "1")).isInstanceOf(IllegalArgumentException.class);
    assertThat(gate.sent()).isZero();
    assertThat(gate.dropped()).isEqualTo(1);
  }
}
