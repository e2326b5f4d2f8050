package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Frames;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamPricesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StreamPrices prices = new StreamPrices();

    private void note(String stream, String data) {
        byte[] message = Frames.combined(stream, data).getBytes(StandardCharsets.UTF_8);
        prices.note(RelayFrame.of(message, false).orElseThrow(), 0);
    }

    private Optional<String> answer(String name, long now, String... params) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < params.length; i += 2) {
            query.add(params[i], params[i + 1]);
        }
        return prices.answer(RestQuestion.of(name, query).orElseThrow(), now).map(Object::toString);
    }

    @Test
    void aPriceHasTheDigitsOfTheNewestTrade() {
        note("btcusdt@trade", "{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"p\":\"1.00000000\",\"q\":\"2\"}");
        note("btcusdt@trade", "{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"p\":\"1.10000000\",\"q\":\"2\"}");
        assertThat(answer("ticker/price", SECOND - 1, "symbol", "BTCUSDT"))
                .contains("{\"symbol\":\"BTCUSDT\",\"price\":\"1.10000000\"}");
    }

    @Test
    void aBookTickerHasTheFormOfRest() {
        note(
                "btcusdt@bookTicker",
                "{\"u\":1,\"s\":\"BTCUSDT\",\"b\":\"1.0\",\"B\":\"2.0\",\"a\":\"3.0\",\"A\":\"4.0\"}");
        assertThat(answer("ticker/bookTicker", 0, "symbol", "BTCUSDT"))
                .contains("{\"symbol\":\"BTCUSDT\",\"bidPrice\":\"1.0\",\"bidQty\":\"2.0\",\"askPrice\":\"3.0\","
                        + "\"askQty\":\"4.0\"}");
    }

    @Test
    void theExchangeAnswersWhatTheStreamsDoNot() {
        note("btcusdt@trade", "{\"s\":\"BTCUSDT\",\"p\":\"1.0\"}");
        note("ethusdt@trade", "nonsense");
        assertThat(answer("ticker/price", SECOND, "symbol", "BTCUSDT"))
                .as("too old")
                .isEmpty();
        assertThat(answer("ticker/price", 0)).as("all symbols").isEmpty();
        assertThat(answer("ticker/price", 0, "symbol", "btcusdt"))
                .as("refused by the exchange")
                .isEmpty();
        assertThat(answer("ticker/price", 0, "symbol", "BTCUSDT", "x", "y")).isEmpty();
        assertThat(answer("ticker/price", 0, "symbol", "ETHUSDT")).isEmpty();
        assertThat(answer("ticker/24hr", 0, "symbol", "BTCUSDT")).isEmpty();
        prices.sweep(SECOND);
        assertThat(answer("ticker/price", 0, "symbol", "BTCUSDT")).isEmpty();
    }
}
