package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedConsumerTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<FeedState> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void whatIsNoReportIsDroppedAndLoggedNowAndThen() {
        FeedState report = new FeedState(
                "binance",
                new FeedState.Line(1, "id", "node"),
                State.LIVE,
                Instant.parse("2026-01-10T07:15:00Z"),
                1,
                new JsonObject());
        Await.result(FeedConsumer.register(vertx.eventBus(), heard::add).completion());
        try (LogLines log = new LogLines("ROOT")) {
            for (int i = 0; i < 50; i++) {
                vertx.eventBus().publish(BusAddresses.FEED_STATE, "text");
                vertx.eventBus().publish(BusAddresses.FEED_STATE, new JsonObject().put("exchange", 1));
            }
            vertx.eventBus().publish(BusAddresses.FEED_STATE, report.toJson());
            Await.until("the report that followed is heard", () -> heard.size() == 1);
            assertThat(log.all()).hasSize(7).allMatch(line -> line.contains("Do all nodes have the same version?"));
        }
    }
}
