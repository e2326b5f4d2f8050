package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/sse/test-broadcast} and who may call it. */
class TestBroadcastRouteTest extends WithNode {
    private static final String ROUTE = "/api/sse/test-broadcast";
    private static final String BODY = "{\"symbol\": \"BTCUSDT\", \"price\": 95000, \"change_24h\": 2.5}";
    private static final String TOKEN = "0123456789abcdef";

    /** The first price of this stream is the tick that is published here, and nothing that was posted before. */
    private void assertNothingReached(SseClient client) {
        node.publish(tick("BTCUSDT", 1, "1.25"));
        SseEvent first = client.next("price");
        assertThat(first.raw("price")).isEqualTo("1.25");
        assertThat(first.data()).doesNotContain("test");
    }

    @Test
    void theAnswerIsThatOfTheContract() {
        RawAnswer answer = node.post(ROUTE, BODY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"message\":\"已广播价格: BTCUSDT = 95000\"}");
        assertThat(answer.header("content-type")).contains("application/json; charset=utf-8");
    }

    @Test
    void theAnswerIsEnglishForWhoPrefersIt() {
        assertThat(node.post(ROUTE, BODY, "Accept-Language: en-GB,en").json().getString("message"))
                .isEqualTo("Broadcast price: BTCUSDT = 95000");
    }

    @Test
    void itReachesEveryClientOfEveryEventLoop() {
        restart(HttpNode.plan().eventLoops(4));
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(node.greeted(""));
        }
        node.post(ROUTE, BODY);
        for (SseClient client : clients) {
            SseEvent event = client.next("price");
            assertThat(event.json().getBoolean("test")).isTrue();
            assertThat(event.raw("symbol")).isEqualTo("\"BTCUSDT\"");
            assertThat(event.raw("price")).isEqualTo("95000");
            assertThat(event.raw("change_24h")).isEqualTo("2.5");
        }
        clients.forEach(SseClient::close);
    }

    @Test
    void whatCurlCallsAFormIsReadAsItIs() {
        String type = "Content-Type: application/x-www-form-urlencoded";
        RawAnswer answer = node.post(ROUTE, BODY + " ".repeat(3_000), type);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void thePriceReachesClientsDigitForDigit() {
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, "{\"symbol\":\"BTCUSDT\",\"price\":0.1000000000000000055511151231257827}");
            assertThat(client.next("price").raw("price")).isEqualTo("0.1000000000000000055511151231257827");
        }
    }

    @Test
    void thePricesOfTheNodeStayAsTheyAre() {
        node.hold(tick("BTCUSDT", 5, "1.25"));
        try (SseClient client = node.greeted("")) {
            client.next("price");
            node.post(ROUTE, BODY);
            node.post(ROUTE, "{\"symbol\":\"ETHUSDT\",\"price\":7}");
            client.next("price", 2);
        }
        assertThat(node.get("/api/prices").json().getJsonArray("data")).hasSize(1);
        assertThat(node.get("/api/prices/BTCUSDT").json().getJsonObject("data").getString("event_time"))
                .isEqualTo("5");
        assertThat(node.status().getInteger("prices")).isEqualTo(1);
    }

    @Test
    void aPriceOfTheMarketGoesOnAfterIt() {
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, BODY);
            client.next("price");
            assertNothingReached(client);
        }
    }

    @Test
    void itReachesAClientThatAskedForAnInterval() {
        try (SseClient client = node.greeted("?interval=3600000")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            client.next("price");
            node.post(ROUTE, BODY);
            assertThat(client.next("price").json().getBoolean("test")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "{\"symbol\":\"BTC\\n\\nevent: price\\ndata: {}\",\"price\":1}",
                "{\"symbol\":\"BTC\\r\",\"price\":1}",
                "{\"symbol\":\"BTC\\u0000\",\"price\":1}",
                "{\"symbol\":\"BTC\\u2028\",\"price\":1}",
                "{\"symbol\":\"BTC\\\"\",\"price\":1}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1e400}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1e999999999}",
                "{\"symbol\":\"BTCUSDT\",\"price\":NaN}",
                "{\"symbol\":\"BTCUSDT\",\"price\":{\"price\":1}}",
                "{\"symbol\":\"BTCUSDT\",\"price\":1,\"price\":2}",
                "{\"symbol\":[\"BTCUSDT\"],\"price\":1}",
                "{\"symbol\":\"BTCUSDT\",\"price\":\"1\\ndata: 2\"}",
                "{\"symbol\":\"BTCUSDT\",\"price\":-1}",
                "{\"symbol\":\"BTCUSDT\",\"price\":0}"
            })
    void whatIsNoPriceIsRefusedAndReachesNobody(String body) {
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, body).error(400);
            assertNothingReached(client);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAndReachesNobody() {
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, BODY + " ".repeat(5_000)).error(413);
            assertNothingReached(client);
        }
    }

    @Test
    void aBodyOfUnknownLengthThatIsTooLargeIsRefused() {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        node.chunked(ROUTE, chunk + chunk + "0\r\n\r\n").error(413);
    }

    @Test
    void theLargestBodyIsTaken() {
        assertThat(node.post(ROUTE, BODY + " ".repeat(4_096 - BODY.length())).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-for: 192.0.2.1",
                "X-Forwarded-Host: example.org",
                "X-Real-IP: 127.0.0.1",
                "Via: 1.1 proxy",
                "X-Forwarded-For:",
                "x-client-ip: 127.0.0.1",
                "X-Cluster-Client-IP: ::1",
                "X-Original-Forwarded-For: 192.0.2.1",
                "X-Original-Host: localhost",
                "X-Original-URL: /",
                "x-envoy-external-address: 127.0.0.1",
                "X-Envoy-Internal: true",
                "True-Client-IP: 127.0.0.1",
                "CF-Connecting-IP: 127.0.0.1",
                "CF-Connecting-IPv6: ::1",
                "Fastly-Client-IP: 127.0.0.1",
                "Fly-Client-IP: 127.0.0.1",
                "CDN-Loop: edge"
            })
    void whoSpeaksThroughAProxyNeedsAToken(String header) {
        try (SseClient client = node.greeted("")) {
            RawAnswer answer = node.post(ROUTE, BODY, header);
            answer.error(401);
            assertThat(answer.header("www-authenticate")).contains("Bearer");
            assertNothingReached(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org", "null", "http://127.0.0.1:1", "http://localhost", "", "file://"})
    void aPageOfAnotherSiteNeedsAToken(String origin) {
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, BODY, "Origin: " + origin).error(401);
            assertNothingReached(client);
        }
    }

    @Test
    void aPageOfThisNodeNeedsNone() {
        String local = "127.0.0.1:" + node.port();
        assertThat(node.post(ROUTE, BODY, "Origin: http://" + local).status()).isEqualTo(200);
        for (String host : new String[] {"localhost:" + node.port(), "[::1]:" + node.port(), "localhost"}) {
            assertThat(node.post(ROUTE, BODY, "Host: " + host, "Origin: http://" + host)
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "example.org:5000",
                "127.0.0.1.example.org",
                "localhost.example.org:80",
                "1.2.3",
                "192.0.2.1:5000"
            })
    void aNameThatSomeoneElsePointedHereIsNotThisNode(String host) {
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, BODY, "Host: " + host, "Origin: http://" + host).error(401);
            assertNothingReached(client);
        }
    }

    @Test
    void withTheTokenAnybodyMayCall() {
        restart(HttpNode.plan().set("TICKCAST_ADMIN_TOKEN", TOKEN));
        assertThat(node.post(ROUTE, BODY, "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(200);
        assertThat(node.post(ROUTE, BODY, "Authorization: bearer " + TOKEN).status())
                .isEqualTo(200);
        assertThat(node.post(ROUTE, BODY, "Authorization: Bearer " + TOKEN, "Authorization: Bearer " + TOKEN)
                        .status())
                .isEqualTo(401);
        assertThat(node.post(ROUTE, BODY, "Authorization: Bearer " + TOKEN, "X-Forwarded-For: 192.0.2.1")
                        .status())
                .isEqualTo(200);
        assertThat(node.post(ROUTE, BODY, "Authorization: Bearer " + TOKEN, "Origin: https://example.org")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer 0123456789abcdeX",
                "Bearer 0123456789abcde",
                "Bearer 0123456789abcdef0",
                "Bearer ",
                "Bearer",
                "",
                "Basic eDp5",
                "0123456789abcdef",
                "Bearer null"
            })
    void aWrongTokenIsRefusedEvenFromHere(String authorization) {
        restart(HttpNode.plan().set("TICKCAST_ADMIN_TOKEN", TOKEN));
        try (SseClient client = node.greeted("")) {
            RawAnswer answer = node.post(ROUTE, BODY, "Authorization: " + authorization);
            answer.error(401);
            assertThat(answer.header("www-authenticate"))
                    .contains("Bearer realm=\"tickcast\", error=\"invalid_token\","
                            + " error_description=\"This token is not admin.token\"");
            assertNothingReached(client);
        }
    }

    @Test
    void theLogSaysWhoMadeACallAndWhat() {
        restart(HttpNode.plan().set("TICKCAST_ADMIN_TOKEN", TOKEN));
        try (LogLines log = new LogLines("io.tickcast")) {
            node.post(ROUTE, BODY);
            node.post(ROUTE, BODY, "Authorization: Bearer " + TOKEN, "X-Forwarded-For: 192.0.2.1");
            node.post(ROUTE, BODY, "Authorization: Bearer x");
            assertThat(log.containing("Test broadcast"))
                    .containsExactly(
                            "INFO Test broadcast of BTCUSDT at 95000 by this machine at 127.0.0.1",
                            "INFO Test broadcast of BTCUSDT at 95000 by the holder of admin.token at 127.0.0.1,"
                                    + " forwarded for 192.0.2.1");
            assertThat(log.containing(TOKEN)).isEmpty();
        }
    }

    @Test
    void whereNoTokenIsSetNoneIsRight() {
        node.post(ROUTE, BODY, "Authorization: Bearer ").error(401);
        node.post(ROUTE, BODY, "Authorization: Bearer x", "X-Forwarded-For: 192.0.2.1")
                .error(401);
    }

    @Test
    void whoMayNotCallLearnsNothingOfTheBody() {
        node.post(ROUTE, "{", "Via: 1.1 proxy").error(401);
        node.post(ROUTE, " ".repeat(3_000), "Via: 1.1 proxy").error(401);
    }

    @Test
    void aDemoNodeSaysThatItIsOne() {
        restart(HttpNode.plan().demo());
        try (SseClient client = node.greeted("")) {
            node.post(ROUTE, BODY);
            assertThat(client.next("price").data()).endsWith("\"demo\": true, \"test\": true}");
        }
    }
}
