package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.SseClient;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rights of a token to candles: the same as to prices. */
@Tag("slow")
class CandleRightsTest extends WithTokens {
    private static final List<String> PATHS = List.of(
            "/api/candles?symbol=BTCUSDT&interval=1m",
            "/api/udf/config",
            "/api/udf/time",
            "/api/udf/symbols?symbol=BTCUSDT",
            "/api/udf/search?query=BTC",
            "/api/udf/history?symbol=BTCUSDT&resolution=1&from=0&to=1");

    @Test
    void withoutATokenThereAreNone() {
        try (HttpNode kept = plan().candles().start()) {
            WithCandles.awaitWriter(kept, bearer(ISSUER.token()));
            for (String path : PATHS) {
                assertNotLetIn(kept.get(path), "Send a token");
                assertThat(get(kept, path, bearer(ISSUER.token())).status())
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aStreamHasCandlesOfTheSymbolsOfItsTokenOnly() {
        try (HttpNode kept = plan().candles().start()) {
            String token = tokenFor("BTC*");
            kept.follow("binance", WithCandles.instrument("BTC", 2), WithCandles.instrument("ETH", 2));
            try (SseClient client = kept.stream("?candles=1m&interval=0", Map.of("Authorization", "Bearer " + token))) {
                client.next("connected");
                Await.until(
                        "it is counted",
                        () -> kept.get("/api/sse/status", bearer(ISSUER.token()))
                                .body()
                                .contains("\"candles\":{\"streams\":1"));
                kept.publish(
                        WithCandles.open("ETHUSDT", WithCandles.DAY, "1"),
                        WithCandles.open("BTCUSDT", WithCandles.DAY, "2"));
                assertThat(client.next("candle").json().getString("symbol")).isEqualTo("BTCUSDT");
            }
        }
    }

    @Test
    void aTokenIsForItsSymbolsOnly() {
        try (HttpNode kept = plan().candles().start()) {
            String token = bearer(tokenFor("BTC*"));
            WithCandles.awaitWriter(kept, token);
            for (String path : PATHS) {
                assertThat(get(kept, path, token).status()).as(path).isEqualTo(200);
            }
            assertThat(kept.get("/api/candles?symbol=ETHUSDT&interval=1m", token)
                            .error(403))
                    .isEqualTo("Your token does not allow ETHUSDT");
            for (String path : List.of("symbols?symbol=ETHUSDT", "history?symbol=ETHUSDT&resolution=1")) {
                RawAnswer refused = kept.get("/api/udf/" + path, token);
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.json().getString("errmsg")).isEqualTo("Your token does not allow ETHUSDT");
            }
            assertThat(new JsonArray(kept.get("/api/udf/search?query=", token).body()))
                    .hasSize(1);
        }
    }
}
