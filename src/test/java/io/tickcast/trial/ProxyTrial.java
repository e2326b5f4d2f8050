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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes behind nginx and behind HAProxy, as conf/ ships them. Each step leaves to the next what it found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxyTrial {
  private static final List<String> PROXIES = List.of("nginx", "haproxy");
  private static final int NODES = 2;
  private static final int CLIENTS = 60;
  private static final int BROADCASTS = 5;
  private static final Duration SETTLED = Duration.ofSeconds(4);
  /** By hand: -Dtrial.silence=65, longer than what any proxy waits by default. */
  private static final Duration SILENCE = Duration.ofSeconds(Integer.getInteger("trial.silence", 1));

  private final Vertx vertx = Vertx.vertx();
  private NumberedExchange exchange;
  private TrialCluster cluster;
  private Proxies proxies;

  @TempDir
  private static Path directory;

  @BeforeAll
  void begin() throws IOException {
    assumeTrue(Proxies.areInstalled(), "A proxy is missing: apt-get install nginx haproxy");
    exchange = NumberedExchange.start(vertx, 16, 5);
    Map<String, String> settings = new HashMap<>(exchange.settings());
    // Nothing but what a test sends breaks the silence that one of them needs.
    settings.putAll(Map.of("TICKCAST_FEED_LINES", "2", "TICKCAST_STREAM_HEARTBEAT", "10m",
        "TICKCAST_FEED_STALE_AFTER", "20m", "TICKCAST_FEED_DATA_TIMEOUT", "30m", "TICKCAST_FEED_READ_IDLE", "30m"));
    cluster = new TrialCluster(vertx, directory, NODES, settings);
    for (int node = 0; node < NODES; node++) {
      cluster.launch(node);
      cluster.awaitReady(node);
    }
    Await.until("both lines are live", () -> cluster.liveLines(0).size() == NODES);
    exchange.forgetUntaken();
    proxies = new Proxies(
        Files.createDirectory(directory.resolve("proxies")), List.of(cluster.port(0), cluster.port(1)));
  }

  @AfterAll
  void close() {
    if (proxies != null) {
      proxies.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    Await.result(vertx.close());
  }

  private int port(String proxy) {
    return proxies.of(proxy).http();
  }

  private static UpNodes only(String proxy, int port) {
    UpNodes nodes = new UpNodes();
    nodes.add(new UpNodes.Node(proxy, port));
    return nodes;
  }

  @Test
  @Order(1)
  void a_client_goes_on_at_the_other_node_when_its_own_is_killed() {
    List<Crowd> crowds = PROXIES.stream()
        .map(proxy -> new Crowd(vertx, only(proxy, port(proxy)), exchange.symbols(), CLIENTS)).toList();
    crowds.forEach(Crowd::awaitAllConnected);
    WithTrial.pass(SETTLED);
    cluster.kill(0);
    Await.until("all clients are at the other node", () -> cluster.streams(1) == PROXIES.size() * CLIENTS);
    long[] last = exchange.stop();
    for (int i = 0; i < crowds.size(); i++) {
      Crowd crowd = crowds.get(i);
      crowd.awaitAll(last);
      System.out.println("[ProxyTrial] " + PROXIES.get(i) + ": " + crowd.report());
      assertThat(crowd.takeLeaves(PROXIES.get(i))).as("clients that were cut off").isNotEmpty();
      assertThat(crowd.missing()).as("ticks that never came").isZero();
      assertThat(crowd.gaps()).as("ticks left out").isEmpty();
      assertThat(crowd.resets()).as("clients that could not resume").isEmpty();
      crowd.stop();
    }
  }

  /** The exchange is silent by now, so nothing pushes an event on that a proxy holds back. */
  @Test
  @Order(2)
  void each_event_arrives_before_the_next_is_sent_also_after_a_silence() {
    List<SseClient> streams = PROXIES.stream().flatMap(proxy -> Stream.of(
        SseClient.open(vertx, port(proxy), "/api/sse/prices"), http2(proxy))).toList();
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
    assertThat(streams).extracting(SseClient::version).containsExactly(
        HttpVersion.HTTP_1_1, HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
    streams.forEach(SseClient::close);
  }

  private SseClient http2(String proxy) {
    return SseClient.open(vertx, proxies.of(proxy).tls(), "/api/sse/prices", Map.of(), new HttpClientOptions()
        .setSsl(true).setTrustAll(true).setVerifyHost(false).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2));
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
    assertThat(post(cluster.port(1), "/api/sse/test-broadcast", body).status()).isEqualTo(200);
  }

  private static RawAnswer post(int port, String path, String body, String... headers) {
    try (RawHttp http = RawHttp.connect(port)) {
      List<String> lines = Stream.concat(Stream.of("POST " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port,
          "Connection: close", "Content-Length: " + body.length()), Stream.of(headers)).toList();
      return http.send(lines.toArray(String[]::new)).sendBytes(body.getBytes()).answer();
    }
  }

  @Test
  @Order(3)
  void what_is_for_the_nodes_network_alone_is_not_reached_from_outside() {
    for (String proxy : PROXIES) {
      for (String path : List.of("/metrics", "/metrics/", "//metrics", "/%6detrics", "/x/../metrics",
          "/api/sse/test-broadcast", "/api/sse/test-broadcast/", "/api//sse/test-broadcast",
          "/api/sse/x/%2e%2e/test-broadcast", "/api/sse/test%2Dbroadcast")) {
        assertThat(post(port(proxy), path, "").status()).as("%s of %s", path, proxy).isIn(400, 404);
      }
      // With a line that is as long as a node reads.
      assertThat(get(port(proxy), "/api/prices?" + "x".repeat(15_000)).status())
          .as("what is for everyone, by " + proxy).isEqualTo(200);
    }
  }

  private static RawAnswer get(int port, String path, String... headers) {
    try (RawHttp http = RawHttp.connect(port)) {
      return http.send(Stream.concat(Stream.of("GET " + path + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close"),
          Stream.of(headers)).toArray(String[]::new)).answer();
    }
  }

  @Test
  @Order(4)
  void without_any_node_an_event_source_is_told_to_come_back_and_others_that_it_is_an_error() {
    cluster.kill(1);
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

  @Test
  @Order(5)
  void a_forged_address_does_not_get_through() throws IOException {
    try (HeadKeeper node = HeadKeeper.start(vertx);
        Proxies others = new Proxies(Files.createDirectory(directory.resolve("forged")), List.of(node.port()))) {
      for (String proxy : PROXIES) {
        Await.until(proxy + " knows its node", () -> get(others.of(proxy).http(), "/api/prices",
            "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 10.0.0.1, 10.0.0.2", "x-forwarded-host: forged.example",
            "X-Forwarded-Proto: https", "X-Real-IP: 10.0.0.3", "Forwarded: for=10.0.0.4",
            "Via: 1.1 forged").status() == 200);
        assertThat(node.last("/api/prices").entries().stream()
            .map(header -> header.getKey().toLowerCase(Locale.ROOT) + '=' + header.getValue()).toList()).as(proxy)
            .contains("x-forwarded-for=127.0.0.1", "x-forwarded-proto=http", "x-forwarded-host=127.0.0.1")
            .noneMatch(header -> header.contains("10.0.0") || header.contains("forged") || header.contains("https"));
      }
    }
  }
}
