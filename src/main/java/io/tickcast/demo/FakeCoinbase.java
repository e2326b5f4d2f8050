package io.tickcast.demo;

import io.tickcast.demo.candle.CoinbaseKlines;
import io.tickcast.demo.candle.KlineProtocol;
import io.tickcast.demo.candle.KlineSeries;
import io.tickcast.demo.candle.Klines;
import io.tickcast.demo.candle.RestAnswer;
import io.tickcast.demo.candle.Units;
import io.tickcast.market.Pair;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The feed of Coinbase Exchange: matches, a ticker for each of them, and a heartbeat of each product. */
final class FakeCoinbase implements FakeProtocol {
    private static final String TICKER = "ticker";
    private static final String HEARTBEAT = "heartbeat";
    private static final String MATCHES = "matches";
    private static final Set<Object> CHANNELS = Set.of(TICKER, HEARTBEAT, MATCHES);
    private static final int MAX_PRODUCTS = 900;

    @Override
    public Set<String> paths() {
        return Set.of("/");
    }

    @Override
    public KlineProtocol candles(int speed) {
        return new CoinbaseKlines(speed);
    }

    @Override
    public String instrument(String symbol) {
        return Pair.of(symbol).map(pair -> pair.joined("-")).orElse(symbol);
    }

    @Override
    public Limits limits() {
        return FakeProtocol.limits(100, Duration.ofSeconds(1), 8, Duration.ofSeconds(1));
    }

    @Override
    public Optional<Duration> subscribeWithin() {
        return Optional.of(Duration.ofSeconds(5));
    }

    @Override
    public Answer answer(String path, String message, Set<String> listed, Set<String> subscribed) {
        JsonObject request = new JsonObject(message);
        String type = request.getString("type", "");
        if (!type.equals("subscribe") && !type.equals("unsubscribe")) {
            return Answer.of(error("Failed to subscribe", "type is invalid"));
        }
        JsonArray products = request.getJsonArray("product_ids", new JsonArray());
        if (products.size() >= MAX_PRODUCTS) {
            return new Answer(List.of(), List.of(), List.of(), true);
        }
        for (Object product : products) {
            if (!listed.contains(product)) {
                return Answer.of(error("Failed to subscribe", product + " is not a valid product"));
            }
        }
        for (Object name : request.getJsonArray("channels", new JsonArray())) {
            if (!CHANNELS.contains(name)) {
                return Answer.of(error("Failed to subscribe", name + " is not a valid channel"));
            }
        }
        List<String> added = request.getJsonArray("channels", new JsonArray()).stream()
                .flatMap(name -> products.stream().map(product -> name + "@" + product))
                .toList();
        boolean leaves = type.equals("unsubscribe");
        return new Answer(List.of(subscriptions(subscribed, added, leaves)), added).leavingIf(leaves);
    }

    /** The answer to a request is all that the connection has subscribed. */
    private static String subscriptions(Set<String> before, List<String> named, boolean leaves) {
        Map<String, JsonArray> products = new TreeMap<>();
        Set<String> all = new LinkedHashSet<>(before);
        if (leaves) {
            all.removeAll(Set.copyOf(named));
        } else {
            all.addAll(named);
        }
        all.forEach(channel -> {
            int at = channel.indexOf('@');
            products.computeIfAbsent(channel.substring(0, at), name -> new JsonArray())
                    .add(channel.substring(at + 1));
        });
        JsonArray channels = new JsonArray();
        products.forEach(
                (name, ids) -> channels.add(new JsonObject().put("name", name).put("product_ids", ids)));
        return new JsonObject()
                .put("type", "subscriptions")
                .put("channels", channels)
                .encode();
    }

    @Override
    public List<String> heartbeats(Set<String> channels, boolean isQuiet, long millis, Klines klines) {
        return channels.stream()
                .filter(channel -> channel.startsWith(HEARTBEAT + '@'))
                .map(channel -> heartbeat(channel.substring(HEARTBEAT.length() + 1), millis, klines))
                .toList();
    }

    private static String heartbeat(String product, long millis, Klines klines) {
        return new JsonObject()
                .put("type", HEARTBEAT)
                .put(
                        "last_trade_id",
                        klines.series(product).map(KlineSeries::lastTrade).orElse(0L))
                .put("product_id", product)
                .put("sequence", millis)
                .put("time", Instant.ofEpochMilli(millis).toString())
                .encode();
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
    public List<AggTrade> told(AggTrade trade) {
        return trade.fills();
    }

    @Override
    public Optional<RestAnswer> pastTrades(String path, MultiMap parameters, Set<String> listed, TradeHistory trades) {
        return CoinbasePastTrades.answer(path, parameters, listed, trades);
    }

    @Override
    public List<Push> pushes(Ticker ticker) {
        String product = instrument(ticker.symbol());
        String match = Instant.ofEpochMilli(ticker.eventTime()).toString();
        return List.of(new Push(
                TICKER + '@' + product,
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
                        .encode()));
    }

    /** A match for each maker, with the maker's side: a taker that buys meets makers that sell. */
    @Override
    public List<Push> pushes(AggTrade trade) {
        String product = instrument(trade.symbol());
        return trade.fills().stream()
                .map(fill -> new Push(
                        MATCHES + '@' + product,
                        new JsonObject()
                                .put("type", "match")
                                .put("trade_id", fill.first())
                                .put("maker_order_id", order(2 * fill.first()))
                                .put("taker_order_id", order(2 * trade.first() + 1))
                                .put("side", makerSide(fill))
                                .put("size", Ticker.shortest(Units.of(fill.quantity())))
                                .put("price", Ticker.shortest(Units.of(fill.price())))
                                .put("product_id", product)
                                .put("sequence", fill.first())
                                .put("time", Instant.ofEpochMilli(fill.time()).toString())
                                .encode()))
                .toList();
    }

    static String makerSide(AggTrade fill) {
        return fill.isBuyerMaker() ? "buy" : "sell";
    }

    private static String order(long number) {
        return new UUID(0xFA4E, number).toString();
    }

    @Override
    public String first(Push push) {
        return push.message().replace("{\"type\":\"match\"", "{\"type\":\"last_match\"");
    }
}
