package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.market.Signal;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.KeyServer;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that asks for tokens, as HTTP sees it; its issuer's keys are behind a URL. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenGateTest {
  private static final Issuer ISSUER = Issuer.ec("one", 256);
  private static final String STREAM = "/api/sse/prices";
  private static final String TICKET = "/api/sse/ticket";
  private static final String SITE = "https://shop.example";
  private static Vertx vertx;
  private static KeyServer keys;

  private final HttpNode node = plan().start();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    keys = new KeyServer(vertx, KeyServer.showing(Issuer.jwks(ISSUER)));
  }

  @AfterAll
  static void stop() {
    Await.result(vertx.close());
  }

  private static HttpNode.Plan plan() {
    return HttpNode.plan().set("TICKCAST_AUTH_JWT_ENABLED", "true").set("TICKCAST_AUTH_JWT_ISSUER", Issuer.ISS)
        .set("TICKCAST_AUTH_JWT_AUDIENCE", Issuer.AUD).set("TICKCAST_AUTH_JWT_JWKS", keys.url())
        .set("TICKCAST_AUTH_JWT_COOKIE", "session").set("TICKCAST_HTTP_CORS_ORIGINS", SITE);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String tokenFor(String... symbols) {
    return ISSUER.token(Issuer.claims().put("symbols", new JsonArray(List.of(symbols))));
  }

  /** The keys may not be here yet. */
  private RawAnswer get(HttpNode from, String uri, String... headers) {
    RawAnswer[] answer = new RawAnswer[1];
    Await.until("the keys are here", () -> {
      answer[0] = from.get(uri, headers);
      return answer[0].status() != 503;
    });
    return answer[0];
  }

  private String ticket(String token) {
    get(node, "/api/prices", bearer(token));
    RawAnswer answer = node.post(TICKET, "", bearer(token));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(answer.json().getJsonObject("data").getInteger("expires_in")).isEqualTo(30);
    return answer.json().getJsonObject("data").getString("ticket");
  }

  private static void assertNotLetIn(RawAnswer answer, String why) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.header("content-type")).contains("application/json; charset=utf-8");
    assertThat(answer.header("www-authenticate").orElseThrow()).startsWith("Bearer realm=\"tickcast\"");
    assertThat(answer.json().getInteger("code")).isZero();
    assertThat(answer.json().getString("message")).contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, "/api/sse/signals", "/api/prices", "/api/prices/BTCUSDT", STREAM + "?access_token=x"})
  void whoBringsNothingReadsNothing(String uri) {
    for (String method : List.of("GET", "HEAD")) {
      RawAnswer answer = node.request(method, uri, "", "Accept: text/event-stream");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).contains("Bearer realm=\"tickcast\"");
    }
    assertNotLetIn(node.get(uri), "Bring a token");
    assertNotLetIn(node.get(uri, "Authorization: Basic eDp5"), "Bring one token");
    assertNotLetIn(node.get(uri, bearer("a"), bearer("b")), "Bring one token");
    assertNotLetIn(node.post(TICKET, ""), "Bring a token");
  }

  @Test
  void whatSaysHowANodeIsStaysOpen() {
    for (String uri : List.of("/", "/client/sse.js", "/health/live")) {
      assertThat(node.get(uri).status()).as(uri).isEqualTo(200);
    }
    assertThat(node.get("/health/ready").status()).isEqualTo(200);
    // Of the node's own machine it is a call of its operator.
    assertThat(node.get("/api/sse/status").status()).isEqualTo(200);
    assertNotLetIn(node.get("/api/sse/status", "X-Forwarded-For: 1.2.3.4"), "Bring a token");
    assertThat(get(node, "/api/sse/status", "X-Forwarded-For: 1.2.3.4", bearer(ISSUER.token())).status())
        .isEqualTo(200);
  }

  @Test
  void aTokenInTheHeaderIsLetIn() {
    assertThat(get(node, "/api/prices", bearer(ISSUER.token())).status()).isEqualTo(200);
    try (SseClient client = node.stream("", Map.of("Authorization", "bearer " + ISSUER.token()))) {
      assertThat(client.next("connected").json().getJsonArray("symbols")).contains("BTCUSDT", "ETHUSDT");
      node.publish(tick("BTCUSDT", 1, "95000.00"));
      assertThat(client.next("price").data()).contains("95000.00");
    }
    try (SseClient client = node.signals("", Map.of("Authorization", "Bearer " + ISSUER.token()))) {
      assertThat(client.next("connected").json().getJsonArray("names")).containsExactly("*");
    }
  }

  @Test
  void nothingOfATokenIsInAnAnswerOrInTheLog() {
    String good = ISSUER.token();
    String[] parts = good.split("\\.");
    List<String> bad = List.of(parts[0] + "." + parts[1] + ".AAAA", parts[0] + "." + parts[1], good + "x",
        Issuer.ec("two", 256).token(), ISSUER.token(Issuer.claims().put("exp", 1)), "not-a-token-at-all");
    get(node, "/api/prices", bearer(good));
    try (LogLines log = new LogLines("ROOT", Level.DEBUG)) {
      for (String token : bad) {
        for (RawAnswer answer : List.of(node.get("/api/prices", bearer(token)), node.get(STREAM + "?ticket=" + token),
            node.get("/api/prices", "Cookie: session=" + token), node.post(TICKET, "", bearer(token)))) {
          assertNotLetIn(answer, "Not let in: ");
          assertThat(answer.header("www-authenticate").orElseThrow())
              .contains(", error=\"invalid_token\", error_description=\"");
          for (String part : token.split("\\.")) {
            assertThat(answer.body() + answer.headers()).doesNotContain(part);
          }
        }
      }
      assertThat(log.all().stream().filter(line -> line.contains("io.tickcast") || line.contains("failed"))).isEmpty();
      for (String part : List.of(parts[1], parts[2], "not-a-token-at-all")) {
        assertThat(log.containing(part)).isEmpty();
      }
    }
  }

  @Test
  void aTicketOpensOneStreamAndNoOther() {
    String ticket = ticket(ISSUER.token());
    try (SseClient client = node.stream("?ticket=" + ticket)) {
      client.next("connected");
    }
    assertNotLetIn(node.get(STREAM + "?ticket=" + ticket), "the ticket was used before");
    assertNotLetIn(node.get("/api/sse/signals?ticket=" + ticket), "the ticket was used before");
  }

  @Test
  void ofManyWhoUseOneTicketAtATimeOneIsLetIn() {
    String ticket = ticket(ISSUER.token());
    List<Integer> statuses = IntStream.range(0, 20).parallel()
        .map(i -> node.request("HEAD", STREAM + "?ticket=" + ticket, "").status()).boxed().toList();
    assertThat(statuses).containsOnlyOnce(200).contains(401);
  }

  @Test
  void aTicketIsForStreamsAlone() {
    String ticket = ticket(ISSUER.token());
    assertNotLetIn(node.get("/api/prices?ticket=" + ticket), "Bring a token");
    assertNotLetIn(node.post(TICKET + "?ticket=" + ticket, ""), "Bring a token");
    assertNotLetIn(node.get(STREAM + "?ticket=" + ticket + "&ticket=" + ticket), "Bring a token");
    assertNotLetIn(node.get(STREAM, bearer(ticket)), "three parts");
    // None of them has spent it.
    assertThat(node.request("HEAD", STREAM + "?ticket=" + ticket, "").status()).isEqualTo(200);
  }

  @Test
  void aTicketIsFetchedWithPost() {
    RawAnswer answer = node.get(TICKET, bearer(ISSUER.token()));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).contains("POST");
    try (HttpNode open = HttpNode.start()) {
      assertThat(open.post(TICKET, "").status()).isEqualTo(404);
    }
  }

  @Test
  void aCookieCountsForPagesOfKnownSitesAlone() {
    String cookie = "Cookie: a=b; session=" + ISSUER.token();
    assertThat(get(node, "/api/prices", cookie).status()).isEqualTo(200);
    assertThat(node.get("/api/prices", cookie, "Origin: http://127.0.0.1:" + node.port()).status()).isEqualTo(200);
    RawAnswer known = node.get("/api/prices", cookie, "Origin: " + SITE);
    assertThat(known.status()).isEqualTo(200);
    assertThat(known.header("access-control-allow-origin")).contains(SITE);
    assertThat(known.header("access-control-allow-credentials")).contains("true");
    assertThat(known.header("vary").orElseThrow()).contains("Cookie");
    for (String origin : List.of("https://evil.example", "null", "https://shop.example.evil.example")) {
      assertThat(node.get("/api/prices", cookie, "Origin: " + origin).status()).as(origin).isEqualTo(403);
      assertThat(node.post(TICKET, "", cookie, "Origin: " + origin).status()).as(origin).isEqualTo(403);
    }
    assertThat(node.post(TICKET, "", cookie, "Origin: http://127.0.0.1:" + node.port()).status()).isEqualTo(200);
    assertThat(node.post(TICKET, "", cookie, "Origin: " + SITE).status()).isEqualTo(200);
  }

  @Test
  void everySiteMayReadWithATokenAndNoneWithACookie() {
    try (HttpNode open = plan().set("TICKCAST_HTTP_CORS_ORIGINS", "*").start()) {
      RawAnswer answer = get(open, "/api/prices", bearer(ISSUER.token()), "Origin: " + SITE);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("access-control-allow-origin")).contains("*");
      assertThat(answer.header("access-control-allow-credentials")).isEmpty();
      assertNotLetIn(open.get("/api/prices", "Cookie: session=" + ISSUER.token(), "Origin: " + SITE), "one by one");
      assertNotLetIn(open.post(TICKET, "", "Cookie: session=" + ISSUER.token(), "Origin: " + SITE), "one by one");
    }
  }

  @Test
  void aPageOfAnotherSiteMayAskForATicket() {
    RawAnswer preflight = node.request("OPTIONS", TICKET, "", "Origin: " + SITE,
        "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-methods").orElseThrow()).contains("POST");
    assertThat(preflight.header("access-control-allow-headers").orElseThrow()).contains("Authorization");
    assertThat(node.request("OPTIONS", TICKET, "", "Origin: https://evil.example",
        "Access-Control-Request-Method: POST").header("access-control-allow-origin")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, "/api/sse/signals", "/api/sse/status", "/api/prices", "/api/prices/BTCUSDT"})
  void aPageOfAnotherSiteLearnsWithoutATokenWhatItMayBring(String uri) {
    RawAnswer preflight = node.request("OPTIONS", uri, "", "Origin: " + SITE,
        "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization,last-event-id");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).contains(SITE);
    assertThat(preflight.header("access-control-allow-headers").orElseThrow())
        .contains("Authorization", "Last-Event-ID");
    assertThat(preflight.header("access-control-allow-methods").orElseThrow()).doesNotContain("POST");
    for (String origin : List.of("https://evil.example", "null", SITE + ".evil.example", "http://shop.example")) {
      RawAnswer refused = node.request("OPTIONS", uri, "", "Origin: " + origin, "Access-Control-Request-Method: GET");
      assertThat(refused.status()).as(origin).isEqualTo(403);
      assertThat(refused.header("access-control-allow-origin")).as(origin).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%0D%0A", "%0A%0A", "%00", "%E2%80%A8", "%C2%85"})
  void nothingInATicketMakesALine(String end) {
    RawAnswer answer = node.get(STREAM + "?ticket=" + "A".repeat(43) + end + "X-Forged:%201");
    assertNotLetIn(answer, "is none");
    assertThat(answer.headers() + answer.body()).doesNotContainIgnoringCase("forged");
  }

  @Test
  void aStreamIsOfThoseSymbolsThatItsTokenIsFor() {
    String token = tokenFor("btcusdt", "ETH*", "MATICUSDT");
    String ticket = ticket(token);
    try (SseClient client = node.stream("?ticket=" + ticket)) {
      assertThat(client.next("connected").json().getJsonArray("symbols"))
          .containsExactly("BTCUSDT", "ETHUSDT", "POLUSDT");
      node.publish(tick("SOLUSDT", 1, "1"), tick("NEWUSDT", 1, "1"), tick("BTCUSDT", 2, "2"));
      assertThat(client.next("price").json().getString("symbol")).isEqualTo("BTCUSDT");
    }
    for (String all : List.of("*", "BTC*,SOL*")) {
      try (SseClient client = node.stream("?symbols=" + all, Map.of("Authorization", "Bearer " + token))) {
        assertThat(client.next("connected").json().getJsonArray("symbols")).contains("BTCUSDT")
            .doesNotContain("SOLUSDT");
      }
    }
  }

  @Test
  void whatATokenIsNotForIsRefusedByItsName() {
    String token = bearer(tokenFor("BTCUSDT"));
    node.publish(tick("SOLUSDT", 1, "1"), tick("BTCUSDT", 1, "1"));
    RawAnswer all = get(node, "/api/prices", token);
    Await.until("the prices are here", () -> node.get("/api/prices", token).json().getJsonArray("data").size() == 1);
    assertThat(all.status()).isEqualTo(200);
    assertThat(node.get("/api/prices", token).body()).contains("BTCUSDT").doesNotContain("SOLUSDT");
    for (String uri : List.of("/api/prices/SOLUSDT", "/api/prices/solusdt", STREAM + "?symbols=BTCUSDT,SOLUSDT")) {
      RawAnswer answer = node.get(uri, token);
      assertThat(answer.status()).as(uri).isEqualTo(403);
      assertThat(answer.json().getString("message")).isEqualTo("Your token is not for SOLUSDT");
      assertThat(answer.header("www-authenticate")).contains("Bearer error=\"insufficient_scope\"");
    }
    assertThat(node.get(STREAM, bearer(tokenFor("XYZ"))).status()).isEqualTo(403);
    assertThat(node.get(STREAM + "?symbols=BTCUSDT&signals=movers", token).json().getString("message"))
        .isEqualTo("Your token is not for the signal movers");
    assertThat(node.get("/api/sse/signals", token).json().getString("message"))
        .isEqualTo("Your token is for no signal");
  }

  @Test
  void aSignalStreamIsOfThoseSignalsThatItsTokenIsFor() {
    get(node, "/api/prices", bearer(ISSUER.token()));
    String token = ISSUER.token(Issuer.claims().put("signals", new JsonArray().add("movers")));
    try (SseClient client = node.signals("", Map.of("Authorization", "Bearer " + token))) {
      assertThat(client.next("connected").json().getJsonArray("names")).containsExactly("movers");
      node.publish(new Signal("spread", "1", System.currentTimeMillis(), "n", "v"),
          new Signal("movers", "2", System.currentTimeMillis(), "n", "v"));
      assertThat(client.next().data()).isEqualTo("2");
    }
    assertThat(node.get("/api/sse/signals?names=spread", bearer(token)).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, "/api/sse/signals"})
  void aStreamEndsBeforeItsTokenDoesAndSaysSo(String uri) {
    JsonObject claims = Issuer.claims().put("exp", Issuer.now() + 4);
    String ticket = ticket(ISSUER.token(claims));
    try (SseClient client = SseClient.open(node.clients(), node.port(), uri + "?ticket=" + ticket)) {
      client.next("connected");
      SseEvent expired = client.next("expired");
      assertThat(expired.json().getString("message")).contains("token");
      Await.result(client.ended());
      assertThat(System.currentTimeMillis()).isLessThan(claims.getLong("exp") * 1_000);
      assertThat(client.retries()).hasSize(2);
    }
    node.awaitClients(0);
  }

  @Test
  void whileThereAreNoKeysItSaysSo() {
    Vertx other = Vertx.vertx();
    Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    KeyServer slow = new KeyServer(other, held::add);
    try (HttpNode waiting = plan().set("TICKCAST_AUTH_JWT_JWKS", slow.url()).start()) {
      // Without keys whoever comes is told so at once.
      RawAnswer answer = waiting.get("/api/prices", bearer(ISSUER.token()));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).contains("5");
      Await.until("the keys were asked for", () -> !held.isEmpty());
      held.remove().response().end(Issuer.jwks(ISSUER));
      assertThat(get(waiting, "/api/prices", bearer(ISSUER.token())).status()).isEqualTo(200);
    } finally {
      Await.result(other.close());
    }
  }

  @Test
  void aPersonIsToldTheSameOnAConnectionThatStaysOpen() {
    try (RawHttp http = RawHttp.connect(node.port())) {
      assertThat(http.send("GET /api/prices HTTP/1.1", "Host: localhost").answer().status()).isEqualTo(401);
      assertThat(http.send("GET /health/live HTTP/1.1", "Host: localhost").answer().status()).isEqualTo(200);
    }
  }
}
