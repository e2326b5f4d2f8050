package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rights of tokens to post prices. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishRightsTest extends WithKeys {
    private static final String ROUTE = "/api/ticks";
    /** Else it would be a call of this machine. */
    private static final String FROM_ELSEWHERE = "X-Forwarded-For: 192.0.2.1";

    private static final String BODY =
            line("desk", "EURUSD") + '\n' + line("desk", "GBPUSD") + '\n' + line("fx", "EURUSD");

    private final HttpNode node = WithTokens.plan()
            .set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk,fx")
            .set("TICKCAST_ADMIN_TOKEN", "0123456789abcdef")
            .start();

    @AfterEach
    void close() {
        node.close();
    }

    private static String line(String exchange, String symbol) {
        return "{\"exchange\":\"" + exchange + "\",\"symbol\":\"" + symbol + "\",\"price\":1}";
    }

    private static String tokenFor(Object claim) {
        return ISSUER.token(Issuer.claims().put("publish", claim));
    }

    /** The keys may not be here yet. */
    private RawAnswer post(String token, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = FROM_ELSEWHERE;
        all[1] = "Authorization: Bearer " + token;
        System.arraycopy(headers, 0, all, 2, headers.length);
        RawAnswer[] answer = new RawAnswer[1];
        Await.until("the keys are here", () -> {
            answer[0] = node.post(ROUTE, BODY, all);
            return answer[0].status() != 503;
        });
        return answer[0];
    }

    private void assertAccepted(Object claim, Integer... refused) {
        RawAnswer answer = post(tokenFor(claim));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        JsonObject data = answer.json().getJsonObject("data");
        assertThat(data.getJsonArray("refused").stream().map(one -> ((JsonObject) one).getInteger("line")))
                .containsExactly(refused);
        assertThat(data.getInteger("accepted")).isEqualTo(3 - refused.length);
    }

    @Test
    void aTokenMayPostWhatItsClaimLists() {
        assertAccepted(new JsonArray(List.of("desk:*", "fx:EURUSD")));
        assertAccepted(new JsonArray(List.of("desk:EUR*")), 2, 3);
        assertAccepted(new JsonArray(List.of("Desk:gbpusd", "nowhere:*", 7, "x", "fx")), 1, 3);
        assertThat(post(tokenFor(new JsonArray(List.of("desk:EUR*")))).body())
                .contains("{\"line\":2,\"message\":\"your token does not allow desk:GBPUSD\"}");
    }

    @Test
    void aTokenWithoutTheClaimMayPostNothing() {
        for (Object claim :
                new Object[] {new JsonArray(), "desk:*", new JsonObject(), 1, new JsonArray(List.of("*"))}) {
            RawAnswer answer = post(tokenFor(claim));
            assertThat(answer.error(403)).contains("desk:*");
            assertThat(answer.header("www-authenticate").orElseThrow()).contains("insufficient_scope");
        }
        // And reads nevertheless.
        assertThat(node.get("/api/prices", "Authorization: Bearer " + tokenFor("x"))
                        .status())
                .isEqualTo(200);
        post(ISSUER.token()).error(403);
    }

    @Test
    void whoBringsNoTokenOrAWrongOneIsNotLetIn() {
        assertThat(node.post(ROUTE, BODY, FROM_ELSEWHERE).error(401)).contains("admin.token");
        assertThat(post(ISSUER.token(Issuer.claims().put("exp", 1))).error(401)).contains("expired");
        assertThat(post("wrong").error(401)).startsWith("Access denied");
        // A browser sends it with the requests of any page.
        String cookie = "Cookie: session=" + tokenFor(new JsonArray(List.of("desk:*")));
        node.post(ROUTE, BODY, FROM_ELSEWHERE, cookie).error(401);
        node.post(ROUTE, BODY, cookie, "Origin: " + WithTokens.SITE).error(401);
    }

    @Test
    void thisMachineAndTheHolderOfTheAdminTokenNeedNone() {
        assertThat(node.post(ROUTE, BODY).json().getJsonObject("data").getInteger("accepted"))
                .isEqualTo(3);
        assertThat(node.post(ROUTE, BODY, FROM_ELSEWHERE, "Authorization: Bearer 0123456789abcdef")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void itIsTheSameOverHttp2() {
        Buffer body = Buffer.buffer(BODY + " ".repeat(500_000));
        try (LogLines log = new LogLines("ROOT");
                HttpNode spoken = WithTokens.plan()
                        .set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk")
                        .wire(Wire.H2C)
                        .start()) {
            HttpClient client = spoken.clients().createHttpClient(Wire.H2C.client());
            String good = tokenFor(new JsonArray(List.of("desk:*")));
            Await.until("the keys are here", () -> status(client, spoken, good, body) == 202);
            assertThat(status(client, spoken, "wrong", body)).isEqualTo(401);
            assertThat(status(client, spoken, ISSUER.token(), body)).isEqualTo(403);
            assertThat(status(client, spoken, good, body)).isEqualTo(202);
            assertThat(spoken.status().getJsonObject("publish").getInteger("open"))
                    .isZero();
            assertThat(log.all()).noneMatch(line -> line.startsWith("ERROR"));
        }
    }

    private static int status(HttpClient client, HttpNode node, String token, Buffer body) {
        return Await.result(client.request(HttpMethod.POST, node.port(), "127.0.0.1", ROUTE)
                .compose(request -> request.putHeader("X-Forwarded-For", "192.0.2.1")
                        .putHeader("Authorization", "Bearer " + token)
                        .send(body))
                .compose(response -> response.body().map(read -> response.statusCode())));
    }

    @Test
    void aReaderGetsTheSymbolsOfASourceThatItsTokenAllows() {
        String token = ISSUER.token(Issuer.claims().put("symbols", new JsonArray(List.of("EUR*", "XAUUSD"))));
        post(ISSUER.token());
        for (String symbols : List.of("", "&symbols=*", "&symbols=E*,EURUSD,X*", "&symbols=EURU*")) {
            try (SseClient client =
                    node.stream("?exchange=desk&interval=0" + symbols, Map.of("Authorization", "Bearer " + token))) {
                client.next("connected");
                node.post(ROUTE, line("desk", "GBPUSD") + '\n' + line("desk", "EURUSD"));
                assertThat(client.next("price").raw("symbol")).as(symbols).isEqualTo("\"EURUSD\"");
            }
        }
        for (String symbols : List.of("GBPUSD", "EURUSD,GBPUSD", "GBP*")) {
            assertThat(node.get("/api/sse/prices?exchange=desk&symbols=" + symbols, "Authorization: Bearer " + token)
                            .status())
                    .as(symbols)
                    .isEqualTo(403);
        }
    }

    @Test
    void aConnectionIsGoodForFurtherRequestsWhateverTheAnswer() {
        String good = tokenFor(new JsonArray(List.of("desk:*")));
        post(good);
        try (RawHttp http = node.connect()) {
            for (String token : List.of("wrong", good, ISSUER.token(), good)) {
                http.send(
                                "POST " + ROUTE + " HTTP/1.1",
                                "Host: 127.0.0.1",
                                FROM_ELSEWHERE,
                                "Authorization: Bearer " + token,
                                "Content-Length: " + BODY.length())
                        .sendBytes(BODY.getBytes(StandardCharsets.UTF_8));
                RawAnswer answer = http.answer();
                assertThat(answer.status()).isEqualTo(token.equals(good) ? 202 : token.equals("wrong") ? 401 : 403);
            }
        }
        assertThat(node.get("/api/sse/status")
                        .json()
                        .getJsonObject("data")
                        .getJsonObject("publish")
                        .getInteger("open"))
                .isZero();
    }
}
