package io.tickcast.page;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedSymbols;
import io.tickcast.market.Instrument;
import io.tickcast.market.Pair;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Tells a node how small the steps of an exchange's prices are, as a feed does. */
final class TickSizes {
    private TickSizes() {}

    /**
     * Returns when the node has heard it.
     *
     * @param digits  behind the point of each symbol's price
     * @param headers with which the node may be asked
     */
    static void tell(HttpNode node, String exchange, Map<String, Integer> digits, String... headers) {
        List<Instrument> instruments = digits.entrySet().stream()
                .map(each -> instrument(each.getKey(), each.getValue()))
                .toList();
        node.bus().publish(BusAddresses.FEED_SYMBOLS, new FeedSymbols(exchange, 1, instruments).toJson());
        Await.until("the node knows the digits at " + exchange, () -> known(node, exchange, headers) == digits.size());
    }

    private static Instrument instrument(String symbol, int digits) {
        Pair pair = Pair.of(symbol).orElseThrow();
        return new Instrument(
                symbol, pair.base(), pair.quote(), symbol, symbol, OptionalInt.of(digits), Instrument.TRADING);
    }

    private static long known(HttpNode node, String exchange, String... headers) {
        return node.get("/api/symbols?exchange=" + exchange, headers).json().getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .map(symbol -> symbol.getJsonObject("exchanges").getJsonObject(exchange))
                .filter(listed -> listed.containsKey("price_digits"))
                .count();
    }
}
