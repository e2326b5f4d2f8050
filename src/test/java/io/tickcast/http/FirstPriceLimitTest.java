package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.Ticks;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FirstPriceLimitTest {
    /** The node gives their first prices for 20 s. */
    private static final int SYMBOLS = 20_000;

    @Test
    void aStreamThatWasGivenTooManyFirstPricesIsToldWhenToAskAgain() {
        Tick[] prices = IntStream.range(0, SYMBOLS)
                .mapToObj(n -> Ticks.tick("C" + n + "USDT", 1, "1"))
                .toArray(Tick[]::new);
        try (HttpNode node = HttpNode.plan().warm(prices).start();
                RawWebSocket stream = RawWebSocket.open(
                        node.connect(), "/api/ws/prices?symbols=BTCUSDT&fields=symbol&interval=3600000")) {
            JsonObject connected = stream.next("connected").json();
            stream.send("{\"op\":\"subscribe\",\"symbols\":[\"C*\"]}");
            for (int i = 0; i < SYMBOLS; i++) {
                stream.next("price");
            }

            stream.send("{\"op\":\"subscribe\",\"symbols\":[\"ETHUSDT\"],\"ref\":1}");
            JsonObject error = new JsonObject(stream.line());
            assertThat(error.getString("message")).contains("more than 1000 first prices a second");
            assertThat(error.getInteger("retry")).isBetween(1, 20_000);
            RawAnswer answer = node.request(
                    "PATCH",
                    "/api/sse/streams/" + connected.getString("stream"),
                    "{\"add\":[\"ETHUSDT\"]}",
                    "X-Stream-Key: " + connected.getString("key"));
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.json().getString("message")).isEqualTo(error.getString("message"));
            assertThat(Integer.parseInt(answer.header("retry-after").orElseThrow()))
                    .isBetween(1, 20);
        }
    }
}
