package io.tickcast.demo;

import io.vertx.core.json.JsonObject;

/**
 * What one order took at one price.
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
}
