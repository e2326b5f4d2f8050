package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.access.Grant;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestQuestionTest {
    private static RestQuestion question(String name, String... params) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (String param : params) {
            String[] pair = param.split("=", 2);
            query.add(pair[0], pair[1]);
        }
        return RestQuestion.of(name, query).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "exchangeInfo, symbol=BTCUSDT, 20",
        "depth, symbol=BTCUSDT, 5",
        "depth, limit=100, 5",
        "depth, limit=101, 25",
        "depth, limit=500, 25",
        "depth, limit=1000, 50",
        "depth, limit=5000, 250",
        "depth, limit=1000000, 250",
        "depth, limit=99999999999999999999, 250",
        "depth, limit=x, 5",
        "trades, symbol=BTCUSDT, 25",
        "aggTrades, symbol=BTCUSDT, 4",
        "klines, symbol=BTCUSDT, 2",
        "avgPrice, symbol=BTCUSDT, 2",
        "ticker/24hr, symbol=BTCUSDT, 2",
        "ticker/24hr, type=MINI, 80",
        "ticker/price, symbol=BTCUSDT, 2",
        "ticker/price, x=1, 4",
        "ticker/bookTicker, x=1, 4",
        "ticker, symbol=BTCUSDT, 4"
    })
    void aQuestionWeighsAsTheExchangeCounts(String name, String param, int weight) {
        assertThat(question(name, param).weight()).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({"ticker/24hr,20,2", "ticker/24hr,21,40", "ticker/24hr,101,80", "ticker,3,12", "ticker,60,200"})
    void severalSymbolsWeighMore(String name, int count, int weight) {
        String symbols =
                IntStream.range(0, count).mapToObj(i -> "\"S" + i + '"').collect(Collectors.joining(","));
        assertThat(question(name, "symbols=[" + symbols + ']').weight()).isEqualTo(weight);
    }

    @Test
    void theOrderOfParametersMakesNoOtherQuestion() {
        assertThat(question("klines", "symbol=BTCUSDT", "interval=1m").path())
                .isEqualTo(question("klines", "interval=1m", "symbol=BTCUSDT").path())
                .isEqualTo("/api/v3/klines?interval=1m&symbol=BTCUSDT");
    }

    @Test
    void anythingElseIsNoQuestion() {
        assertThat(RestQuestion.of("account", MultiMap.caseInsensitiveMultiMap()))
                .isEmpty();
        assertThat(RestQuestion.of("klines/", MultiMap.caseInsensitiveMultiMap()))
                .isEmpty();
    }

    @Test
    void aTokenIsForItsSymbols() {
        Grant grant = new Grant("", Optional.of(List.of("BTC*")), Optional.empty(), Optional.empty());
        assertThatCode(() -> {
                    question("depth", "symbol=BTCUSDT").check(grant);
                    question("exchangeInfo").check(grant);
                    question("ticker/24hr").check(Grant.ALL);
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> question("depth", "symbol=ETHUSDT").check(grant))
                .hasMessage("The token is not for ETHUSDT");
        assertThatThrownBy(() -> question("ticker/price").check(grant)).hasMessage("The token is not for all symbols");
        assertThatThrownBy(() -> question("ticker/price", "symbols=[\"BTCUSDT\",\"ETHUSDT\"]")
                        .check(grant))
                .hasMessage("The token is not for ETHUSDT");
    }
}
