package io.tickcast.feed.binance;

import io.tickcast.feed.Arrival;
import io.tickcast.feed.PastTrades;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.market.TickBuilder;
import io.tickcast.rest.Priority;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestRequest;
import io.tickcast.time.Micros;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Asks {@code GET /api/v3/aggTrades} for past trades. */
final class AggTrades implements PastTrades {
    /** Of a request, as Binance counts it. */
    private static final int WEIGHT = 4;

    private final RestClient rest;
    private final Markets markets;
    private final boolean demo;

    private record Row(
            long number, String price, String quantity, long first, long last, long time, boolean isBuyerMaker) {}

    AggTrades(RestClient rest, Markets markets, boolean demo) {
        this.rest = rest;
        this.markets = markets;
        this.demo = demo;
    }

    @Override
    public Future<List<Arrival>> get(String symbol, OptionalLong number, int most) {
        String path = "/api/v3/aggTrades?symbol=" + URLEncoder.encode(symbol, StandardCharsets.UTF_8) + "&limit=" + most
                + (number.isPresent() ? "&fromId=" + number.getAsLong() : "");
        return rest.get(new RestRequest(Priority.TRADES, path, WEIGHT), AggTrades::rows)
                .map(rows -> rows.stream().map(row -> arrival(symbol, row)).toList());
    }

    private static List<Row> rows(Buffer body) {
        List<Row> rows = new ArrayList<>();
        for (Object row : new JsonArray(body)) {
            JsonObject trade = (JsonObject) row;
            rows.add(new Row(
                    trade.getLong("a"),
                    trade.getString("p"),
                    trade.getString("q"),
                    trade.getLong("f"),
                    trade.getLong("l"),
                    trade.getLong("T"),
                    trade.getBoolean("m")));
        }
        return rows;
    }

    /** @throws IllegalStateException when it could not be one */
    private Arrival arrival(String symbol, Row row) {
        TickBuilder tick = new TickBuilder()
                .exchange(BinanceProtocol.EXCHANGE)
                .symbol(symbol)
                .eventTime(row.time)
                .receivedAt(Micros.now())
                .demo(demo)
                .tradeId(row.last)
                .side(row.isBuyerMaker ? Side.SELL : Side.BUY);
        markets.fill(symbol, tick);
        if (!tick.figure(DecimalField.PRICE, row.price) || !tick.figure(DecimalField.QUANTITY, row.quantity)) {
            throw new IllegalStateException("a past trade of " + symbol + " has no valid price or quantity");
        }
        return new Arrival(tick.build(), row.first, row.number);
    }
}
