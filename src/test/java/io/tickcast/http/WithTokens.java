package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.RawAnswer;
import io.vertx.core.json.JsonArray;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A node that asks for tokens; its issuer's keys are behind a URL. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class WithTokens extends WithKeys {
    static final String STREAM = "/api/sse/prices";
    static final String TICKET = "/api/sse/ticket";
    static final String SITE = "https://shop.example";

    final HttpNode node = plan().start();

    static HttpNode.Plan plan() {
        return HttpNode.plan()
                .askingForTokens()
                .set("TICKCAST_AUTH_JWT_JWKS", keys.url())
                .set("TICKCAST_AUTH_JWT_COOKIE", "session")
                .set("TICKCAST_HTTP_CORS_ORIGINS", SITE);
    }

    @AfterEach
    void close() {
        node.close();
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    static String tokenFor(String... symbols) {
        return ISSUER.token(Issuer.claims().put("symbols", new JsonArray(List.of(symbols))));
    }

    /** The keys may not be here yet. */
    RawAnswer get(HttpNode from, String uri, String... headers) {
        RawAnswer[] answer = new RawAnswer[1];
        Await.until("the keys are here", () -> {
            answer[0] = from.get(uri, headers);
            return answer[0].status() != 503;
        });
        return answer[0];
    }

    String ticket(String token) {
        get(node, "/api/prices", bearer(token));
        RawAnswer answer = node.post(TICKET, "", bearer(token));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("cache-control")).contains("no-store");
        assertThat(answer.json().getJsonObject("data").getInteger("expires_in")).isEqualTo(30);
        return answer.json().getJsonObject("data").getString("ticket");
    }

    static void assertNotLetIn(RawAnswer answer, String why) {
        assertThat(answer.error(401)).contains(why);
        assertThat(answer.header("www-authenticate").orElseThrow()).startsWith("Bearer realm=\"tickcast\"");
    }
}
