package io.tickcast.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.OddTargets;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawHttp2;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.Wire;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Requests that nginx and HAProxy, with the files of conf/, pass on to a node or refuse. */
@Tag("service")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyFilesTest {
    static final List<String> PROXIES = List.of("nginx", "haproxy");
    private static final String PAGE = "<!DOCTYPE html>\n<html lang=\"en\"";
    private static final List<String> HIDDEN = List.of("/metrics", "/api/sse/test-broadcast");

    private final Vertx vertx = Vertx.vertx();
    private final List<RawHttp> streams = new ArrayList<>();
    private HttpNode node;
    private Proxies proxies;

    @BeforeAll
    void start(@TempDir Path directory) {
        assumeTrue(Proxies.areInstalled(), "A proxy is missing: apt-get install nginx haproxy");
        // A proxy notices by the next write that a client over TLS has left.
        node = HttpNode.plan()
                .set("TICKCAST_STREAM_HEARTBEAT", "1s")
                .set("TICKCAST_RELAY_BINANCE_ENABLED", "true")
                .start();
        proxies = new Proxies(directory, List.of(node.port()));
        PROXIES.forEach(proxy -> Await.until(
                proxy + " knows its node",
                () -> ask(proxies.of(proxy), "GET /health/live HTTP/1.1", "Host: 127.0.0.1")
                                .status()
                        == 200));
    }

    /** Streams by each proxy that are opened one after the other and stay open. */
    private void assertStreams(Proxies others, int count) {
        PROXIES.forEach(proxy -> {
            for (int i = 0; i < count; i++) {
                assertThat(stream(others.of(proxy)))
                        .as("stream %d of %d by %s", i + 1, count, proxy)
                        .isTrue();
            }
        });
    }

    /** Whether a new stream begins; it stays open. */
    private boolean stream(Proxies.Ports proxy) {
        RawHttp http = RawHttp.connect(proxy.http());
        streams.add(http);
        http.send("GET /api/sse/prices HTTP/1.1", "Host: 127.0.0.1", "Accept: text/event-stream");
        RawAnswer head = http.head();
        assertThat(head.status()).isEqualTo(200);
        return head.header("x-node").isPresent();
    }

    private void withStandIns(Path directory, BiConsumer<List<StandIn>, Proxies> test) {
        List<StandIn> nodes = ClusterFiles.freePorts(3).stream()
                .map(port -> new StandIn(vertx, port))
                .toList();
        nodes.forEach(StandIn::open);
        try (Proxies others =
                new Proxies(directory, nodes.stream().map(StandIn::port).toList())) {
            PROXIES.forEach(name -> Await.until(name + " knows its nodes", () -> stream(others.of(name))));
            test.accept(nodes, others);
            streams.forEach(RawHttp::close);
        } finally {
            streams.clear();
            nodes.forEach(StandIn::close);
        }
    }

    @AfterAll
    void close() {
        Await.result(vertx.close());
        if (proxies != null) {
            proxies.close();
            node.close();
        }
    }

    /** Whatever clients speak, a proxy speaks HTTP/1.1 without TLS to its nodes. */
    @Test
    void streamsBehindProxiesTakeThePathToTheSocket() {
        PROXIES.forEach(proxy -> stream(proxies.of(proxy)));
        List<RawHttp> overTls = PROXIES.stream()
                .map(proxy -> RawHttp.connect(proxies.of(proxy).tls(), Wire.TLS_HTTP_1_1))
                .toList();
        overTls.forEach(http -> assertThat(http.send("GET /api/sse/prices HTTP/1.1", "Host: 127.0.0.1")
                        .head()
                        .status())
                .isEqualTo(200));
        assertThat(node.status().getJsonObject("streams").getJsonObject("paths").getMap())
                .containsEntry("socket", 4)
                .containsEntry("channel", 0)
                .containsEntry("response", 0);
        Stream.concat(streams.stream(), overTls.stream()).forEach(RawHttp::close);
        streams.clear();
        node.awaitClients(0);
    }

    @ParameterizedTest
    @FieldSource("PROXIES")
    void webSocketIsPassedOn(String proxy) {
        Proxies.Ports ports = proxies.of(proxy);
        for (RawHttp http : List.of(RawHttp.connect(ports.http()), RawHttp.connect(ports.tls(), Wire.TLS_HTTP_1_1))) {
            try (RawWebSocket stream = RawWebSocket.open(http, "/api/ws/prices?symbols=BTCUSDT")) {
                assertThat(stream.next("connected").json().getJsonArray("symbols"))
                        .containsExactly("BTCUSDT");
                stream.send(RawWebSocket.FIN | RawWebSocket.PING, (byte) 'x');
                assertThat(stream.frame(RawWebSocket.PONG).text()).isEqualTo("x");
                stream.next("heartbeat");
            }
        }
        try (RawHttp http = RawHttp.connect(ports.http())) {
            assertThat(RawWebSocket.ask(http, "/api/prices").status())
                    .as("a path without WebSocket")
                    .isEqualTo(200);
        }
        node.awaitClients(0);
    }

    @ParameterizedTest
    @FieldSource("PROXIES")
    void theRelayIsPassedOn(String proxy) {
        Proxies.Ports ports = proxies.of(proxy);
        for (String path : List.of("/binance/ws", "/binance/ws/0", "/binance/stream?streams=")) {
            try (RawWebSocket client = RawWebSocket.open(RawHttp.connect(ports.http()), path)) {
                client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
                assertThat(client.frame(RawWebSocket.TEXT).text()).isEqualTo("{\"result\":[],\"id\":1}");
            }
        }
        assertThat(ask(ports, "GET /binance/api/v3/ping HTTP/1.1", "Host: 127.0.0.1")
                        .body())
                .isEqualTo("{}");
    }

    private static RawAnswer ask(Proxies.Ports proxy, String... lines) {
        String head = String.join("\r\n", lines) + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        try (RawHttp http = RawHttp.connect(proxy.http())) {
            return http.sendBytes(head.getBytes(StandardCharsets.ISO_8859_1)).answer();
        }
    }

    private static Stream<String> waysTo(String hidden) {
        return Stream.concat(
                OddTargets.of(hidden).stream(),
                Stream.of(
                        hidden,
                        hidden + '/',
                        hidden + "?x",
                        hidden + ';',
                        hidden + "%00",
                        hidden + "%20",
                        hidden.toUpperCase(Locale.ROOT),
                        "http://127.0.0.1" + hidden));
    }

    @ParameterizedTest
    @FieldSource("PROXIES")
    void nothingHiddenIsReachedByAnOddTarget(String proxy) {
        assertThat(node.get("/metrics").status()).as("what is hidden").isEqualTo(200);
        HIDDEN.forEach(hidden -> waysTo(hidden)
                .forEach(target -> Stream.of("GET", "POST").forEach(method -> {
                    RawAnswer answer = ask(proxies.of(proxy), method + ' ' + target + " HTTP/1.1", "Host: 127.0.0.1");
                    // A proxy may take a target without a path for the page.
                    if (!answer.body().startsWith(PAGE)) {
                        assertThat(answer.status()).as("%s %s", method, target).isIn(400, 404, 405);
                    }
                })));
    }

    @ParameterizedTest
    @FieldSource("PROXIES")
    void nothingHiddenIsReachedByAnOddTargetOverHttp2(String proxy) {
        RawHttp2 http = http2(proxy);
        int stream = 1;
        for (String target : waysTo("/metrics").filter(one -> !one.isEmpty()).toList()) {
            http.frame(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    stream,
                    RawHttp2.request("GET", target));
            stream += 2;
            Optional<Integer> status = http.statusOrEnd();
            if (status.isEmpty()) {
                // It ends a request, or a whole connection, whose head is no HTTP/2 to it.
                http.close();
                http = http2(proxy);
                stream = 1;
            } else if (status.get() == 200) {
                assertThat(new String(http.next(RawHttp2.DATA).payload(), StandardCharsets.UTF_8))
                        .as(target)
                        .startsWith(PAGE);
            } else {
                assertThat(status.get()).as(target).isIn(400, 404);
            }
        }
        http.close();
    }

    private RawHttp2 http2(String proxy) {
        return RawHttp2.connectTls(proxies.of(proxy).tls()).greet();
    }

    @ParameterizedTest
    @FieldSource("PROXIES")
    void whatIsForEveryoneIsReached(String proxy) {
        for (String target : List.of(
                "/",
                "/page/main.js",
                "/api/prices",
                "/api/prices?x=/../y//z&z=%2e%2F",
                "/health/live",
                // As long a line as a node reads.
                "/api/prices?" + "x".repeat(15_000))) {
            assertThat(ask(proxies.of(proxy), "GET " + target + " HTTP/1.1", "Host: 127.0.0.1")
                            .status())
                    .as(target)
                    .isEqualTo(200);
        }
        // A symbol may be of any script.
        assertThat(ask(proxies.of(proxy), "GET /api/prices/%E5%B8%81USDT HTTP/1.1", "Host: 127.0.0.1")
                        .json()
                        .getString("message"))
                .contains("币USDT");
    }

    /** As a load balancer asks in front of it that has no better check configured. */
    @ParameterizedTest
    @FieldSource("PROXIES")
    void http10WithoutAHostIsAnswered(String proxy) {
        assertThat(ask(proxies.of(proxy), "GET /health/live HTTP/1.0").status()).isEqualTo(200);
        assertThat(ask(proxies.of(proxy), "OPTIONS / HTTP/1.0").status()).isEqualTo(204);
        assertThat(ask(proxies.of(proxy), "HEAD / HTTP/1.0").status()).isEqualTo(200);
    }

    /** nginx once left out each node that had failed, for as long as its streams lasted. */
    @Test
    void nodesThatFailedInTurnAndAreBackTakeStreamsAtOnce(@TempDir Path directory) {
        withStandIns(directory, (nodes, others) -> {
            for (int failing : List.of(0, 1)) {
                nodes.get(failing).close();
                assertStreams(others, 6);
                nodes.get(failing).open();
            }
            nodes.get(2).close();
            assertStreams(others, 10);
            nodes.get(0).close();
            try (FullBacklog vanished = nodes.get(0).vanish()) {
                assertThat(vanished).as("a machine that gives no answer at all").isNotNull();
                assertStreams(others, 2);
            }
        });
    }

    /** Clients of it come by other ways, too, so the proxy sees fewer streams there than anywhere. */
    @Test
    void aFullNodeTurnsAwayNoClientTwice(@TempDir Path directory) {
        withStandIns(directory, (nodes, others) -> {
            assertStreams(others, 6);
            nodes.get(0).fill();
            for (String proxy : PROXIES) {
                for (int client = 0; client < 6; client++) {
                    if (!stream(others.of(proxy))) {
                        assertThat(stream(others.of(proxy)))
                                .as("the second attempt by " + proxy)
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void aForgedAddressDoesNotGetThrough(@TempDir Path directory) throws IOException {
        try (HeadKeeper keeper = HeadKeeper.start(vertx);
                Proxies others =
                        new Proxies(Files.createDirectory(directory.resolve("forged")), List.of(keeper.port()))) {
            for (String proxy : PROXIES) {
                Await.until(
                        proxy + " knows its node",
                        () -> ask(
                                                others.of(proxy),
                                                "GET /api/prices HTTP/1.1",
                                                "Host: 127.0.0.1",
                                                "X-Forwarded-For: 127.0.0.1",
                                                "X-Forwarded-For: 10.0.0.1, 10.0.0.2",
                                                "x-forwarded-host: forged.example",
                                                "X-Forwarded-Proto: https",
                                                "X-Real-IP: 10.0.0.3",
                                                "Forwarded: for=10.0.0.4",
                                                "Via: 1.1 forged")
                                        .status()
                                == 200);
                assertThat(keeper.last("/api/prices").entries().stream()
                                .map(header -> header.getKey().toLowerCase(Locale.ROOT) + '=' + header.getValue())
                                .toList())
                        .as(proxy)
                        .contains("x-forwarded-for=127.0.0.1", "x-forwarded-proto=http", "x-forwarded-host=127.0.0.1")
                        .noneMatch(header ->
                                header.contains("10.0.0") || header.contains("forged") || header.contains("https"));
            }
        }
    }
}
