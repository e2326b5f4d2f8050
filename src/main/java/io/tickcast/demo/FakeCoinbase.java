package io.tickcast.demo;

import io.tickcast.market.Pair;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The feed of Coinbase Exchange: a ticker for each match, and a heartbeat of each product. */
final class FakeCoinbase implements FakeProtocol {
    private static final String TICKER = "ticker";

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String instrument(String symbol) {
        return Pair.of(symbol).map(pair -> pair.joined("-")).orElse(symbol);
    }

    @Override
    public Answer answer(String message, Set<String> listed) {
        JsonObject request = new JsonObject(message);
        String type = request.getString("type", "");
        if (!type.equals("subscribe") && !type.equals("unsubscribe")) {
            return Answer.of(error("Failed to subscribe", "type is invalid"));
        }
        JsonArray products = request.getJsonArray("product_ids", new JsonArray());
        for (Object product : products) {
            if (!listed.contains(product)) {
                return Answer.of(error("Failed to subscribe", product + " is not a valid product"));
            }
        }
        JsonArray channels = new JsonArray();
        request.getJsonArray("channels", new JsonArray())
                .forEach(name -> channels.add(new JsonObject().put("name", name).put("product_ids", products)));
        return new Answer(
                        List.of(new JsonObject()
                                .put("type", "subscriptions")
                                .put("channels", channels)
                                .encode()),
                        products.stream().map(String::valueOf).toList())
                .leavingIf(type.equals("unsubscribe"));
    }

    private static String error(String text, String reason) {
        return new JsonObject()
                .put("type", "error")
                .put("message", text)
                .put("reason", reason)
                .encode();
    }

    @Override
    public Optional<String> rest(String path, List<Listed> listed) {
        switch (path) {
            case "/products" -> {
                JsonArray products = new JsonArray();
                listed.forEach(each -> products.add(new JsonObject()
                        .put("id", each.name())
                        .put("base_currency", each.pair().base())
                        .put("quote_currency", each.pair().quote())
                        .put("quote_increment", each.coin().step())
                        .put("trading_disabled", !each.trading())
                        .put("status", each.trading() ? "online" : "delisted")));
                return Optional.of(products.encode());
            }
            case "/products/stats" -> {
                JsonObject stats = new JsonObject();
                listed.forEach(each -> stats.put(
                        each.name(),
                        new JsonObject()
                                .put(
                                        "stats_24hour",
                                        new JsonObject()
                                                .put("volume", each.volume())
                                                .put("last", each.price()))));
                return Optional.of(stats.encode());
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    @Override
    public List<Push> pushes(Ticker ticker) {
        String product = instrument(ticker.symbol());
        String match = Instant.ofEpochMilli(ticker.eventTime()).toString();
        return List.of(
                new Push(
                        product,
                        new JsonObject()
                                .put("type", TICKER)
                                .put("sequence", ticker.eventTime())
                                .put("product_id", product)
                                .put("price", Ticker.shortest(ticker.last()))
                                .put("open_24h", Ticker.shortest(ticker.open()))
                                .put("volume_24h", Ticker.decimal(ticker.volume()))
                                .put("low_24h", Ticker.shortest(ticker.low()))
                                .put("high_24h", Ticker.shortest(ticker.high()))
                                .put("volume_30d", Ticker.decimal(ticker.volume()))
                                .put("best_bid", Ticker.shortest(ticker.bid()))
                                .put("best_bid_size", Ticker.decimal(ticker.bidQuantity()))
                                .put("best_ask", Ticker.shortest(ticker.ask()))
                                .put("best_ask_size", Ticker.decimal(ticker.askQuantity()))
                                .put("side", "buy")
                                .put("time", match)
                                .put("trade_id", ticker.lastTrade())
                                .put("last_size", Ticker.decimal(ticker.lastQuantity()))
                                .encode()),
                new Push(
                        product,
                        new JsonObject()
                                .put("type", "heartbeat")
                                .put("last_trade_id", ticker.lastTrade())
                                .put("product_id", product)
                                .put("sequence", ticker.eventTime())
                                .put("time", match)
                                .encode()));
    }
}
