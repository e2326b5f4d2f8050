package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.RawAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights of pages of other sites, and of none that is known, with a token or a cookie. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherSitesTest extends WithTokens {
    @Test
    void aCookieCountsForPagesOfKnownSitesAlone() {
        String cookie = "Cookie: a=b; session=" + ISSUER.token();
        assertThat(get(node, "/api/prices", cookie).status()).isEqualTo(200);
        assertThat(node.get("/api/prices", cookie, "Origin: http://127.0.0.1:" + node.port())
                        .status())
                .isEqualTo(200);
        RawAnswer known = node.get("/api/prices", cookie, "Origin: " + SITE);
        assertThat(known.status()).isEqualTo(200);
        assertThat(known.header("access-control-allow-origin")).contains(SITE);
        assertThat(known.header("access-control-allow-credentials")).contains("true");
        assertThat(known.header("vary").orElseThrow()).contains("Cookie");
        for (String origin : List.of("https://evil.example", "null", "https://shop.example.evil.example")) {
            assertThat(node.get("/api/prices", cookie, "Origin: " + origin).status())
                    .as(origin)
                    .isEqualTo(403);
            assertThat(node.post(TICKET, "", cookie, "Origin: " + origin).status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(node.post(TICKET, "", cookie, "Origin: http://127.0.0.1:" + node.port())
                        .status())
                .isEqualTo(200);
        assertThat(node.post(TICKET, "", cookie, "Origin: " + SITE).status()).isEqualTo(200);
    }

    @Test
    void ofCookiesOfOneNameTheOneThatCountsIsTaken() {
        String stale = "session=" + ISSUER.token(Issuer.claims().put("exp", 1));
        String good = "session=" + ISSUER.token();
        for (String[] cookies : new String[][] {
            {"Cookie: " + stale + "; " + good},
            {"Cookie: " + good + "; " + stale},
            {"Cookie: session=; session=x; " + stale + "; " + good},
            {"Cookie: " + stale, "Cookie: " + good}
        }) {
            assertThat(get(node, "/api/prices", cookies).status()).isEqualTo(200);
        }
        assertNotLetIn(node.get("/api/prices", "Cookie: " + stale + "; session=x"), "Access denied: ");
        // Each costs a check.
        assertNotLetIn(
                node.get("/api/prices", "Cookie: " + "session=a; session=b; session=c; session=d; " + good),
                "Access denied: ");
    }

    @Test
    void everySiteMayReadWithATokenAndNoneWithACookie() {
        try (HttpNode open = plan().set("TICKCAST_HTTP_CORS_ORIGINS", "*").start()) {
            RawAnswer answer = get(open, "/api/prices", bearer(ISSUER.token()), "Origin: " + SITE);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("access-control-allow-origin")).contains("*");
            assertThat(answer.header("access-control-allow-credentials")).isEmpty();
            assertNotLetIn(
                    open.get("/api/prices", "Cookie: session=" + ISSUER.token(), "Origin: " + SITE), "lists by name");
            assertNotLetIn(
                    open.post(TICKET, "", "Cookie: session=" + ISSUER.token(), "Origin: " + SITE), "lists by name");
        }
    }

    @Test
    void aPageOfAnotherSiteMayAskForATicket() {
        RawAnswer preflight = node.request(
                "OPTIONS",
                TICKET,
                "",
                "Origin: " + SITE,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-methods").orElseThrow())
                .contains("POST");
        assertThat(preflight.header("access-control-allow-headers").orElseThrow())
                .contains("Authorization");
        assertThat(node.request(
                                "OPTIONS",
                                TICKET,
                                "",
                                "Origin: https://evil.example",
                                "Access-Control-Request-Method: POST")
                        .header("access-control-allow-origin"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                STREAM,
                "/api/sse/signals",
                "/api/sse/status",
                "/api/prices",
                "/api/prices/BTCUSDT",
                "/api/symbols"
            })
    void aPageOfAnotherSiteLearnsWithoutATokenWhatItMayBring(String uri) {
        RawAnswer preflight = node.request(
                "OPTIONS",
                uri,
                "",
                "Origin: " + SITE,
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: authorization,last-event-id");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("access-control-allow-origin")).contains(SITE);
        assertThat(preflight.header("access-control-allow-headers").orElseThrow())
                .contains("Authorization", "Last-Event-ID");
        assertThat(preflight.header("access-control-allow-methods").orElseThrow())
                .doesNotContain("POST");
        for (String origin : List.of("https://evil.example", "null", SITE + ".evil.example", "http://shop.example")) {
            RawAnswer refused =
                    node.request("OPTIONS", uri, "", "Origin: " + origin, "Access-Control-Request-Method: GET");
            assertThat(refused.status()).as(origin).isEqualTo(403);
            assertThat(refused.header("access-control-allow-origin")).as(origin).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "OPTIONS"})
    void aPageOfAnUnlistedSiteIsToldSoAsEveryoneIsAndCounted(String method) {
        RawAnswer refused = node.request(
                method, "/api/prices", "", "Origin: https://evil.example", "Access-Control-Request-Method: GET");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("content-type")).contains("application/json; charset=utf-8");
        assertThat(refused.json().getInteger("code")).isZero();
        assertThat(refused.json().getString("message")).contains("https://evil.example", "http.cors-origins");
        assertThat(refused.header("www-authenticate")).contains("Bearer error=\"insufficient_scope\"");
        assertThat(refused.header("vary").orElseThrow()).containsIgnoringCase("Origin");
        assertThat(get(node, "/api/sse/status", bearer(ISSUER.token()))
                        .json()
                        .getJsonObject("data")
                        .getJsonObject("errors")
                        .getInteger("403"))
                .isEqualTo(1);
    }
}
