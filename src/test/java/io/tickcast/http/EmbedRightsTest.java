package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.SseClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ticker and chart in frames, where tokens are asked for: the requests of a browser, with and without its cookie. */
@Tag("slow")
class EmbedRightsTest extends WithTokens {
    private static final String FRAMING = "https://news.example";
    private static final List<String> EMBEDS = List.of("/embed/ticker?symbol=BTCUSDT", "/embed/chart?symbol=BTCUSDT");
    /** The requests of the scripts of both. */
    private static final List<String> READS =
            List.of("/api/candles?symbol=BTCUSDT&exchange=binance&interval=15m&limit=97", "/api/symbols");

    private static final String PRICES = "?symbols=BTCUSDT&fields=symbol,event_time,price,change_24h&interval=250";

    private static HttpNode framed() {
        return plan().candles()
                .set("TICKCAST_HTTP_FRAME_ORIGINS", FRAMING)
                .set("TICKCAST_HTTP_CORS_ORIGINS", "*")
                .start();
    }

    @Test
    void aFrameOfAnotherSiteIsThereAndGetsNoPrices() {
        try (HttpNode node = framed()) {
            WithCandles.awaitWriter(node, bearer(ISSUER.token()));
            for (String embed : EMBEDS) {
                RawAnswer frame =
                        node.get(embed, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: iframe", "Referer: " + FRAMING);
                assertThat(frame.status()).isEqualTo(200);
                assertThat(frame.header("content-security-policy"))
                        .get()
                        .asString()
                        .endsWith("frame-ancestors 'self' " + FRAMING);
                assertThat(frame.header("x-frame-options")).isEmpty();
            }
            // The frame asks its own server, and its browser keeps the cookie from it.
            for (String read : READS) {
                assertNotLetIn(node.get(read, "Sec-Fetch-Site: same-origin"), "Send a token");
            }
            assertNotLetIn(node.get(STREAM + PRICES, "Sec-Fetch-Site: same-origin"), "Send a token");
        }
    }

    @Test
    void aFrameOfThisSiteGetsPricesWithItsCookie() {
        try (HttpNode node = framed()) {
            String cookie = "session=" + ISSUER.token();
            WithCandles.awaitWriter(node, bearer(ISSUER.token()));
            for (String read : READS) {
                assertThat(node.get(read, "Cookie: " + cookie).status()).isEqualTo(200);
            }
            try (SseClient stream = node.stream(PRICES, Map.of("Cookie", cookie))) {
                stream.next("connected");
            }
        }
    }

    @Test
    void aSiteThatMayFrameMayNotReadWithTheCookie() {
        try (HttpNode node = framed()) {
            WithCandles.awaitWriter(node, bearer(ISSUER.token()));
            for (String read : READS) {
                assertNotLetIn(
                        node.get(read, "Cookie: session=" + ISSUER.token(), "Origin: " + FRAMING), "lists by name");
            }
        }
    }
}
