package io.tickcast.demo;

import io.tickcast.demo.candle.Kline;
import io.tickcast.demo.candle.Units;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * An aggregate trade: the fills of one order at one price.
 *
 * @param number       by which the exchange counts them, one by one for each symbol
 * @param first        id of the first trade
 * @param last         id of the last trade
 * @param isBuyerMaker whether the taker sold
 */
record AggTrade(
        String symbol,
        long number,
        String price,
        String quantity,
        long first,
        long last,
        long time,
        boolean isBuyerMaker) {

    /** The payload as the stream sends it. */
    String toJson() {
        return "{\"e\":\"aggTrade\",\"E\":" + time + ",\"s\":\"" + symbol + "\",\"a\":" + number + ",\"p\":\"" + price
                + "\",\"q\":\"" + quantity + "\",\"f\":" + first + ",\"l\":" + last + ",\"T\":" + time + ",\"m\":"
                + isBuyerMaker + ",\"M\":true}";
    }

    /** One of its {@link #fills}, as {@code @trade} sends it. */
    String toFillJson() {
        return "{\"e\":\"trade\",\"E\":" + time + ",\"s\":\"" + symbol + "\",\"t\":" + last + ",\"p\":\"" + price
                + "\",\"q\":\"" + quantity + "\",\"T\":" + time + ",\"m\":" + isBuyerMaker + ",\"M\":true}";
    }

    /** One of its {@link #fills}, as REST answers it. */
    JsonObject toFillRest() {
        return new JsonObject()
                .put("id", last)
                .put("price", price)
                .put("qty", quantity)
                .put("quoteQty", Units.decimal(Units.worth(Units.of(price), Units.of(quantity))))
                .put("time", time)
                .put("isBuyerMaker", isBuyerMaker)
                .put("isBestMatch", true);
    }

    /** The same as REST answers it. */
    JsonObject toRest() {
        return new JsonObject()
                .put("a", number)
                .put("p", price)
                .put("q", quantity)
                .put("f", first)
                .put("l", last)
                .put("T", time)
                .put("m", isBuyerMaker)
                .put("M", true);
    }

    Kline toKline() {
        return Kline.ofTrade(time, Units.of(price), Units.of(quantity), first, last, !isBuyerMaker);
    }

    /** A trade of its own for each maker whom the order met; the last one gets what cannot be divided. */
    List<AggTrade> fills() {
        long count = last - first + 1;
        long whole = Units.of(quantity);
        List<AggTrade> fills = new ArrayList<>();
        for (long id = first; id <= last; id++) {
            long part = id == last ? whole - whole / count * (count - 1) : whole / count;
            fills.add(new AggTrade(symbol, id, price, Units.decimal(part), id, id, time, isBuyerMaker));
        }
        return fills;
    }
}
