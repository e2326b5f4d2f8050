package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickcast.testing.Await;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes behind nginx and behind HAProxy, as conf/ ships them. Each step leaves to the next what it found. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxyTrial {
    private static final List<String> PROXIES = List.of("nginx", "haproxy");
    private static final int NODES = 3;
    private static final int LINES = 2;
    private static final int CLIENTS = 60;
    /** As a client behind a proxy sees all of them. */
    private static final String NODE = "node";

    private static final int BROADCASTS = 5;
    private static final Duration SETTLED = Duration.ofSeconds(4);
    private static final int PATIENCE_SECONDS = 5;
    /** By hand: -Dtrial.silence=65, longer than what any proxy waits by default. */
    private static final Duration SILENCE = Duration.ofSeconds(Integer.getInteger("trial.silence", 1));

    private final Vertx vertx = Vertx.vertx();
    private NumberedExchange exchange;
    private TrialCluster cluster;
    private Proxies proxies;
    private Proxies hasty;
    private List<Crowd> crowds;

    @TempDir
    private static Path directory;

    @BeforeAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void begin() throws IOException {
        assumeTrue(Proxies.areInstalled(), "A proxy is missing: apt-get install nginx haproxy");
        exchange = NumberedExchange.start(vertx, 16, 5);
        Map<String, String> settings = new HashMap<>(exchange.settings());
        // Nothing but what a test sends breaks the silence that one of them needs.
        settings.putAll(Map.of(
                "TICKCAST_FEED_LINES",
                "2",
                "TICKCAST_STREAM_HEARTBEAT",
                "10m",
                "TICKCAST_FEED_STALE_AFTER",
                "20m",
                "TICKCAST_FEED_DATA_TIMEOUT",
                "30m",
                "TICKCAST_FEED_READ_IDLE",
                "30m"));
        cluster = new TrialCluster(vertx, directory, NODES, settings).keepingPorts();
        for (int node = 0; node < NODES; node++) {
            cluster.launch(node);
            cluster.awaitReady(node);
        }
        Await.until("both lines are live", () -> cluster.liveLines(0).size() == LINES);
        exchange.forgetUntaken();
        List<Integer> ports =
                IntStream.range(0, NODES).map(cluster::port).boxed().toList();
        proxies = new Proxies(Files.createDirectory(directory.resolve("proxies")), ports);
        hasty = new Proxies(Files.createDirectory(directory.resolve("hasty")), ports, PATIENCE_SECONDS);
    }

    @AfterAll
    void close() {
        Stream.of(proxies, hasty).filter(Objects::nonNull).forEach(Proxies::close);
        if (cluster != null) {
            cluster.close();
        }
        Await.result(vertx.close());
    }

    private int port(String proxy) {
        return proxies.of(proxy).http();
    }

    private static UpNodes only(int port) {
        UpNodes nodes = new UpNodes();
        nodes.add(new UpNodes.Node(NODE, port));
        return nodes;
    }

    @Test
    @Order(1)
    void aRollingUpgradeSendsClientsFromNodeToNode() {
        comeIn();
        for (int node = 0; node < NODES; node++) {
            cluster.terminate(node);
            assertThat(cluster.exitStatus(node)).as("exit status").isZero();
            awaitAllAt(others(node));
            restart(node);
        }
    }

    @Test
    @Order(2)
    void aClientGoesOnAtAnotherNodeWhenItsOwnIsKilled() {
        assertThat(crowds)
                .allSatisfy(crowd ->
                        assertThat(crowd.takeLeaves(NODE)).as("clients sent on").isNotEmpty());
        WithTrial.pass(SETTLED);
        cluster.kill(2);
        awaitAllAt(List.of(0, 1));
        restart(2);
        cluster.kill(1);
        awaitAllAt(List.of(0, 2));
        restart(1);
        assertThat(crowds)
                .allSatisfy(crowd ->
                        assertThat(crowd.takeLeaves(NODE)).as("clients cut off").isNotEmpty());
    }

    @Test
    @Order(3)
    void aMachineThatVanishesWithoutAWordIsGivenUp() {
        WithTrial.pass(SETTLED);
        FullBacklog vanished = cluster.vanish(0);
        try (vanished) {
            awaitAllAt(List.of(1, 2));
        }
        cluster.kill(0);
        long[] last = exchange.stop();
        for (int i = 0; i < crowds.size(); i++) {
            Crowd crowd = crowds.get(i);
            crowd.awaitAll(last);
            System.out.println("[ProxyTrial] " + PROXIES.get(i) + ": " + crowd.report());
            assertThat(crowd.missing()).as("ticks that never came").isZero();
            assertThat(crowd.gaps()).as("ticks left out").isEmpty();
            assertThat(crowd.resets()).as("clients that could not resume").isEmpty();
            crowd.stop();
        }
    }

    /** The crowds come by proxies that give a silent stream up sooner than the shipped ones. */
    private void comeIn() {
        crowds = PROXIES.stream()
                .map(proxy ->
                        new Crowd(vertx, only(hasty.of(proxy).http()), exchange.symbols(), "&interval=0", CLIENTS))
                .toList();
        crowds.forEach(Crowd::awaitAllConnected);
        WithTrial.pass(SETTLED);
    }

    private void awaitAllAt(List<Integer> nodes) {
        Await.until(
                "all clients are at nodes " + nodes,
                () -> nodes.stream().mapToInt(cluster::streams).sum() == PROXIES.size() * CLIENTS);
    }

    private static List<Integer> others(int node) {
        return IntStream.range(0, NODES).filter(other -> other != node).boxed().toList();
    }

    private void restart(int node) {
        cluster.launch(node);
        cluster.awaitReady(node);
        Await.until("both lines are live", () -> cluster.liveLines(node).size() == LINES);
    }

    /** The exchange is silent by now, so nothing pushes an event on that a proxy holds back. */
    @Test
    @Order(4)
    void eachEventArrivesBeforeTheNextIsSentAlsoAfterASilence() {
        List<SseClient> streams = PROXIES.stream()
                .flatMap(proxy -> Stream.of(SseClient.open(vertx, port(proxy), "/api/sse/prices"), http2(proxy)))
                .toList();
        streams.forEach(stream -> stream.next("connected"));
        for (int i = 1; i <= BROADCASTS; i++) {
            if (i == BROADCASTS) {
                WithTrial.pass(SILENCE);
            }
            broadcast(i);
            for (SseClient stream : streams) {
                assertThat(nextTest(stream).getInteger("price")).isEqualTo(i);
            }
        }
        assertThat(streams)
                .extracting(SseClient::version)
                .containsExactly(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
        streams.forEach(SseClient::close);
    }

    private SseClient http2(String proxy) {
        return SseClient.open(
                vertx,
                proxies.of(proxy).tls(),
                "/api/sse/prices",
                Map.of(),
                new HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2));
    }

    private static JsonObject nextTest(SseClient stream) {
        JsonObject price = stream.next("price").json();
        while (!price.containsKey("test")) {
            price = stream.next("price").json();
        }
        return price;
    }

    private void broadcast(int price) {
        String body = "{\"symbol\": \"SAUSDT\", \"price\": " + price + ", \"change_24h\": 0}";
        assertThat(post(cluster.port(1), "/api/sse/test-broadcast", body).status())
                .isEqualTo(200);
    }

    private static RawAnswer post(int port, String path, String body, String... headers) {
        try (RawHttp http = RawHttp.connect(port)) {
            List<String> lines = Stream.concat(
                            Stream.of(
                                    "POST " + path + " HTTP/1.1",
                                    "Host: 127.0.0.1:" + port,
                                    "Connection: close",
                                    "Content-Length: " + body.length()),
                            Stream.of(headers))
                    .toList();
            return http.send(lines.toArray(String[]::new))
                    .sendBytes(body.getBytes(StandardCharsets.UTF_8))
                    .answer();
        }
    }

    private static RawAnswer get(int port, String path, String... headers) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send(Stream.concat(
                                    Stream.of("GET " + path + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close"),
                                    Stream.of(headers))
                            .toArray(String[]::new))
                    .answer();
        }
    }

    @Test
    @Order(5)
    void withoutAnyNodeAnEventSourceIsToldToComeBackAndOthersThatItIsAnError() {
        cluster.kill(1);
        cluster.kill(2);
        for (String proxy : PROXIES) {
            RawAnswer stream = get(port(proxy), "/api/sse/prices", "Accept: Text/Event-Stream");
            assertThat(stream.status()).as(proxy).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo(Optional.of("text/event-stream; charset=utf-8"));
            assertThat(stream.body()).matches("retry: [2-9]\\d{3}\nevent: overloaded\ndata: \\{.*}\n\n");
            assertThat(get(port(proxy), "/api/sse/prices").status()).as(proxy).isEqualTo(503);
            RawAnswer rest = get(port(proxy), "/api/prices");
            assertThat(rest.status()).as(proxy).isEqualTo(503);
            assertThat(rest.json().getInteger("code")).isZero();
        }
    }
}
