package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.cache.RedisProcess;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.HttpProxy;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.KeyServer;
import io.tickcast.testing.ProcessSockets;
import io.tickcast.testing.RawHttp;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar and names of hosts that change while it runs: its system knows those of a file, and no others. */
@Timeout(300)
class NamesIT {
    private static final String SYMBOL = "BTCUSDT";

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong ticks = new AtomicLong(1_700_000_000_000L);
    private ScriptedBinance exchange;
    private Path hosts;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() {
        hosts = directory.resolve("hosts");
        exchange = Await.result(ScriptedBinance.start(vertx, List.of(SYMBOL)));
        vertx.setPeriodic(
                50, timer -> exchange.publish(SYMBOL, Frames.ticker(SYMBOL, ticks.incrementAndGet(), "95000.10")));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** In one step, as the node may read it at any time. */
    private void knows(String... lines) throws IOException {
        Path next = Files.write(directory.resolve("next"), List.of(lines));
        Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private JarProcess start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TICKCAST_SYMBOLS",
                SYMBOL,
                "TICKCAST_FEED_BINANCE_ENDPOINTS",
                "ws://exchange.test:" + exchange.endpoint().getPort(),
                "TICKCAST_FEED_BINANCE_REST",
                "http://exchange.test:" + exchange.rest().getPort(),
                "TICKCAST_FEED_BACKOFF_MAX",
                "500ms"));
        settings.putAll(more);
        return JarProcess.startIn(List.of("-Djdk.net.hosts.file=" + hosts), directory, settings);
    }

    private static Map<String, String> redisAt(String host, RedisProcess redis) {
        return Map.of(
                "TICKCAST_CACHE_STORE",
                "redis",
                "TICKCAST_CACHE_REDIS_HOST",
                host,
                "TICKCAST_CACHE_REDIS_PORT",
                Integer.toString(redis.port()));
    }

    private static JsonObject status(int port) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send("GET /api/sse/status HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer()
                    .json()
                    .getJsonObject("data");
        }
    }

    @Test
    void namesThatAreNotThereAtTheStartAreFoundOnceTheyAre() throws Exception {
        knows("127.0.0.1 other.test");
        String ipv6 = hasIpv6() ? "::1" : "127.0.0.1";
        KeyServer keys = new KeyServer(vertx, ipv6, KeyServer.showing(Issuer.jwks(Issuer.rsa("a", "RS256", 2048))));
        try (RedisProcess redis = RedisProcess.started()) {
            Map<String, String> settings = new HashMap<>(redisAt("redis.test", redis));
            settings.putAll(Map.of(
                    "TICKCAST_AUTH_JWT_ENABLED",
                    "true",
                    "TICKCAST_AUTH_JWT_ISSUER",
                    Issuer.ISS,
                    "TICKCAST_AUTH_JWT_AUDIENCE",
                    Issuer.AUD,
                    "TICKCAST_AUTH_JWT_JWKS",
                    "http://keys.test:" + keys.port() + "/keys"));
            try (JarProcess node = start(settings)) {
                int port = node.port();
                Await.until(
                        "the feed has failed",
                        () -> node.out().stream()
                                .anyMatch(line -> line.contains("could not connect to ws://exchange.test")));
                Await.until(
                        "Redis is known to be down",
                        () -> "down".equals(status(port).getJsonObject("cache").getString("state")));

                knows("127.0.0.1 exchange.test redis.test", ipv6 + " keys.test");
                Await.until(
                        "the feed is live",
                        () -> node.out().stream().anyMatch(line -> line.contains("binance is live")));
                Await.until("the keys were asked for", () -> keys.asked() > 0);
                Await.until(
                        "the price is kept in Redis",
                        () -> status(port).getJsonObject("cache").getInteger("written") > 0);

                Connection connection = Await.result(exchange.nextConnection());
                assertThat(connection.headers().get("Host")).startsWith("exchange.test:");
                assertThat(ProcessSockets.udp(node.pid()))
                        .as("it asks no name server by itself")
                        .isZero();
                movesTo("127.0.0.4", connection);
            }
        }
    }

    /** Not every container has it. */
    private static boolean hasIpv6() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return any.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** The connection is cut and the next one goes to where the name is then. */
    private void movesTo(String address, Connection connection) throws IOException {
        Promise<Void> came = Promise.promise();
        Await.result(vertx.createNetServer()
                .connectHandler(socket -> {
                    came.tryComplete();
                    socket.close();
                })
                .listen(exchange.endpoint().getPort(), address));
        knows(address + " exchange.test", "127.0.0.1 redis.test");
        Await.result(connection.drop());
        Await.result(came.future());
    }

    @Test
    void theNextAddressIsTriedWhereOneIsDead() throws Exception {
        knows(
                "127.0.0.2 exchange.test",
                "127.0.0.3 exchange.test",
                "127.0.0.1 exchange.test",
                "127.0.0.2 redis.test",
                "127.0.0.1 redis.test");
        try (RedisProcess redis = RedisProcess.started()) {
            try (JarProcess node = start(redisAt("redis.test", redis))) {
                int port = node.port();
                node.line("binance is live");
                Await.result(exchange.restCalls().next());
                Await.until(
                        "Redis is reached",
                        () -> "up".equals(status(port).getJsonObject("cache").getString("state")));
                assertThat(status(port).getJsonObject("names").getInteger("dead_addresses"))
                        .isPositive();
                // On a busy machine the second address is tried after the start has gone on.
                assertThat(node.complaints()).allMatch(line -> line.contains("too late for the start"));
                assertThat(node.out()).noneMatch(line -> line.contains("could not"));
            }
        }
    }

    @Test
    void aProxyIsFoundByAnyOfItsAddresses() throws Exception {
        HttpProxy proxy = Await.result(HttpProxy.start(vertx));
        knows("127.0.0.2 proxy.test", "127.0.0.1 proxy.test");
        Map<String, String> settings = Map.of(
                "TICKCAST_FEED_PROXY",
                "http://proxy.test:" + proxy.port(),
                "TICKCAST_FEED_BINANCE_ENDPOINTS",
                "ws://127.0.0.1:" + exchange.endpoint().getPort());
        try (JarProcess node = start(settings)) {
            node.line("binance is live");
            assertThat(proxy.targets())
                    .contains("127.0.0.1:" + exchange.endpoint().getPort());
        }
    }

    @Test
    void aLookUpThatHangsHoldsUpNothingElse() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", hosts.toString()).start().waitFor())
                .isZero();
        // A lookup reads the file, which has no writer.
        try (JarProcess node = start(Map.of("TICKCAST_FEED_CONNECT_TIMEOUT", "300ms"))) {
            int port = node.port();
            node.line("no connection within feed.connect-timeout");
            Await.until("it tried again", () -> failures(port) >= 3);
            assertThat(status(port).getJsonObject("names").getInteger("waiting"))
                    .isEqualTo(1);
            assertThat(get(port, "/health/live")).isEqualTo(200);
            node.terminate();
            assertThat(node.exitStatus()).isZero();
        }
    }

    @Test
    void nodesOfAClusterCallEachOtherByTheNamesThatTheyGive() throws Exception {
        knows("127.0.0.1 node0.test exchange.test", "127.0.0.2 node1.test", "127.0.0.1 node1.test");
        ClusterFiles files = new ClusterFiles(directory, 2);
        try (JarProcess first = start(of(files, 0, true));
                JarProcess second = start(of(files, 1, false))) {
            int port = second.port();
            Await.until("the other node's prices come", () -> status(port).getInteger("prices") == 1);
            int firstPort = first.port();
            Await.until(
                    "this node is heard there",
                    () -> status(firstPort)
                                    .getJsonObject("cluster")
                                    .getJsonArray("nodes")
                                    .size()
                            == 2);
            assertThat(ProcessSockets.udp(first.pid())).isZero();
            assertThat(ProcessSockets.udp(second.pid())).isZero();
        }
    }

    private static Map<String, String> of(ClusterFiles files, int node, boolean feeds) {
        Map<String, String> settings = new HashMap<>(files.settings(node));
        settings.put("TICKCAST_CLUSTER_PUBLIC_HOST", "node" + node + ".test");
        settings.put("TICKCAST_FEED_ENABLED", Boolean.toString(feeds));
        return settings;
    }

    private static int failures(int port) {
        return status(port).getJsonArray("feeds").stream()
                .map(JsonObject.class::cast)
                .mapToInt(feed -> feed.getJsonObject("messages").getInteger("failures"))
                .sum();
    }

    private static int get(int port, String path) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send("GET " + path + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close")
                    .answer()
                    .status();
        }
    }
}
