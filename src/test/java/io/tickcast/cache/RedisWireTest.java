package io.tickcast.cache;

import static io.tickcast.cache.CacheNode.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.config.Settings;
import io.tickcast.testing.Authority;
import io.tickcast.testing.Await;
import io.tickcast.testing.LogLines;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis behind proxies and TLS, and what listens in its place. */
class RedisWireTest extends WithRedis {
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT");
    private static final Buffer REPLIES = Buffer.buffer("+OK\r\n".repeat(10_000));
    private static final Buffer LETTERS = Buffer.buffer("x".repeat(50_000));

    @TempDir
    private static Path directory;

    private static Authority authority;

    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = new LogLines("ROOT");

    @BeforeAll
    static void makeAuthority() {
        authority = new Authority(directory);
    }

    @AfterEach
    void close() {
        log.close();
        Await.result(vertx.close());
    }

    @Test
    void isWrittenBehindAProxyThatKnowsOnlyWhatIsNeeded() throws Exception {
        redis.call("SETEX", "price:BTCUSDT", "60", json("BTCUSDT"));
        FakeRedis proxy = FakeRedis.proxy(vertx, new NetServerOptions(), redis.port(), "hello", "select", "client");
        try (CacheNode node = new CacheNode(CacheNode.redis(proxy.port()), SYMBOLS).start()) {
            assertThat(node.warmTicks()).hasSize(1);
            node.publish(tick("ETHUSDT", 1, "1").build());
            node.awaitWritten(1);
            assertThat(redis.call("GET", "price:ETHUSDT")).contains("\"price\": 1,");
            assertThat(proxy.connections()).isEqualTo(1);
        }
        assertThat(log.of(Level.WARN)).isEmpty();
    }

    @Test
    void readsForAUserThatMayOnlyGet() throws Exception {
        redis.call("SETEX", "price:BTCUSDT", "60", json("BTCUSDT"));
        redis.call("ACL", "SETUSER", "reader", "on", ">secret", "~price:*", "+ping", "+get", "+pttl", "+setex");
        Settings.Redis reader = CacheNode.at("127.0.0.1", redis.port(), "reader", "secret", 0);
        try (CacheNode node = new CacheNode(CacheNode.redis(reader), SYMBOLS).start()) {
            assertThat(node.warmTicks()).hasSize(1);
        }
    }

    @Test
    void aValueThatIsTooLargeIsRefusedAndNotRead() throws Exception {
        redis.call("SETRANGE", "price:BTCUSDT", "50000000", "x");
        redis.call("SETEX", "price:ETHUSDT", "60", json("ETHUSDT"));
        String sentBefore = redis.call("INFO", "stats");
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), SYMBOLS).start()) {
            assertThat(node.warmTicks()).hasSize(1);
            assertThat(log.of(Level.WARN))
                    .containsExactly(
                            "WARN Refused 1 of 2 stored prices, the first is price:BTCUSDT: it is longer than 4096 bytes");
        }
        assertThat(sent(redis.call("INFO", "stats")) - sent(sentBefore)).isLessThan(100_000);
    }

    private static long sent(String stats) {
        return stats.lines()
                .filter(line -> line.startsWith("total_net_output_bytes:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsNotRedisIsNamedOnce() throws Exception {
        FakeRedis http = FakeRedis.doing(vertx, (socket, bytes) -> {
            socket.write("HTTP/1.1 400 Bad Request\r\n\u001b[31m\r\n");
            socket.close();
        });
        assertDownOnce(http, "Redis does not answer like Redis: correct cache.redis.port", "not_redis");
    }

    @Test
    void repliesThatNothingAskedForEndTheConnection() throws Exception {
        FakeRedis endless = FakeRedis.doing(vertx, (socket, bytes) -> {
            socket.write("+PONG\r\n");
            flood(socket, REPLIES);
        });
        assertDownOnce(endless, "Redis sent an unexpected reply", "unasked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$500000000\r\n", "+"})
    void aReplyWithoutEndIsCutOff(String beginning) throws Exception {
        FakeRedis endless = FakeRedis.doing(vertx, (socket, bytes) -> {
            if (bytes.toString().contains("ping")) {
                socket.write(beginning);
                flood(socket, LETTERS);
            }
        });
        assertDownOnce(endless, "Redis does not answer like Redis", "not_redis");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*1\r\n*1\r\n*1\r\n:1\r\n",
                "\r\n",
                "$x\r\n",
                "$-2\r\n",
                "$536870913\r\n",
                "$99999999999999999999\r\n",
                "+OK\n",
                ">1\r\n+PONG\r\n",
                "#x\r\n",
                "\u0015\u0003\u0001",
                "*2147483647\r\n",
                "*200000000\r\n",
                "%200000000\r\n",
                "~200000000\r\n",
                ">900000000\r\n",
                "|200000000\r\n",
                "+OK\r\n*200000000\r\n",
                "$2\r\nOK\r\n*200000000\r\n",
                "$-1\r\n*200000000\r\n",
                "$2\r\nOKs\r\n"
            })
    void whatIsNoReplyEndsTheConnectionWithOneLine(String bytes) throws Exception {
        FakeRedis alien = FakeRedis.doing(vertx, (socket, asked) -> socket.write(bytes));
        try (CacheNode node = new CacheNode(CacheNode.redis(quick(alien)), List.of()).start()) {
            assertThat(node.awaitDown().getString("last_error")).startsWith("Redis ");
            Await.until("it was tried again", () -> alien.connections() >= 2);
        }
        assertThat(log.of(Level.WARN)).hasSizeBetween(1, 2);
        assertThat(log.of(Level.ERROR)).isEmpty();
    }

    private static Settings.Redis quick(FakeRedis fake) {
        return new Settings.Redis("127.0.0.1", fake.port(), "", "", 0, Duration.ofMillis(500), Optional.empty());
    }

    /** As fast as it is taken, for as long as the connection lasts. */
    private static void flood(NetSocket socket, Buffer bytes) {
        Context loop = Vertx.currentContext();
        socket.write(bytes).onSuccess(written -> loop.runOnContext(v -> flood(socket, bytes)));
    }

    @Test
    void errorsOfRedisReachTheLogWithoutControlCharacters() throws Exception {
        FakeRedis rude =
                FakeRedis.doing(vertx, (socket, bytes) -> socket.write("-ERR \u001b[31m\u0085forged\u202e\r\n"));
        assertDownOnce(rude, "Redis answered with an error (ERR  [31m", "reply");
    }

    @Test
    void aRedisThatWorksForAMomentAgainAndAgainIsNamedOnce() throws Exception {
        FakeRedis flapping = FakeRedis.doing(vertx, (socket, bytes) -> {
            if (bytes.toString().contains("ping")) {
                socket.write("+PONG\r\n");
            } else {
                socket.write("+OK\r\n").onSuccess(written -> socket.close());
            }
        });
        try (CacheNode node = new CacheNode(CacheNode.redis(flapping.port()), List.of()).start()) {
            AtomicLong time = new AtomicLong();
            node.vertx()
                    .setPeriodic(
                            20,
                            timer -> node.publish(
                                    tick("BTCUSDT", time.incrementAndGet(), "1").build()));
            node.awaitState(state -> state.getLong("written") >= 4
                    && state.getJsonObject("faults").getLong("closed", 0L) >= 4);
            // Not after the node has stopped: while ticks come it warns then that nobody takes them.
            assertThat(log.of(Level.WARN)).singleElement().asString().contains("Redis closed the connection");
            assertThat(log.of(Level.INFO)).hasSizeLessThanOrEqualTo(2);
        }
    }

    /** It is tried again and again, each connection ends, and of all loggers one line says why. */
    private void assertDownOnce(FakeRedis fake, String words, String fault) throws Exception {
        try (CacheNode node = new CacheNode(CacheNode.redis(quick(fake)), List.of()).start()) {
            assertThat(node.awaitDown().getString("last_error")).startsWith(words);
            JsonObject state =
                    node.awaitState(next -> next.getJsonObject("faults").getLong(fault, 0L) >= 3);
            assertThat(state.getString("state")).isEqualTo("down");
            Await.until("the connections have ended", () -> fake.ended() >= 3);
        }
        assertThat(log.of(Level.WARN)).singleElement().asString().contains(words);
        assertThat(log.of(Level.ERROR)).isEmpty();
        assertThat(log.all()).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
        assertThat(log.of(Level.INFO)).hasSizeLessThan(2);
    }

    @Test
    void isWrittenThroughTls() throws Exception {
        FakeRedis tls = FakeRedis.proxy(vertx, tls(), redis.port());
        try (CacheNode node = node(tls, "127.0.0.1", trusting())) {
            node.publish(tick("BTCUSDT", 1, "1").build());
            node.awaitWritten(1);
            assertThat(redis.call("EXISTS", "price:BTCUSDT")).isEqualTo("1");
            assertThat(log.of(Level.WARN)).isEmpty();
        }
    }

    @Test
    void showsACertificateOfItsOwn() throws Exception {
        NetServerOptions asking = tls().setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(authority.certificate().toString()));
        FakeRedis tls = FakeRedis.proxy(vertx, asking, redis.port());
        Map<String, String> own = authority.settings("node");
        Settings.RedisTls shown = new Settings.RedisTls(
                Optional.of(authority.certificate()),
                Optional.of(new Settings.ServerTls(
                        Path.of(own.get("TICKCAST_CLUSTER_TLS_CERT")), Path.of(own.get("TICKCAST_CLUSTER_TLS_KEY")))));
        try (CacheNode node = node(tls, "127.0.0.1", shown)) {
            node.awaitUp();
        }
    }

    @Test
    void doesNotTrustACertificateOfAnotherAuthority() throws Exception {
        FakeRedis tls = FakeRedis.proxy(vertx, tls(), redis.port());
        assertRefused(tls, "127.0.0.1", new Settings.RedisTls(Optional.empty(), Optional.empty()));
    }

    @Test
    void doesNotTrustACertificateOfAnotherName() throws Exception {
        FakeRedis tls = FakeRedis.proxy(vertx, tls(), redis.port());
        assertRefused(tls, "localhost", trusting());
    }

    @Test
    void speaksNoTlsToARedisThatDoesNot() throws Exception {
        FakeRedis plain = FakeRedis.doing(vertx, (socket, bytes) -> socket.write("-ERR unknown command\r\n"));
        assertRefused(plain, "127.0.0.1", trusting());
    }

    @Test
    void aPipeInPlaceOfACertificateIsNotWaitedFor() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        FakeRedis tls = FakeRedis.proxy(vertx, tls(), redis.port());
        try (CacheNode node = node(tls, "127.0.0.1", new Settings.RedisTls(Optional.of(pipe), Optional.empty()))) {
            assertThat(node.awaitDown().getString("last_error"))
                    .contains("cache.redis.tls.ca", "is a pipe or a device");
            node.awaitState(state -> state.getJsonObject("faults").getLong("file", 0L) >= 2);
        }
    }

    private void assertRefused(FakeRedis fake, String host, Settings.RedisTls tls) throws Exception {
        try (CacheNode node = node(fake, host, tls)) {
            assertThat(node.awaitDown().getString("last_error")).startsWith("Redis cannot be reached over TLS");
            node.awaitState(state -> state.getJsonObject("faults").getLong("tls", 0L) >= 2);
            assertThat(log.of(Level.WARN)).hasSize(1);
            assertThat(fake.heard()).noneMatch(text -> text.contains("ping"));
        }
    }

    private static CacheNode node(FakeRedis fake, String host, Settings.RedisTls tls) {
        Settings.Redis settings =
                new Settings.Redis(host, fake.port(), "", "", 0, Duration.ofSeconds(10), Optional.of(tls));
        return new CacheNode(CacheNode.redis(settings), List.of()).start();
    }

    private static Settings.RedisTls trusting() {
        return new Settings.RedisTls(Optional.of(authority.certificate()), Optional.empty());
    }

    private static NetServerOptions tls() {
        Map<String, String> server = authority.serverSettings();
        return new NetServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(server.get("TICKCAST_HTTP_TLS_CERT"))
                        .setKeyPath(server.get("TICKCAST_HTTP_TLS_KEY")));
    }

    private static String json(String symbol) {
        return "{\"symbol\": \"" + symbol + "\", \"price\": 1.5, \"timestamp\": \"2026-01-10T07:15:00.123Z\"}";
    }
}
