package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private static final String SYMBOL = "BTCUSDT";

    private static void apply(Map<String, String> side, JsonArray levels) {
        for (Object each : levels) {
            JsonArray level = (JsonArray) each;
            if (new BigDecimal(level.getString(1)).signum() == 0) {
                side.remove(level.getString(0));
            } else {
                side.put(level.getString(0), level.getString(1));
            }
        }
    }

    private static Map<String, String> side(JsonArray levels) {
        Map<String, String> side = new TreeMap<>();
        apply(side, levels);
        return side;
    }

    /** As the exchange describes how to keep a book. */
    @Test
    void theChangesLeadFromOneBookToTheNext() {
        RandomWalk walk = new RandomWalk(SYMBOL, 1, 1_768_028_400_000L);
        OrderBook book = new OrderBook(Coin.of(SYMBOL));
        book.move(walk.next(1_768_028_400_000L));
        JsonObject snapshot = new JsonObject(book.top(5_000));
        Map<String, String> bids = side(snapshot.getJsonArray("bids"));
        Map<String, String> asks = side(snapshot.getJsonArray("asks"));
        long last = snapshot.getLong("lastUpdateId");
        for (int second = 1; second <= 50; second++) {
            JsonObject change = new JsonObject(book.move(walk.next(1_768_028_400_000L + 1_000L * second)));
            assertThat(change.getLong("U")).isEqualTo(last + 1);
            last = change.getLong("u");
            apply(bids, change.getJsonArray("b"));
            apply(asks, change.getJsonArray("a"));
            JsonObject now = new JsonObject(book.top(5_000));
            assertThat(now.getLong("lastUpdateId")).isEqualTo(last);
            assertThat(side(now.getJsonArray("bids"))).isEqualTo(bids).hasSize(OrderBook.LEVELS);
            assertThat(side(now.getJsonArray("asks"))).isEqualTo(asks).hasSize(OrderBook.LEVELS);
        }
    }

    @Test
    void aPartOfItHasTheBestLevels() {
        RandomWalk walk = new RandomWalk(SYMBOL, 1, 1_768_028_400_000L);
        OrderBook book = new OrderBook(Coin.of(SYMBOL));
        Ticker ticker = walk.next(1_768_028_400_000L);
        book.move(ticker);
        JsonObject top = new JsonObject(book.top(5));
        assertThat(top.getJsonArray("bids")).hasSize(5);
        assertThat(top.getJsonArray("bids").getJsonArray(0))
                .isEqualTo(new JsonArray().add(Ticker.decimal(ticker.bid())).add(Ticker.decimal(ticker.bidQuantity())));
        assertThat(top.getJsonArray("asks").getJsonArray(0).getString(0)).isEqualTo(Ticker.decimal(ticker.ask()));
    }
}
