package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.Node;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole node whose Redis dies under load: the stream must not notice. */
@Tag("service")
class RedisOutageTest {
    private static final long EVERY_MILLIS = 20;
    private static final int TICKS_BEFORE = 50;
    /** 10 s of them. */
    private static final int TICKS_WITHOUT_REDIS = 500;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void noEventIsLostWhileRedisIsDeadForTenSecondsAndThenTheKeysAreBack() throws Exception {
        ScriptedBinance exchange = Await.result(ScriptedBinance.start(vertx, List.of("BTCUSDT")));
        try (RedisProcess redis = RedisProcess.started()) {
            Node node = Await.result(Node.start(
                    TestSettings.fedBy(
                            exchange.endpoint(),
                            exchange.rest(),
                            Map.of(
                                    "TICKCAST_SYMBOLS", "BTCUSDT",
                                    "TICKCAST_CACHE_STORE", "redis",
                                    "TICKCAST_CACHE_REDIS_PORT", Integer.toString(redis.port()),
                                    "TICKCAST_STREAM_FIELDS", "price,event_time")),
                    false));
            Await.result(exchange.subscribed(1));
            long start = System.currentTimeMillis();
            AtomicLong time = new AtomicLong(start);
            try (SseClient client = SseClient.open(vertx, node.port(), "/api/sse/prices");
                    RedisProcess.Monitor monitor = redis.monitor()) {
                client.next("connected");
                vertx.setPeriodic(
                        EVERY_MILLIS,
                        timer -> exchange.publish(
                                "BTCUSDT", Frames.ticker("BTCUSDT", time.getAndIncrement(), "95000.00")));
                List<SseEvent> before = client.next("price", TICKS_BEFORE);
                assertThat(monitor.next("setex")).contains("price:BTCUSDT");

                redis.kill();
                List<SseEvent> without = client.next("price", TICKS_WITHOUT_REDIS);
                redis.start();

                long first = eventTime(before.get(0));
                assertThat(before)
                        .extracting(RedisOutageTest::eventTime)
                        .isEqualTo(LongStream.range(first, first + TICKS_BEFORE)
                                .boxed()
                                .toList());
                assertThat(without)
                        .extracting(RedisOutageTest::eventTime)
                        .isEqualTo(LongStream.range(first + TICKS_BEFORE, first + TICKS_BEFORE + TICKS_WITHOUT_REDIS)
                                .boxed()
                                .toList());
                try (RedisProcess.Monitor again = redis.monitor()) {
                    assertThat(again.next("setex")).contains("price:BTCUSDT");
                }
                assertThat(Integer.parseInt(redis.call("TTL", "price:BTCUSDT"))).isBetween(1, 60);
            }
            Await.result(node.stop());
        }
    }

    private static long eventTime(SseEvent price) {
        return Long.parseLong(price.raw("event_time"));
    }
}
