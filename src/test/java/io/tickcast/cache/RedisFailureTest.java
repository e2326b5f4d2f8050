package io.tickcast.cache;

import static io.tickcast.cache.CacheNode.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.config.Settings;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TcpGate;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever Redis does, the cache says so once, waits with one tick per symbol, and recovers by itself. */
@Tag("service")
@Timeout(300)
class RedisFailureTest {
    private static final List<String> SYMBOLS =
            IntStream.range(0, 16).mapToObj(i -> "COIN" + i + "USDT").toList();

    private RedisProcess redis;
    private Vertx gates;
    private LogLines log;

    @BeforeEach
    void open() throws Exception {
        redis = RedisProcess.started();
        gates = Vertx.vertx();
        log = new LogLines("io.tickcast.cache", Level.TRACE);
    }

    @AfterEach
    void close() {
        log.close();
        gates.close().await();
        redis.close();
    }

    @Test
    void startsWithoutRedisAndWritesOnceItIsThere() throws Exception {
        redis.kill();
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), SYMBOLS).start()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            assertThat(node.awaitDown().getString("last_error"))
                    .startsWith("Redis cannot be reached at cache.redis.host");
            assertThat(node.warmTicks()).isEmpty();

            redis.start();
            node.awaitUp();
            node.awaitWritten(1);
            assertThat(redis.call("GET", "price:BTCUSDT")).contains("\"price\": 1,");
        }
        assertThat(log.of(Level.WARN)).singleElement().asString().contains("cannot be reached");
        assertThat(log.of(Level.INFO)).hasSize(1);
    }

    @Test
    void writesAllPricesAgainAfterAKillUnderLoad() throws Exception {
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), SYMBOLS).start()) {
            AtomicLong time = new AtomicLong();
            node.vertx().setPeriodic(5, timer -> {
                long now = time.incrementAndGet();
                SYMBOLS.forEach(symbol ->
                        node.publish(tick(symbol, now, Long.toString(now)).build()));
            });
            node.awaitState(state -> state.getLong("written") >= 100);

            redis.kill();
            JsonObject down = node.awaitDown();
            assertThat(down.getInteger("pending")).isBetween(0, SYMBOLS.size());
            JsonObject waiting = node.awaitState(state -> state.getInteger("pending") > 0);
            assertThat(waiting.getInteger("pending")).isLessThanOrEqualTo(SYMBOLS.size());

            redis.start();
            long before = node.awaitUp().getLong("written");
            JsonObject later = node.awaitState(state -> state.getLong("written") >= before + 2L * SYMBOLS.size());
            assertThat(later.getInteger("pending")).isLessThanOrEqualTo(SYMBOLS.size());
            assertThat(redis.call("DBSIZE")).isEqualTo(Integer.toString(SYMBOLS.size()));
        }
        assertThat(log.of(Level.WARN))
                .as("each kind of fault is logged once")
                .hasSizeBetween(1, 2)
                .doesNotHaveDuplicates();
        assertThat(log.of(Level.INFO)).as("up, and up again").hasSize(2);
    }

    @Test
    void givesUpOnABatchThatStallsAndDialsAnew() throws Exception {
        TcpGate gate = TcpGate.open(gates, redis.port()).await();
        Settings.Redis quick =
                new Settings.Redis("127.0.0.1", gate.port(), "", "", 0, Duration.ofMillis(300), Optional.empty());
        try (CacheNode node = new CacheNode(CacheNode.redis(quick), List.of()).start()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            node.awaitWritten(1);

            gate.freeze().await();
            node.publish(tick("BTCUSDT", 2, "2").build());
            JsonObject down = node.awaitDown();
            assertThat(down.getString("last_error")).isEqualTo("Redis took longer than cache.redis.timeout");
            node.publish(tick("BTCUSDT", 3, "3").build());
            assertThat(node.awaitState(state -> state.getLong("failed_batches") == 1)
                            .getInteger("pending"))
                    .isEqualTo(1);

            gate.thaw().await();
            node.awaitUp();
            node.awaitWritten(2);
            assertThat(redis.call("GET", "price:BTCUSDT")).contains("\"price\": 3,");
            assertThat(gate.connections()).isGreaterThan(1);
        }
    }

    @Test
    void noticesALostConnectionWithoutATickToWrite() throws Exception {
        TcpGate gate = TcpGate.open(gates, redis.port()).await();
        try (CacheNode node = new CacheNode(CacheNode.redis(gate.port()), List.of()).start()) {
            node.awaitUp();
            gate.refuse().await();
            redis.call("CLIENT", "KILL", "TYPE", "normal");
            assertThat(node.awaitDown().getString("last_error")).isEqualTo("Redis closed the connection");
            gate.allow().await();
            node.awaitUp();
        }
        assertThat(log.of(Level.WARN)).hasSize(1);
    }

    @Test
    void namesTheSettingOfAWrongPasswordAndTakesItOnceItIsRight() throws Exception {
        redis.requirePassword("right-secret");
        Settings.Redis settings = CacheNode.at("127.0.0.1", redis.port(), "", "wrong-s3cret@/:%", 0);
        try (LogLines everything = new LogLines("ROOT", Level.TRACE);
                CacheNode node = new CacheNode(CacheNode.redis(settings), SYMBOLS).start()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            assertThat(node.awaitDown().getString("last_error"))
                    .startsWith("Redis refuses the password: correct cache.redis.password");

            redis.requirePassword("wrong-s3cret@/:%");
            node.awaitUp();
            node.awaitWritten(1);
            assertThat(everything.all()).noneMatch(line -> line.contains("s3cret"));
        }
        assertThat(log.of(Level.WARN)).singleElement().asString().contains("cache.redis.password");
    }

    @Test
    void asksForThePasswordThatIsMissing() throws Exception {
        redis.requirePassword("secret");
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), SYMBOLS).start()) {
            assertThat(node.awaitDown().getString("last_error"))
                    .startsWith("Redis asks for a password: set cache.redis.password");
        }
    }

    @Test
    void logsInAsAUser() throws Exception {
        redis.call("ACL", "SETUSER", "ticks", "on", ">a b@c", "~price:*", "+ping", "+get", "+pttl", "+setex");
        redis.call("ACL", "SETUSER", "default", "off");
        Settings.Redis settings = CacheNode.at("127.0.0.1", redis.port(), "ticks", "a b@c", 0);
        try (CacheNode node = new CacheNode(CacheNode.redis(settings), SYMBOLS).start()) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            node.awaitWritten(1);
        }
    }

    @Test
    void leavesNoConnectionBehindWhoseHandshakeFailed() throws Exception {
        redis.requirePassword("secret");
        TcpGate gate = TcpGate.open(gates, redis.port()).await();
        Settings.Redis settings = CacheNode.at("127.0.0.1", gate.port(), "", "wrong", 0);
        try (CacheNode node = new CacheNode(CacheNode.redis(settings), List.of()).start()) {
            node.awaitState(state -> gate.connections() >= 3);
            // The one that asks, and at most one that is being refused.
            assertThat(redis.call("CLIENT", "LIST").lines()).hasSizeLessThanOrEqualTo(2);
            assertThat(node.vertx().deploymentIDs()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void saysThatRedisIsFullAndWritesOnceItIsNot() throws Exception {
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), List.of()).start()) {
            node.awaitUp();
            redis.call("CONFIG", "SET", "maxmemory", "1");
            node.publish(tick("BTCUSDT", 1, "1").build());
            assertThat(node.awaitDown().getString("last_error")).startsWith("Redis is full: raise its maxmemory");
            JsonObject later = node.awaitState(state -> state.getLong("failed_batches") >= 2);
            assertThat(later.getString("state"))
                    .as("that it lets us connect is no proof")
                    .isEqualTo("down");
            assertThat(later.getInteger("pending")).isEqualTo(1);

            redis.call("CONFIG", "SET", "maxmemory", "0");
            node.awaitUp();
            node.awaitWritten(1);
            assertThat(redis.call("GET", "price:BTCUSDT")).contains("\"price\": 1,");
            assertThat(node.vertx().deploymentIDs())
                    .as("dropped connections are let go")
                    .hasSizeLessThanOrEqualTo(3);
        }
        assertThat(log.of(Level.WARN)).hasSize(1);
        assertThat(log.of(Level.INFO)).as("up, and up again").hasSize(2);
    }

    @Test
    void saysThatRedisIsAReplica() throws Exception {
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), List.of()).start()) {
            node.awaitUp();
            redis.call("REPLICAOF", "127.0.0.1", "1");
            node.publish(tick("BTCUSDT", 1, "1").build());
            assertThat(node.awaitDown().getString("last_error"))
                    .startsWith("Redis is a replica that accepts no writes");
            redis.call("REPLICAOF", "NO", "ONE");
            node.awaitUp();
            node.awaitWritten(1);
        }
    }

    @Test
    void namesTheSettingOfADatabaseThatIsNotThere() throws Exception {
        Settings.Redis settings = CacheNode.at("127.0.0.1", redis.port(), "", "", 99);
        try (CacheNode node = new CacheNode(CacheNode.redis(settings), List.of()).start()) {
            assertThat(node.awaitDown().getString("last_error"))
                    .startsWith("Redis has no such database: correct cache.redis.database");
        }
    }

    @Test
    void namesTheSettingOfAHostThatIsNotThere() throws Exception {
        Settings.Redis settings = CacheNode.at("[nowhere", redis.port(), "", "", 0);
        try (CacheNode node = new CacheNode(CacheNode.redis(settings), List.of()).start()) {
            assertThat(node.awaitDown().getString("last_error"))
                    .startsWith("Redis has a host name that cannot be resolved: correct cache.redis.host");
        }
    }
}
