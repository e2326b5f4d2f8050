package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The past trades that the fake of Coinbase answers by REST. */
class FakeCoinbaseTradesTest extends WithKlines {
    private static final String TRADES = "/products/BTC-USDT/trades";

    private ScriptedExchange exchange(int trades) {
        ScriptedExchange exchange = exchange("coinbase");
        for (int trade = 0; trade < trades; trade++) {
            trade(exchange, OPEN + trade, "95000.10", "0.50");
        }
        return exchange;
    }

    private List<Long> ids(ScriptedExchange exchange, String query) {
        Response answer = get(exchange, TRADES + query);
        assertThat(answer.status()).isEqualTo(200);
        return new JsonArray(answer.body())
                .stream().map(row -> ((JsonObject) row).getLong("trade_id")).toList();
    }

    private static List<Long> downwards(long from, long to) {
        return LongStream.rangeClosed(to, from)
                .map(id -> from + to - id)
                .boxed()
                .toList();
    }

    @Test
    void aTradeHasTheSideOfItsMaker() {
        assertThat(get(exchange(1), TRADES).body())
                .isEqualTo("[{\"trade_id\":1,\"side\":\"sell\",\"size\":\"0.50000000\",\"price\":\"95000.10000000\","
                        + "\"time\":\"2023-11-14T22:13:00Z\"}]");
    }

    @Test
    void pagesBeginWithTheNewestAndAreAskedForByIds() {
        ScriptedExchange exchange = exchange(1_200);

        assertThat(ids(exchange, "")).isEqualTo(downwards(1_200, 201));
        assertThat(ids(exchange, "?limit=3")).containsExactly(1_200L, 1_199L, 1_198L);
        assertThat(ids(exchange, "?limit=3&after=701")).containsExactly(700L, 699L, 698L);
        assertThat(ids(exchange, "?limit=3&before=700")).containsExactly(1_200L, 1_199L, 1_198L);
        assertThat(ids(exchange, "?after=1")).isEmpty();
        Response page = get(exchange, TRADES + "?limit=3&after=701");
        assertThat(page.headers().get("CB-BEFORE")).isEqualTo("700");
        assertThat(page.headers().get("CB-AFTER")).isEqualTo("698");
    }

    @Test
    void whatIsNoPageIsRefused() {
        ScriptedExchange exchange = exchange(1);

        assertThat(get(exchange, TRADES + "?limit=1001").status()).isEqualTo(400);
        assertThat(get(exchange, TRADES + "?limit=0").status()).isEqualTo(400);
        assertThat(get(exchange, TRADES + "?after=x").json().getString("message"))
                .isEqualTo("invalid after");
        assertThat(get(exchange, "/products/NO-USD/trades").status()).isEqualTo(404);
    }
}
