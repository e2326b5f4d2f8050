package io.tickcast.market;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickConsumerTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<Tick> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void whatIsNoTickIsDroppedAndLoggedNowAndThen() {
        vertx.eventBus().registerDefaultCodec(Tick.class, new TickCodec());
        Await.result(TickConsumer.register(vertx.eventBus(), heard::add).completion());
        try (LogLines log = new LogLines(TickConsumer.class.getName())) {
            for (int i = 0; i < 100; i++) {
                vertx.eventBus().publish(BusAddresses.TICKS, "text");
            }
            vertx.eventBus().publish(BusAddresses.TICKS, tick("BTCUSDT", 1, "5"), TickCodec.OPTIONS);
            Await.until("the tick that followed is heard", () -> heard.size() == 1);
            assertThat(log.all()).hasSize(7).allMatch(line -> line.contains("Do all nodes have the same version?"));
        }
    }
}
