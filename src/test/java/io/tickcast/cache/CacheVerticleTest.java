package io.tickcast.cache;

import static io.tickcast.cache.CacheNode.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.config.Settings;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The writes of the cache to a Redis that works. */
class CacheVerticleTest extends WithRedis {
    @Test
    void writesKeyLifeAndJsonExactly() throws Exception {
        try (CacheNode node = node();
                RedisProcess.Monitor monitor = redis.monitor()) {
            TickBuilder tick = tick("BTCUSDT", 1_768_029_300_123L, "95000.00");
            tick.figure(DecimalField.CHANGE_24H, "-2.50");
            tick.figure(DecimalField.VOLUME, "12.5");
            node.publish(tick.build());

            assertThat(monitor.next("setex"))
                    .isEqualTo("\"setex\" \"price:BTCUSDT\" \"60\" "
                            + "\"{\\\"symbol\\\": \\\"BTCUSDT\\\", \\\"price\\\": 95000.00, \\\"change_24h\\\": -2.50, "
                            + "\\\"timestamp\\\": \\\"2026-01-10T07:15:00.123Z\\\"}\"");
            node.awaitWritten(1);
            assertThat(redis.call("GET", "price:BTCUSDT"))
                    .isEqualTo("{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, "
                            + "\"change_24h\": -2.50, \"timestamp\": \"2026-01-10T07:15:00.123Z\"}");
            assertThat(Integer.parseInt(redis.call("TTL", "price:BTCUSDT"))).isBetween(1, 60);
        }
    }

    @Test
    void namesOtherExchangesInTheKey() throws Exception {
        try (CacheNode node = node()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            node.publish(tick("BTCUSDT", 1, "2").exchange("okx").build());
            node.publish(tick("币安人生USDT", 1, "3").build());
            node.awaitWritten(3);

            assertThat(redis.call("KEYS", "*").lines())
                    .containsExactlyInAnyOrder("price:BTCUSDT", "price:okx:BTCUSDT", "price:币安人生USDT");
            assertThat(redis.call("GET", "price:okx:BTCUSDT")).contains("\"price\": 2,");
            assertThat(redis.call("GET", "price:币安人生USDT")).contains("\"symbol\": \"币安人生USDT\"");
        }
    }

    @Test
    void keepsTheNewestAndNothingOlder() throws Exception {
        try (CacheNode node = node()) {
            node.publish(tick("BTCUSDT", 2000, "2").build());
            node.awaitWritten(1);
            node.publish(tick("BTCUSDT", 1000, "1").build());
            node.publish(tick("BTCUSDT", 2000, "9").build());
            node.publish(tick("ETHUSDT", 1000, "5").build());
            node.awaitWritten(2);

            assertThat(redis.call("GET", "price:BTCUSDT")).contains("\"price\": 2,");
            assertThat(redis.calls("setex")).isEqualTo(2);
        }
    }

    @Test
    void writesAsManyBatchesAsIntervalsPassAndNoMore() throws Exception {
        long began = System.nanoTime();
        try (CacheNode node = node()) {
            int ticks = 20_000;
            for (int i = 1; i <= ticks; i++) {
                node.publish(tick("BTCUSDT", i, Integer.toString(i)).build());
            }
            node.publish(tick("ETHUSDT", 1, "1").build());
            node.awaitState(state -> state.getInteger("pending") == 0 && redisHas("price:ETHUSDT"));

            long intervals = Duration.ofNanos(System.nanoTime() - began).dividedBy(Duration.ofMillis(100));
            assertThat(redis.calls("setex")).isBetween(2, Math.toIntExact(intervals) + 2);
            assertThat(redis.call("GET", "price:BTCUSDT")).contains("\"price\": " + ticks + ",");
        }
    }

    @Test
    void neverStoresTestDemoOrStoredTicks() throws Exception {
        try (CacheNode node = node()) {
            node.publish(tick("BTCUSDT", 1, "1").test().build());
            node.publish(tick("ETHUSDT", 1, "1").demo(true).build());
            node.publish(tick("BNBUSDT", 1, "1").stored().build());
            node.publish(tick("SOLUSDT", 1, "1").build());
            node.awaitWritten(1);

            assertThat(redis.call("KEYS", "*")).isEqualTo("price:SOLUSDT");
        }
    }

    @Test
    void ignoresWhatIsNotATickOnTheBus() throws Exception {
        try (CacheNode node = node()) {
            node.vertx().eventBus().publish(BusAddresses.TICKS, "BTCUSDT");
            node.publish(tick("SOLUSDT", 1, "1").build());
            node.awaitWritten(1);

            assertThat(redis.call("KEYS", "*")).isEqualTo("price:SOLUSDT");
        }
    }

    @Test
    void consumesEachTickOnce() throws Exception {
        AtomicInteger consumers = new AtomicInteger();
        try (CacheNode node = node()) {
            node.vertx().eventBus().addInboundInterceptor(delivery -> {
                if (delivery.message().address().equals(BusAddresses.TICKS)) {
                    consumers.incrementAndGet();
                }
                delivery.next();
            });
            node.publish(tick("BTCUSDT", 1, "1").build());
            node.awaitWritten(1);

            assertThat(consumers).hasValue(1);
        }
    }

    @Test
    void writesToTheDatabaseOfTheSettings() throws Exception {
        Settings.Redis seven = CacheNode.at("localhost", redis.port(), "", "", 7);
        try (CacheNode node = new CacheNode(CacheNode.redis(seven), List.of()).start()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            node.awaitWritten(1);

            assertThat(redis.call("INFO", "keyspace")).contains("db7:keys=1").doesNotContain("db0");
        }
    }

    @Test
    void tellsItsState() throws Exception {
        try (CacheNode node = node()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            JsonObject state = node.awaitWritten(1);

            assertThat(state.getMap())
                    .containsOnlyKeys(
                            "store",
                            "state",
                            "since",
                            "pending",
                            "written",
                            "failed_batches",
                            "warmed",
                            "refused",
                            "faults");
            assertThat(state.getString("store")).isEqualTo("redis");
            assertThat(state.getString("state")).isEqualTo("up");
            assertThat(Instant.parse(state.getString("since"))).isBeforeOrEqualTo(Instant.now());
            assertThat(state.getLong("written")).isEqualTo(1);
            assertThat(state.getLong("failed_batches")).isZero();
            assertThat(state.getInteger("warmed")).isZero();
        }
    }

    @Test
    void inMemoryIsAlwaysUpAndKeepsNothing() throws Exception {
        Settings.Cache memory = new Settings.Cache(
                Settings.Cache.Store.MEMORY,
                Duration.ofSeconds(60),
                Duration.ofMillis(100),
                CacheNode.redis(redis.port()).redis());
        try (CacheNode node = new CacheNode(memory, List.of("BTCUSDT")).start()) {
            JsonObject state = node.awaitState(any -> true);

            assertThat(state.getString("store")).isEqualTo("memory");
            assertThat(state.getString("state")).isEqualTo("up");
            assertThat(node.warmTicks()).isEmpty();
            Future<?> asked = node.vertx()
                    .eventBus()
                    .request(BusAddresses.TICKS, tick("BTCUSDT", 1, "1").build(), TickCodec.OPTIONS);
            assertThatThrownBy(asked::await)
                    .as("nobody makes texts of ticks for it")
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            none -> assertThat(none.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
            assertThat(redis.call("DBSIZE")).isEqualTo("0");
        }
    }

    private static CacheNode node() throws Exception {
        return new CacheNode(CacheNode.redis(redis.port()), List.of()).start();
    }

    private static boolean redisHas(String key) {
        try {
            return redis.call("EXISTS", key).equals("1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
