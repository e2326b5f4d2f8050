package io.tickcast.http;

import static io.tickcast.testing.Firings.firing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.SseClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The owners of alerts on a node that asks for tokens. */
class AlertRightsTest extends WithTokens {
    private static final String PATH = "/api/alerts";
    private static final String STREAM = "/api/sse/alerts";
    private static final String FORWARDED = "X-Forwarded-For: 203.0.113.7";

    private static String token(String subject, String... symbols) {
        JsonObject claims = Issuer.claims().put("sub", subject);
        return ISSUER.token(symbols.length == 0 ? claims : claims.put("symbols", new JsonArray(List.of(symbols))));
    }

    /** As a grant names the subject. */
    private static String holder(String subject) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String rule(String symbol) {
        return "{\"symbol\":\"" + symbol + "\",\"when\":{\"above\":\"1\"}}";
    }

    private static RawAnswer create(HttpNode node, String symbol, String... headers) {
        RawAnswer[] answer = new RawAnswer[1];
        Await.until("keys and rules are here", () -> {
            answer[0] = node.post(PATH, rule(symbol), headers);
            return answer[0].status() != 503;
        });
        return answer[0];
    }

    private static List<Object> symbols(HttpNode node, String... headers) {
        return node.get(PATH, headers).json().getJsonObject("data").getJsonArray("alerts").stream()
                .<Object>map(rule -> ((JsonObject) rule).getString("symbol"))
                .toList();
    }

    @Test
    void noOwnerSeesTheRulesOfAnother() {
        try (HttpNode kept = plan().alerts().start()) {
            String alice = bearer(token("alice"));
            String bob = bearer(token("bob"));
            String id =
                    create(kept, "BTCUSDT", alice).json().getJsonObject("data").getString("id");
            create(kept, "ETHUSDT", bob);
            create(kept, "XRPUSDT");
            assertThat(symbols(kept, alice)).containsExactly("BTCUSDT");
            assertThat(symbols(kept, bob)).containsExactly("ETHUSDT");
            assertThat(symbols(kept)).as("this machine's own").containsExactly("XRPUSDT");
            assertThat(symbols(kept, "Cookie: session=" + token("alice")))
                    .as("a reader on this machine is that reader")
                    .containsExactly("BTCUSDT");
            for (String method : List.of("GET", "PATCH", "DELETE")) {
                assertThat(kept.request(method, PATH + '/' + id, "{}", bob).status())
                        .as(method)
                        .isEqualTo(404);
            }
            assertThat(kept.get(PATH + '/' + id + "/deliveries", bob).status()).isEqualTo(404);
            assertThat(kept.get(PATH + '/' + id, alice).status()).isEqualTo(200);
        }
    }

    @Test
    void aRuleIsForSymbolsOfTheTokenOnly() {
        try (HttpNode kept = plan().alerts().start()) {
            String narrow = bearer(token("alice", "BTC*"));
            assertThat(create(kept, "ETHUSDT", narrow).error(403)).isEqualTo("Your token does not allow ETHUSDT");
            String id = create(kept, "ETHUSDT", bearer(token("alice")))
                    .json()
                    .getJsonObject("data")
                    .getString("id");
            assertThat(kept.request("PATCH", PATH + '/' + id, "{\"repeat\":\"once\"}", narrow)
                            .status())
                    .isEqualTo(403);
            assertThat(kept.request("PATCH", PATH + '/' + id, "{\"symbol\":\"BTCUSDT\"}", narrow)
                            .status())
                    .isEqualTo(200);
            assertThat(kept.request("PATCH", PATH + '/' + id, "{\"symbol\":\"ETHUSDT\"}", narrow)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void withoutATokenOfSomebodyThereAreNone() {
        try (HttpNode kept = plan().alerts().start()) {
            get(kept, PATH, bearer(token("alice")));
            assertNotLetIn(kept.get(PATH, FORWARDED), "Send a token");
            assertNotLetIn(kept.post(PATH, rule("BTCUSDT"), FORWARDED), "Send a token");
            assertNotLetIn(kept.get(STREAM, FORWARDED), "Send a token");
            JsonObject nobody = Issuer.claims();
            nobody.remove("sub");
            String token = bearer(ISSUER.token(nobody));
            assertThat(kept.get(PATH, token).error(403)).contains("no sub");
            assertThat(kept.get(STREAM, token).status()).isEqualTo(403);
            assertThat(kept.get("/api/sse/prices?alerts=1", token).status()).isEqualTo(403);
        }
    }

    @Test
    void aPageOfAKnownSiteMayMakeThem() {
        try (HttpNode kept = plan().alerts().start()) {
            RawAnswer preflight = kept.request(
                    "OPTIONS",
                    PATH + "/1",
                    "",
                    "Origin: " + SITE,
                    "Access-Control-Request-Method: PATCH",
                    "Access-Control-Request-Headers: authorization");
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.header("access-control-allow-methods").orElseThrow())
                    .contains("PATCH", "DELETE");
            String cookie = "Cookie: session=" + token("alice");
            get(kept, PATH, cookie);
            assertThat(kept.post(PATH, rule("BTCUSDT"), cookie, "Origin: https://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(create(kept, "BTCUSDT", cookie, "Origin: " + SITE).status())
                    .isEqualTo(201);
        }
    }

    @Test
    void aStreamGetsTheAlertsOfItsTokenOrTicket() {
        try (HttpNode kept = plan().alerts().start()) {
            String alice = token("alice");
            get(kept, PATH, bearer(alice));
            String ticket = kept.post(TICKET, "", bearer(token("bob")))
                    .json()
                    .getJsonObject("data")
                    .getString("ticket");
            try (SseClient ofAlice = SseClient.open(
                            kept.clients(), kept.port(), STREAM, Map.of("Authorization", "Bearer " + alice));
                    SseClient ofBob =
                            SseClient.open(kept.clients(), kept.port(), STREAM + "?ticket=" + ticket, Map.of());
                    SseClient ofAdmin = SseClient.open(kept.clients(), kept.port(), STREAM, Map.of());
                    RawWebSocket socket = RawWebSocket.open(kept.connect(), "/api/ws/prices?alerts=1", bearer(alice))) {
                List.of(ofAlice, ofBob, ofAdmin).forEach(client -> client.next("connected"));
                socket.next("connected");
                kept.fire(
                        firing("1", holder("bob"), "1.00"),
                        firing("2", holder("alice"), "2.00"),
                        firing("3", "", "3.00"));
                assertThat(ofBob.next("alert").raw("price")).isEqualTo("1.00");
                assertThat(ofAlice.next("alert").raw("price")).isEqualTo("2.00");
                assertThat(socket.next("alert").raw("price")).isEqualTo("2.00");
                assertThat(ofAdmin.next("alert").raw("price")).isEqualTo("3.00");
            }
        }
    }
}
