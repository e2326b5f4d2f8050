package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Issuer;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The access to streams over WebSocket on a node that asks for tokens. */
class WebSocketAccessTest extends WithTokens {
    private static final String URI = "/api/ws/prices";

    private RawAnswer ask(String query, String... headers) {
        try (RawHttp http = node.connect()) {
            return RawWebSocket.ask(http, URI + query, headers);
        }
    }

    private RawWebSocket open(String query, String... headers) {
        return RawWebSocket.open(node.connect(), URI + query, headers);
    }

    @Test
    void withoutATokenTheUpgradeIsRefused() {
        RawAnswer answer = ask("");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate").orElseThrow()).startsWith("Bearer realm=\"tickcast\"");
    }

    @Test
    void aTicketOpensOneStreamWithTheSymbolsOfItsToken() {
        String ticket = ticket(tokenFor("BTCUSDT"));
        try (RawWebSocket stream = open("?ticket=" + ticket)) {
            assertThat(stream.next("connected").json().getJsonArray("symbols")).containsExactly("BTCUSDT");
        }
        assertThat(ask("?ticket=" + ticket).status()).isEqualTo(401);
        assertThat(ask("?symbols=ETHUSDT", bearer(tokenFor("BTCUSDT"))).status())
                .isEqualTo(403);
    }

    @Test
    void aTicketIsNotSpentOnARequestThatCannotBeUpgraded() {
        String ticket = ticket(tokenFor("BTCUSDT"));
        assertThat(ask("?ticket=" + ticket, "Sec-WebSocket-Version: 8").status())
                .isEqualTo(426);
        open("?ticket=" + ticket).close();
    }

    @Test
    void aStreamGetsNoSymbolBeyondItsToken() {
        String token = tokenFor("BTCUSDT", "ETHUSDT");
        get(node, "/api/prices", bearer(token));
        try (RawWebSocket stream = open("?symbols=BTCUSDT", bearer(token))) {
            stream.next("connected");
            stream.send("{\"op\":\"subscribe\",\"symbols\":[\"XRPUSDT\"]}");
            assertThat(stream.next("error").data()).contains("does not allow");
            stream.send("{\"op\":\"subscribe\",\"symbols\":[\"ETHUSDT\"]}");
            assertThat(stream.next("ack").json().getJsonArray("symbols")).containsExactly("BTCUSDT", "ETHUSDT");
            stream.send("{\"op\":\"subscribe\",\"symbols\":[\"*\"]}");
            assertThat(stream.next("ack").json().getJsonArray("symbols")).containsExactly("BTCUSDT", "ETHUSDT");
        }
    }

    @Test
    void aCookieCountsForPagesOfKnownSitesAlone() {
        String cookie = "Cookie: session=" + ISSUER.token();
        get(node, "/api/prices", cookie);
        for (String origin : new String[] {"https://evil.example", "null"}) {
            assertThat(ask("", cookie, "Origin: " + origin).status()).as(origin).isEqualTo(403);
        }
        for (String origin : new String[] {SITE, "http://127.0.0.1"}) {
            try (RawWebSocket stream = open("", cookie, "Origin: " + origin)) {
                stream.next("connected");
            }
        }
    }

    @Test
    void aStreamEndsBeforeItsTokenDoes() {
        String token = ISSUER.token(
                Issuer.claims().put("exp", Instant.now().plusSeconds(4).getEpochSecond()));
        get(node, "/api/prices", bearer(token));
        try (RawWebSocket stream = open("", bearer(token))) {
            stream.next("expired");
            assertThat(stream.frame(RawWebSocket.CLOSE).code()).isEqualTo(4401);
        }
    }
}
