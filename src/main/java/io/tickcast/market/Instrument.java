package io.tickcast.market;

import io.vertx.core.json.JsonObject;
import java.util.OptionalInt;

/**
 * A symbol as an exchange lists it.
 *
 * @param symbol      ours: base and quote in capitals
 * @param name        the exchange's name in streams
 * @param restName    the exchange's name in requests
 * @param priceDigits digits behind the point of a price, by the smallest step of prices; empty: not known
 * @param status      {@link #TRADING}, or the exchange's word why it does not trade
 */
public record Instrument(
        String symbol,
        String base,
        String quote,
        String name,
        String restName,
        OptionalInt priceDigits,
        String status) {
    public static final String TRADING = "trading";

    /** A symbol of which no list tells anything. */
    public static Instrument unlisted(String symbol) {
        Pair pair = Pair.of(symbol).orElse(new Pair("", ""));
        return new Instrument(symbol, pair.base(), pair.quote(), "", "", OptionalInt.empty(), "");
    }

    /** The same with another status. */
    public Instrument with(String word) {
        return new Instrument(symbol, base, quote, name, restName, priceDigits, word);
    }

    public boolean isTrading() {
        return status.equals(TRADING);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("symbol", symbol)
                .put("base", base)
                .put("quote", quote)
                .put("name", name)
                .put("rest_name", restName)
                .put("status", status);
        priceDigits.ifPresent(digits -> json.put("price_digits", digits));
        return json;
    }

    /** @throws RuntimeException when this is not what {@link #toJson()} gives */
    public static Instrument of(JsonObject json) {
        String symbol = json.getString("symbol");
        if (!Symbols.isValid(symbol)) {
            throw new IllegalArgumentException("no symbol: " + symbol);
        }
        Integer digits = json.getInteger("price_digits");
        return new Instrument(
                symbol,
                json.getString("base", ""),
                json.getString("quote", ""),
                json.getString("name", ""),
                json.getString("rest_name", ""),
                digits == null ? OptionalInt.empty() : OptionalInt.of(digits),
                json.getString("status", ""));
    }
}
