package io.tickcast.demo;

import io.tickcast.demo.candle.RestAnswer;
import io.tickcast.demo.candle.Units;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Coinbase's past trades, {@code GET /products/<product>/trades}: newest first, in pages that begin after, or end
 * before, a trade id.
 *
 * @see <a href="https://docs.cdp.coinbase.com/exchange/rest-api/pagination">Pagination</a>
 */
final class CoinbasePastTrades {
    private static final Pattern PATH = Pattern.compile("/products/([^/]+)/trades");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final int MOST = 1_000;

    private CoinbasePastTrades() {}

    /** @return empty: it is not about trades */
    static Optional<RestAnswer> answer(String path, MultiMap parameters, Set<String> listed, TradeHistory trades) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (!listed.contains(matcher.group(1))) {
            return Optional.of(refusal(404, "NotFound"));
        }
        for (String name : List.of("limit", "before", "after")) {
            if (!NUMBER.matcher(parameters.contains(name) ? parameters.get(name) : "1")
                    .matches()) {
                return Optional.of(refusal(400, "invalid " + name));
            }
        }
        long limit = number(parameters, "limit", MOST);
        return Optional.of(
                limit < 1 || limit > MOST
                        ? refusal(400, "invalid limit")
                        : page(trades.newest(
                                matcher.group(1),
                                number(parameters, "before", Long.MIN_VALUE),
                                number(parameters, "after", Long.MAX_VALUE),
                                (int) limit)));
    }

    private static long number(MultiMap parameters, String name, long otherwise) {
        return parameters.contains(name) ? Long.parseLong(parameters.get(name)) : otherwise;
    }

    /** @param trades ascending */
    private static RestAnswer page(List<AggTrade> trades) {
        JsonArray rows = new JsonArray();
        for (int i = trades.size() - 1; i >= 0; i--) {
            rows.add(row(trades.get(i)));
        }
        return new RestAnswer(
                200,
                trades.isEmpty()
                        ? Map.of()
                        : Map.of(
                                "CB-BEFORE",
                                Long.toString(trades.get(trades.size() - 1).number()),
                                "CB-AFTER",
                                Long.toString(trades.get(0).number())),
                rows.encode());
    }

    private static JsonObject row(AggTrade trade) {
        return new JsonObject()
                .put("trade_id", trade.number())
                .put("side", FakeCoinbase.makerSide(trade))
                .put("size", Units.decimal(Units.of(trade.quantity())))
                .put("price", Units.decimal(Units.of(trade.price())))
                .put("time", Instant.ofEpochMilli(trade.time()).toString());
    }

    private static RestAnswer refusal(int status, String text) {
        return new RestAnswer(status, new JsonObject().put("message", text).encode());
    }
}
