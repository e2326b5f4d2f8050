package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.Frames;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A feed that hands over is stopped as soon as another is live: ticks from before that must not be lost.
 */
class FeedStopTest extends WithFeed {
    private static final int WHILE_BUSY = 50;

    @Test
    void whatArrivedWhileTheLoopWasBusyIsPublishedBeforeTheEnd() {
        Vertx busy = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            busy.eventBus().registerCodec(new TickCodec());
            Await.result(busy.eventBus()
                    .<Tick>localConsumer(BusAddresses.TICKS, message -> ticks.add(message.body()))
                    .completion());
            Settings settings = TestSettings.fedBy(binance.endpoint(), binance.rest(), Map.of("TICKCAST_SYMBOLS", BTC));
            String feed = Await.result(busy.deployVerticle(verticle(busy, settings)));
            Await.result(binance.subscribed(1));
            Promise<Void> ended = Promise.promise();
            busy.getOrCreateContext().runOnContext(v -> {
                // The loop stands still meanwhile, and finds the order to end before it reads again.
                LongStream.rangeClosed(1, WHILE_BUSY)
                        .forEach(i -> Await.result(binance.publish(BTC, Frames.ticker(BTC, TIME + i, "95000.10"))));
                busy.undeploy(feed).onComplete(ended);
            });
            Await.result(ended.future().compose(stopped -> Future.succeededFuture()));
        } finally {
            Await.result(busy.close());
        }
        assertThat(eventTimes(BTC))
                .isEqualTo(LongStream.rangeClosed(TIME + 1, TIME + WHILE_BUSY)
                        .boxed()
                        .toList());
    }
}
