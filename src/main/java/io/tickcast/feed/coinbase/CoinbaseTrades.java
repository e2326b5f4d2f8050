package io.tickcast.feed.coinbase;

import io.tickcast.feed.Arrival;
import io.tickcast.feed.Instruments;
import io.tickcast.feed.PastTrades;
import io.tickcast.market.DecimalField;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * Asks Coinbase Exchange's {@code GET /products/<id>/trades} for past trades. Pages are counted by trade ids, newest
 * first: {@code after} gives the trades below an id.
 */
final class CoinbaseTrades implements PastTrades {
    private final RestClient rest;
    private final Instruments instruments;
    private final CoinbaseMarkets markets;
    private final boolean demo;

    private record Row(long id, String price, String size, String makerSide, long time) {}

    CoinbaseTrades(RestClient rest, Instruments instruments, CoinbaseMarkets markets, boolean demo) {
        this.rest = rest;
        this.instruments = instruments;
        this.markets = markets;
        this.demo = demo;
    }

    @Override
    public Future<List<Arrival>> get(String symbol, OptionalLong number, int most) {
        String path = "/products/" + URLEncoder.encode(instruments.name(symbol), StandardCharsets.UTF_8)
                + "/trades?limit=" + most
                + (number.isPresent() ? "&after=" + (number.getAsLong() + most) : "");
        // Of a page that has not been filled yet, older trades are the rest.
        return rest.get(new RestRequest(Priority.TRADES, path, 1), CoinbaseTrades::rows)
                .map(rows -> rows.stream()
                        .filter(row -> row.id >= number.orElse(1))
                        .map(row -> arrival(symbol, row))
                        .toList());
    }

    private static List<Row> rows(Buffer body) {
        List<Row> rows = new ArrayList<>();
        for (Object row : new JsonArray(body)) {
            JsonObject trade = (JsonObject) row;
            rows.add(new Row(
                    trade.getLong("trade_id"),
                    trade.getString("price"),
                    trade.getString("size"),
                    trade.getString("side", ""),
                    Instant.parse(trade.getString("time")).toEpochMilli()));
        }
        Collections.reverse(rows);
        return rows;
    }

    /** @throws IllegalStateException when it could not be one */
    private Arrival arrival(String symbol, Row row) {
        TickBuilder tick = new TickBuilder()
                .exchange(CoinbaseProtocol.EXCHANGE)
                .symbol(symbol)
                .eventTime(row.time)
                .receivedAt(Micros.now())
                .demo(demo)
                .tradeId(row.id)
                .side(TakerSide.ofMaker(row.makerSide));
        if (!tick.figure(DecimalField.PRICE, row.price) || !tick.figure(DecimalField.QUANTITY, row.size)) {
            throw new IllegalStateException("a past trade of " + symbol + " has no valid price or quantity");
        }
        markets.fill(symbol, tick);
        return new Arrival(tick.build(), row.id, row.id);
    }
}
