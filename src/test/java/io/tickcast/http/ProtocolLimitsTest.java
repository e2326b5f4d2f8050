package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.WholeAnswer;
import io.tickcast.testing.Wire;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The limits for clients are the same whichever way they ask. */
@Tag("slow")
@ParameterizedClass
@EnumSource
class ProtocolLimitsTest extends WithKeys {
    private static final String STREAM = "/api/sse/prices";

    private final Wire wire;
    private HttpNode node;
    private HttpClient client;

    ProtocolLimitsTest(Wire wire) {
        this.wire = wire;
    }

    /** All of its client's requests share a connection over HTTP/2. */
    private void start(HttpNode.Plan plan) {
        node = plan.wire(wire).start();
        client = node.clients().createHttpClient(wire.client(), new PoolOptions().setHttp2MaxSize(1));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private SseClient stream(String query, Map<String, String> headers) {
        return SseClient.open(client, node.port(), STREAM + query, headers);
    }

    private WholeAnswer ask(HttpMethod method, String uri, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI(uri);
        headers.forEach(options::putHeader);
        WholeAnswer answer = Await.result(WholeAnswer.to(client.request(options)));
        assertThat(answer.body().toJsonObject().fieldNames()).isNotEmpty();
        return answer;
    }

    @Test
    void aSilentStreamBeats() {
        start(HttpNode.plan().set("TICKCAST_STREAM_HEARTBEAT", "50ms"));
        SseClient stream = stream("", Map.of());
        assertThat(stream.next("heartbeat", 3)).hasSize(3);
    }

    @Test
    void anAddressHasSoManyStreamsHoweverFewItsConnections() {
        start(HttpNode.plan().set("TICKCAST_STREAM_MAX_PER_ADDRESS", "3"));
        SseClient first = stream("", Map.of());
        for (SseClient more : new SseClient[] {first, stream("", Map.of()), stream("", Map.of())}) {
            more.next("connected");
            assertThat(more.connection() == first.connection()).isEqualTo(wire.isHttp2() || more == first);
        }
        WholeAnswer refused = ask(HttpMethod.GET, STREAM, Map.of());
        assertThat(refused.head().statusCode()).isEqualTo(503);
        assertThat(refused.head().getHeader("retry-after")).isEqualTo("3");
        SseClient browser = stream("", Map.of("Accept", "text/event-stream"));
        assertThat(browser.status()).isEqualTo(200);
        browser.next("overloaded");
        Await.result(browser.ended());
        assertThat(browser.retries()).hasSize(1);
        first.reset();
        node.awaitClients(2);
        stream("", Map.of()).next("connected");
    }

    @Test
    void streamsThatComeTooFastAreRefused() {
        start(HttpNode.plan().set("TICKCAST_STREAM_OPEN_RATE", "1"));
        int refused = 0;
        // More than a second can hold, unless each takes one.
        for (int i = 0; i < 5; i++) {
            SseClient stream = stream("", Map.of("Accept", "text/event-stream"));
            if (stream.next().name().equals("overloaded")) {
                Await.result(stream.ended());
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aTokenOrATicketLetsIn() {
        start(HttpNode.plan()
                .askingForTokens()
                .set("TICKCAST_AUTH_JWT_JWKS", keys.url())
                .set("TICKCAST_AUTH_JWT_COOKIE", "session"));
        String token = ISSUER.token(Issuer.claims().put("symbols", new JsonArray().add("BTCUSDT")));
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + token);
        Await.until(
                "the keys are here",
                () -> ask(HttpMethod.GET, "/api/prices", bearer).head().statusCode() == 200);

        WholeAnswer unasked = ask(HttpMethod.GET, STREAM, Map.of());
        assertThat(unasked.head().statusCode()).isEqualTo(401);
        assertThat(unasked.head().getHeader("www-authenticate")).isEqualTo("Bearer realm=\"tickcast\"");
        assertThat(ask(HttpMethod.GET, STREAM + "?symbols=SOLUSDT", bearer)
                        .head()
                        .statusCode())
                .isEqualTo(403);
        // The page of a server is where the address says, which HTTP/2 has a field of its own for.
        String own = (wire.isTls() ? "https" : "http") + "://127.0.0.1:" + node.port();
        Map<String, String> cookie = Map.of("Cookie", "session=" + token, "Origin", own);
        assertThat(ask(HttpMethod.GET, "/api/prices", cookie).head().statusCode())
                .isEqualTo(200);

        WholeAnswer answer = ask(HttpMethod.POST, "/api/sse/ticket", bearer);
        assertThat(answer.head().statusCode()).isEqualTo(200);
        String ticket =
                "?ticket=" + answer.body().toJsonObject().getJsonObject("data").getString("ticket");
        SseClient byTicket = stream(ticket, Map.of());
        SseClient byToken = stream("", bearer);
        node.publish(tick("SOLUSDT", 1, "1"), tick("BTCUSDT", 2, "2"));
        for (SseClient stream : new SseClient[] {byTicket, byToken}) {
            assertThat(stream.next("price").json().getString("symbol")).isEqualTo("BTCUSDT");
        }
        assertThat(ask(HttpMethod.GET, STREAM + ticket, Map.of()).head().statusCode())
                .as("a second time")
                .isEqualTo(401);
    }
}
