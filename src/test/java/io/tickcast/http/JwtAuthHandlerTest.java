package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that asks for tokens, as HTTP sees it. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JwtAuthHandlerTest extends WithTokens {
    @ParameterizedTest
    @ValueSource(
            strings = {STREAM, "/api/sse/signals", "/api/prices", "/api/prices/BTCUSDT", STREAM + "?access_token=x"})
    void whoBringsNothingReadsNothing(String uri) {
        for (String method : List.of("GET", "HEAD")) {
            RawAnswer answer = node.request(method, uri, "", "Accept: text/event-stream");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).contains("Bearer realm=\"tickcast\"");
        }
        assertNotLetIn(node.get(uri), "Send a token");
        assertNotLetIn(node.get(uri, "Authorization: Basic eDp5"), "Send exactly one token");
        assertNotLetIn(node.get(uri, bearer("a"), bearer("b")), "Send exactly one token");
        assertNotLetIn(node.post(TICKET, ""), "Send a token");
    }

    @Test
    void whatSaysHowANodeIsStaysOpen() {
        for (String uri : List.of("/", "/client/sse.js", "/health/live")) {
            assertThat(node.get(uri).status()).as(uri).isEqualTo(200);
        }
        assertThat(node.get("/health/ready").status()).isEqualTo(200);
        // Of the node's own machine it is a call of its operator.
        assertThat(node.get("/api/sse/status").status()).isEqualTo(200);
        assertNotLetIn(node.get("/api/sse/status", "X-Forwarded-For: 1.2.3.4"), "Send a token");
        assertThat(get(node, "/api/sse/status", "X-Forwarded-For: 1.2.3.4", bearer(ISSUER.token()))
                        .status())
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
        List<String> bad = List.of(
                parts[0] + "." + parts[1] + ".AAAA",
                parts[0] + "." + parts[1],
                good + "x",
                Issuer.ec("two", 256).token(),
                ISSUER.token(Issuer.claims().put("exp", 1)),
                "not-a-token-at-all");
        get(node, "/api/prices", bearer(good));
        try (LogLines log = new LogLines("ROOT", Level.DEBUG)) {
            for (String token : bad) {
                for (RawAnswer answer : List.of(
                        node.get("/api/prices", bearer(token)),
                        node.get(STREAM + "?ticket=" + token),
                        node.get("/api/prices", "Cookie: session=" + token),
                        node.post(TICKET, "", bearer(token)))) {
                    assertNotLetIn(answer, "Access denied: ");
                    assertThat(answer.header("www-authenticate").orElseThrow())
                            .contains(", error=\"invalid_token\", error_description=\"");
                    for (String part : token.split("\\.")) {
                        assertThat(answer.body() + answer.headers()).doesNotContain(part);
                    }
                }
            }
            assertThat(log.all().stream().filter(line -> line.contains("io.tickcast") || line.contains("failed")))
                    .isEmpty();
            for (String part : List.of(parts[1], parts[2], "not-a-token-at-all")) {
                assertThat(log.containing(part)).isEmpty();
            }
        }
    }

    @Test
    void symbolsThatComeLaterAreForTheTokensThatAllowThem() {
        String token = tokenFor("BTCUSDT", "ETH*");
        try (SseClient all = node.stream("", Map.of("Authorization", "Bearer " + token));
                SseClient some = node.stream("?symbols=ETHU*,BTC*", Map.of("Authorization", "Bearer " + token))) {
            all.next("connected");
            some.next("connected");
            node.bus()
                    .publish(
                            BusAddresses.FEED_SYMBOLS,
                            new FeedSymbols(
                                            "binance",
                                            1,
                                            Stream.of("ETHUSDC", "SOLUSDC", "BTCUSDC", "ETHBTC")
                                                    .map(Instrument::unlisted)
                                                    .map(each -> each.with(Instrument.TRADING))
                                                    .toList())
                                    .toJson());

            assertThat(all.next("symbols").json().getJsonArray("added")).containsExactly("ETHUSDC", "ETHBTC");
            assertThat(some.next("symbols").json().getJsonArray("added")).containsExactly("ETHUSDC");
            node.publish(tick("SOLUSDC", 1, "1"), tick("BTCUSDC", 1, "1"), tick("ETHUSDC", 1, "1"));
            assertThat(all.next("price").json().getString("symbol")).isEqualTo("ETHUSDC");
            assertThat(some.next("price").json().getString("symbol")).isEqualTo("ETHUSDC");
        }
        assertThat(get(node, "/api/symbols", bearer(token)).json().getJsonArray("data").stream()
                        .map(each -> ((JsonObject) each).getString("symbol")))
                .containsExactly("BTCUSDT", "ETHBTC", "ETHUSDC", "ETHUSDT");
        assertNotLetIn(node.get("/api/symbols"), "Send a token");
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
                assertThat(client.next("connected").json().getJsonArray("symbols"))
                        .contains("BTCUSDT")
                        .doesNotContain("SOLUSDT");
            }
        }
    }

    @Test
    void whatATokenIsNotForIsRefusedByItsName() {
        String token = bearer(tokenFor("BTCUSDT"));
        node.publish(tick("SOLUSDT", 1, "1"), tick("BTCUSDT", 1, "1"));
        RawAnswer all = get(node, "/api/prices", token);
        Await.until(
                "the prices are here",
                () -> node.get("/api/prices", token).json().getJsonArray("data").size() == 1);
        assertThat(all.status()).isEqualTo(200);
        assertThat(node.get("/api/prices", token).body()).contains("BTCUSDT").doesNotContain("SOLUSDT");
        for (String uri : List.of("/api/prices/SOLUSDT", "/api/prices/solusdt", STREAM + "?symbols=BTCUSDT,SOLUSDT")) {
            RawAnswer answer = node.get(uri, token);
            assertThat(answer.status()).as(uri).isEqualTo(403);
            assertThat(answer.json().getString("message")).isEqualTo("Your token does not allow SOLUSDT");
            assertThat(answer.header("www-authenticate")).contains("Bearer error=\"insufficient_scope\"");
        }
        assertThat(node.get(STREAM, bearer(tokenFor("XYZ"))).status()).isEqualTo(403);
        assertThat(node.get(STREAM + "?symbols=BTCUSDT&signals=movers", token)
                        .json()
                        .getString("message"))
                .isEqualTo("Your token does not allow the signal movers");
        assertThat(node.get("/api/sse/signals", token).json().getString("message"))
                .isEqualTo("Your token allows no signal");
    }

    @Test
    void aSignalStreamIsOfThoseSignalsThatItsTokenIsFor() {
        get(node, "/api/prices", bearer(ISSUER.token()));
        String token = ISSUER.token(Issuer.claims().put("signals", new JsonArray().add("movers")));
        try (SseClient client = node.signals("", Map.of("Authorization", "Bearer " + token))) {
            assertThat(client.next("connected").json().getJsonArray("names")).containsExactly("movers");
            node.publish(
                    new Signal("spread", "1", System.currentTimeMillis(), "n", "v"),
                    new Signal("movers", "2", System.currentTimeMillis(), "n", "v"));
            assertThat(client.next().data()).isEqualTo("2");
        }
        assertThat(node.get("/api/sse/signals?names=spread", bearer(token)).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, "/api/sse/signals"})
    void aStreamThatEndsWithItsTokenSaysSo(String uri) {
        JsonObject claims = Issuer.claims().put("exp", Issuer.now() + 8);
        String ticket = ticket(ISSUER.token(claims));
        try (SseClient client = SseClient.open(node.clients(), node.port(), uri + "?ticket=" + ticket)) {
            client.next("connected");
            SseEvent expired = client.next("expired");
            assertThat(expired.json().getString("message")).contains("token");
            Await.result(client.ended());
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
            // Without keys every client gets the reason at once.
            RawAnswer answer = waiting.get("/api/prices", bearer(ISSUER.token()));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).contains("5");
            Await.until("the keys were asked for", () -> !held.isEmpty());
            held.remove().response().end(Issuer.jwks(ISSUER));
            assertThat(get(waiting, "/api/prices", bearer(ISSUER.token())).status())
                    .isEqualTo(200);
        } finally {
            Await.result(other.close());
        }
    }

    @ParameterizedTest
    @MethodSource("keysOfNoUse")
    void keysThatCannotBeReadAreOneLineOfTheLogAndCounted(String answer, String why) {
        Vertx other = Vertx.vertx();
        KeyServer server = new KeyServer(other, KeyServer.showing(answer));
        try (LogLines log = new LogLines("ROOT");
                HttpNode waiting =
                        plan().set("TICKCAST_AUTH_JWT_JWKS", server.url()).start()) {
            Await.until(
                    "it was tried twice",
                    () -> waiting.get("/metrics")
                            .body()
                            .lines()
                            .anyMatch(line -> line.matches("tickcast_token_key_failed_reads_total [2-9].0")));
            assertThat(log.all().stream()
                            .filter(line -> line.matches("(WARN|ERROR) .*"))
                            .filter(line -> !line.contains("is not an https:// URL")))
                    .containsExactly("WARN The keys of tokens cannot be" + " read from " + server.url() + ": " + why
                            + "; until then, requests with a token get 503");
            assertThat(waiting.get("/metrics").body()).contains("\ntickcast_token_keys 0.0\n");
            server.answer(KeyServer.showing(Issuer.jwks(ISSUER)));
            assertThat(get(waiting, "/api/prices", bearer(ISSUER.token())).status())
                    .isEqualTo(200);
            assertThat(waiting.get("/metrics").body()).contains("\ntickcast_token_keys 1.0\n");
        } finally {
            Await.result(other.close());
        }
    }

    static Stream<Arguments> keysOfNoUse() {
        return Stream.of(
                Arguments.of(" ".repeat(300_000) + Issuer.jwks(ISSUER), "it answers more than 262144 bytes"),
                Arguments.of("<html>", "it is neither JSON nor PEM"),
                Arguments.of(
                        "{\"keys\":[]}",
                        "it holds no key that can verify signatures: RSA of 2048 bits or more,"
                                + " P-256, P-384, P-521, Ed25519"));
    }

    @Test
    void aPersonIsToldTheSameOnAConnectionThatStaysOpen() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            assertThat(http.send("GET /api/prices HTTP/1.1", "Host: localhost")
                            .answer()
                            .status())
                    .isEqualTo(401);
            assertThat(http.send("GET /health/live HTTP/1.1", "Host: localhost")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }
}
